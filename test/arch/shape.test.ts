import assert from 'node:assert/strict';
import { test } from 'node:test';
import { production, sources } from './sources.ts';

/** Lists and long tables are data, not concepts. */
const isData = (path: string): boolean => /\/(i18n|migrations|vectors)\//.test(path) || path.endsWith('/icons.ts');

test('file lengths: none over 400 lines, p90 ≤ 280, median ≤ 110', (t) => {
  const lengths = production.filter(({ path }) => !isData(path)).map(({ path, lines }) => ({ path, lines }));
  lengths.sort((left, right) => left.lines - right.lines);
  const at = (share: number): number => lengths[Math.min(lengths.length - 1, Math.floor(lengths.length * share))]?.lines ?? 0;
  t.diagnostic(`${lengths.length} files, median ${at(0.5)}, p90 ${at(0.9)}, longest ${lengths.at(-1)?.path} ${lengths.at(-1)?.lines}`);
  assert.deepEqual(
    lengths.filter(({ lines }) => lines > 400).map(({ path, lines }) => `${path}: ${lines}`),
    [],
  );
  assert.ok(at(0.9) <= 280, `p90 is ${at(0.9)}`);
  assert.ok(at(0.5) <= 110, `median is ${at(0.5)}`);
});

test('crypto files stay small enough to audit: none over 150 lines', () => {
  for (const { path, lines } of production) {
    if (/^(widget\/src\/crypto|mock-server\/src\/enclave\/crypto)\//.test(path)) assert.ok(lines <= 150, `${path}: ${lines}`);
  }
});

test('file names are kebab-case', () => {
  for (const { path } of sources) assert.match(path.split('/').at(-1) ?? '', /^[a-z0-9]+(-[a-z0-9]+)*(\.[a-z]+)*\.ts$/, path);
});

test('what decides about money and keys has its test beside it', (t) => {
  const known = new Set(sources.map(({ path }) => path));
  const without = production.filter(
    ({ path, lines }) =>
      lines > 40 && !known.has(path.replace(/\.ts$/, '.test.ts')) && !/(types|port|ports|wire|schema|styles|manifest|events|main)\.ts$/.test(path),
  );
  t.diagnostic(`without a test of the same name: ${without.map(({ path }) => path).join(', ')}`);
  const crypto = without.filter(({ path }) => /^(widget\/src\/crypto|mock-server\/src\/enclave\/crypto)\//.test(path));
  assert.deepEqual(
    crypto.map(({ path }) => path),
    [],
  );
});

/** Patterns that never belong, where they are looked for, and why. */
const banned: readonly { readonly pattern: RegExp; readonly where?: RegExp; readonly except?: RegExp; readonly why: string }[] = [
  { pattern: /Math\.random\(/, why: 'randomness comes from the platform’s generator' },
  { pattern: /\.(innerHTML|outerHTML)\b|insertAdjacentHTML|document\.write\(/, why: 'markup goes through Lit templates' },
  { pattern: /unsafe(HTML|SVG|Static|CSS)\b/, except: /unsafeCSS|\.styles\.ts$/, why: 'Lit’s policy would let it through Trusted Types' },
  { pattern: /postMessage\([^)]*['"]\*['"]/, why: 'a message names its receiver' },
  { pattern: /allowedOrigins:\s*\[[^\]]*(\/|['"]\*['"])/, why: 'origins are compared as strings' },
  { pattern: /new RegExp\(|\.endsWith\(|\.test\(/, where: /\/(connection|connect)\.ts$/, why: 'origins are compared as strings' },
  { pattern: /:\s*any\b|\bas any\b|<any>/, why: 'types say what a value is' },
  { pattern: /@ts-(ignore|nocheck)/, why: 'types say what a value is' },
  { pattern: /\bDate\.now\(|new Date\(\)/, where: /^mock-server\/src\//, except: /\/(main|witness-main)\.ts$/, why: 'time is injected' },
  { pattern: /process\.env\b/, where: /^mock-server\/src\//, except: /\/main\.ts$/, why: 'the environment enters in main.ts' },
  { pattern: /\blocalStorage\b|\bsessionStorage\b/, why: 'nothing goes into web storage' },
  { pattern: /\beval\(|new Function\(/, why: 'no code from text' },
  { pattern: /^\s*(readonly )?(timeout|ttl|delay|expiry|expires|lifetime)\??:\s*number/m, why: 'units stand in the name' },
  { pattern: /\b(TODO|FIXME|XXX)\b/, why: 'what is open belongs into the list of issues' },
];

test('patterns that never belong are not there', () => {
  for (const { path, text } of production) {
    for (const { pattern, where, except, why } of banned) {
      if (where !== undefined && !where.test(path)) continue;
      if (except?.test(path)) continue;
      const code = text.replace(/\/\*[\s\S]*?\*\/|^\s*\/\/.*$/gm, '');
      const found = pattern.exec(code);
      assert.equal(found, null, `${path}: ${found?.[0]} (${why})`);
    }
  }
});
