import assert from 'node:assert/strict';
import { test } from 'node:test';
import { isTest, production, sources } from './sources.ts';

const packageOf = (path: string): string => path.split('/')[0] ?? '';
const inContract = (path: string): boolean => /^(host-sdk|widget)\/src\/contract\//.test(path);

/** Contract folders a package may import from, besides its own files. */
const allowedContracts: Record<string, readonly string[]> = {
  'host-sdk': [],
  widget: ['host-sdk/src/contract/'],
  'mock-server': ['host-sdk/src/contract/', 'widget/src/contract/'],
};

test('a package imports another only by its contract', () => {
  for (const { path, imports } of production) {
    for (const target of imports) {
      if (packageOf(target) === packageOf(path)) continue;
      const allowed = allowedContracts[packageOf(path)] ?? [];
      assert.ok(
        allowed.some((prefix) => target.startsWith(prefix)),
        `${path} imports ${target}`,
      );
    }
  }
});

test('a contract imports contracts only', () => {
  for (const { path, imports } of production) {
    if (!inContract(path)) continue;
    for (const target of imports) assert.ok(inContract(target), `${path} imports ${target}`);
  }
});

/** The widget's layers: a layer may import itself, those named here, and the contracts. */
const leaves = ['contract', 'actions.ts', 'events.ts', 'next-task.ts', 'pins.ts'];
const widgetLayers: Record<string, readonly string[]> = {
  contract: [],
  crypto: [],
  state: [],
  api: ['crypto'],
  styles: [],
  i18n: [],
  session: ['crypto', 'state', 'api'],
  wallet: ['crypto', 'state', 'api', 'session'],
  'clear-signing': ['crypto', 'state', 'api', 'wallet'],
  approvals: ['crypto', 'state', 'api', 'session', 'wallet', 'clear-signing'],
  bridge: ['crypto', 'state', 'api', 'session', 'wallet', 'clear-signing', 'approvals'],
  keeper: ['crypto', 'state', 'api', 'session', 'wallet', 'approvals', 'bridge'],
  elements: ['styles', 'i18n', 'state'],
  views: ['styles', 'i18n', 'elements', 'state'],
};

test('inside the widget, imports run in one line', () => {
  for (const { path, imports } of production) {
    if (!path.startsWith('widget/src/')) continue;
    const layer = path.slice('widget/src/'.length).split('/')[0] ?? '';
    const allowed = widgetLayers[layer];
    if (allowed === undefined) continue;
    for (const target of imports) {
      if (!target.startsWith('widget/src/')) continue;
      const other = target.slice('widget/src/'.length).split('/')[0] ?? '';
      assert.ok(other === layer || allowed.includes(other) || leaves.includes(other), `${path} imports ${target}`);
    }
  }
});

test('the operators’ page is a page of its own, made of the widget’s parts but not of its wallet', () => {
  const parts = /^(widget\/admin\/|(widget|host-sdk)\/src\/contract\/|widget\/src\/(elements|styles|api|session)\/|widget\/src\/views\/[a-z]+\.styles\.ts$)/;
  for (const { path, imports } of production) {
    for (const target of imports) {
      if (path.startsWith('widget/admin/')) assert.match(target, parts, `${path} imports ${target}`);
      else assert.ok(!target.startsWith('widget/admin/'), `${path} imports ${target}`);
    }
  }
});

test('crypto folders are leaves', () => {
  const packages = /^(@hpke\/|@noble\/|@scure\/|node:)|^(secp256k1|cborg)$/;
  for (const { path, imports, packages: bare } of production) {
    if (!/^(widget\/src\/crypto|mock-server\/src\/enclave\/crypto)\//.test(path)) continue;
    for (const target of imports) {
      const same = target.startsWith(path.slice(0, path.lastIndexOf('/') + 1));
      assert.ok(same || inContract(target), `${path} imports ${target}`);
    }
    for (const name of bare) assert.match(name, packages, `${path} imports ${name}`);
  }
});

test('the enclave imports nothing of the server around it', () => {
  const allowed =
    /^(mock-server\/src\/(enclave\/|deps\.ts|ledger\/witness-wire\.ts|enclave-client\/port\.ts|framing)|widget\/src\/contract\/|host-sdk\/src\/contract\/)/;
  for (const { path, imports } of production) {
    if (!path.startsWith('mock-server/src/enclave/')) continue;
    for (const target of imports) assert.match(target, allowed, `${path} imports ${target}`);
  }
});

test('host-sdk uses penpal and nothing else', () => {
  const optional = new Map([
    ['host-sdk/src/wagmi.ts', /^(wagmi|@wagmi\/core|viem)$/],
    ['host-sdk/src/react.ts', /^react$/],
  ]);
  for (const { path, packages } of production) {
    if (!path.startsWith('host-sdk/')) continue;
    for (const name of packages) assert.ok(name === 'penpal' || optional.get(path)?.test(name), `${path} imports ${name}`);
  }
});

test('no cycles, types included', () => {
  const graph = new Map(sources.filter(({ path }) => !isTest(path)).map(({ path, imports }) => [path, imports]));
  const done = new Set<string>();
  const visit = (path: string, trail: readonly string[]): void => {
    assert.ok(!trail.includes(path), `cycle: ${[...trail.slice(trail.indexOf(path)), path].join(' → ')}`);
    if (done.has(path)) return;
    for (const target of graph.get(path) ?? []) visit(target, [...trail, path]);
    done.add(path);
  };
  for (const path of graph.keys()) visit(path, []);
});

test('every relative import names a file with its ending', () => {
  const known = new Set(sources.map(({ path }) => path));
  for (const { path, imports } of sources) {
    for (const target of imports) {
      const elsewhere = !/^(host-sdk|widget|mock-server)\/src\//.test(target);
      assert.ok(elsewhere || known.has(target) || target.endsWith('.json'), `${path} imports ${target}, which is not there`);
    }
  }
});
