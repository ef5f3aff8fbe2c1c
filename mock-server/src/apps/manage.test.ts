import assert from 'node:assert/strict';
import { afterEach, beforeEach, describe, it } from 'node:test';
import { verifyAudit } from '../audit/verify.ts';
import { openSqliteStore } from '../store/sqlite-store.ts';
import type { Store } from '../store/store.ts';
import { ConfigError } from './config-error.ts';
import { createFresh } from './fresh.ts';
import { addApp, addOrigin, changeApp, digestOf, type ManageDeps, removeApp, removeOrigin } from './manage.ts';
import { DEPLOYMENT_CHAIN, removeChain, rotateTokenKey, setChain } from './manage-deployment.ts';
import { createStoredRegistry } from './stored-registry.ts';
import { chain, shop } from './testing/settings.ts';

const refusal = (field: string, reason: RegExp) => (error: unknown) => error instanceof ConfigError && error.field === field && reason.test(error.reason);

describe('apps as an operator manages them', () => {
  let store: Store;
  let deps: ManageDeps;
  let nowMs: number;
  beforeEach(async () => {
    store = await openSqliteStore({ path: ':memory:' });
    nowMs = 1_800_000_000_000;
    deps = { store, clock: { nowMs: () => nowMs }, random: (length) => crypto.getRandomValues(new Uint8Array(length)), actor: 'operator:ada' };
  });
  afterEach(() => store.close());

  it('behavior: every change is in the audit log with digests of before and after, and the chain is whole', async () => {
    await addApp(shop, deps);
    await changeApp('shop', { name: 'Better shop', limits: { user: { burst: 10, perSecond: 1 } } }, deps);
    await addOrigin('shop', 'https://www.shop.example', deps);
    await removeOrigin('shop', 'https://shop.example', deps);
    await removeApp('shop', deps);
    const entries = await store.listAudit('shop', 0, 100);
    assert.deepEqual(
      entries.map(({ action, actor }) => [action, actor]),
      [
        ['app.added', 'operator:ada'],
        ['app.changed', 'operator:ada'],
        ['app.changed', 'operator:ada'],
        ['app.changed', 'operator:ada'],
        ['app.removed', 'operator:ada'],
      ],
    );
    assert.deepEqual(entries[1]?.detail, {
      'limits.after': digestOf({ user: { perSecond: 1, burst: 10 } }),
      'limits.before': null,
      'name.after': digestOf('Better shop'),
      'name.before': digestOf('Shop'),
    });
    assert.equal((await verifyAudit(store, 'shop')).fault, null);
  });

  it('behavior: what changes nothing writes nothing', async () => {
    await addApp(shop, deps);
    await changeApp('shop', { name: 'Shop' }, deps);
    assert.equal((await store.listAudit('shop', 0, 100)).length, 1);
  });

  it('error: what may not stand changes nothing and is not in the log', async () => {
    await addApp(shop, deps);
    const wrong: readonly (readonly [Promise<unknown>, string, RegExp])[] = [
      [addApp(shop, deps), 'appId', /already/],
      [changeApp('nobody', { name: 'x' }, deps), 'appId', /not registered/],
      [changeApp('shop', { appId: 'other' }, deps), 'appId', /wallets/],
      [addOrigin('shop', 'https://shop.example/', deps), 'allowedOrigins[1]', /exact origin/],
      [addOrigin('shop', 'https://*.shop.example', deps), 'allowedOrigins[1]', /exact origin/],
      [addOrigin('shop', 'http://shop.example', deps), 'allowedOrigins[1]', /https/],
      [addOrigin('shop', 'http://localhost:*', deps), 'allowedOrigins[1]', /development/],
      [addOrigin('shop', 'https://shop.example', deps), 'allowedOrigins', /twice/],
      [removeOrigin('shop', 'https://shop.example', deps), 'allowedOrigins', /1 to 20/],
      [removeOrigin('shop', 'https://other.example', deps), 'origin', /not one/],
      [changeApp('shop', { nothing: 1 } as object, deps), 'nothing', /not a setting/],
      [changeApp('shop', { theme: { '--alcove-font': 'url(https://evil.example)' } }, deps), 'theme.--alcove-font', /no token/],
      [changeApp('shop', { theme: { '--alcove-trust-fill': '#fff' } }, deps), 'theme.--alcove-trust-fill', /no token/],
      [changeApp('shop', { theme: { '--alcove-preset': 'nobody' } }, deps), 'theme.--alcove-preset', /no token/],
      [changeApp('shop', { theme: { deep: JSON.parse('['.repeat(9) + ']'.repeat(9)) } }, deps), 'theme', /not valid/],
      [changeApp('shop', { walletConnect: { projectId: 'a'.repeat(32), relayUrl: 'https://relay.example' } }, deps), 'walletConnect.relayUrl', /wss/],
      [changeApp('shop', { limits: { app: { burst: 0, perSecond: 1 } } }, deps), 'limits.app.burst', /not valid/],
      [
        changeApp('shop', { tokens: [{ chainId: 5, address: `0x${'11'.repeat(20)}`, symbol: 'T', name: 'T', decimals: 6 }] }, deps),
        'tokens[0].chainId',
        /app’s chains/,
      ],
    ];
    for (const [work, field, reason] of wrong) await assert.rejects(work, refusal(field, reason));
    assert.equal((await store.listAudit('shop', 0, 100)).length, 1);
  });

  it('error: two operators who change the same app at once: the second one is told', async () => {
    await addApp(shop, deps);
    const outcomes = await Promise.allSettled([changeApp('shop', { name: 'One' }, deps), changeApp('shop', { name: 'Two' }, deps)]);
    const refused = outcomes.filter((outcome) => outcome.status === 'rejected');
    assert.equal(refused.length, 1);
    assert.match(String(refused[0]?.reason), /somebody else/);
    assert.equal((await store.listAudit('shop', 0, 100)).length, 2);
  });

  it('behavior: a server takes a change up within a second, and asks the store no more than once in it', async () => {
    await addApp(shop, deps);
    let asked = 0;
    const counting = {
      registryRevision: () => {
        asked++;
        return store.registryRevision();
      },
    };
    const registry = createStoredRegistry({ store, fresh: createFresh(counting, deps.clock) });
    for (let call = 0; call < 50; call++) assert.equal((await registry.find('shop'))?.name, 'Shop');
    assert.equal(asked, 1);
    await changeApp('shop', { name: 'New name' }, deps);
    nowMs += 1_000;
    assert.equal((await registry.find('shop'))?.name, 'New name');
    await removeApp('shop', deps);
    nowMs += 1_000;
    assert.equal(await registry.find('shop'), null);
    await addApp(shop, deps);
    nowMs += 1_000;
    assert.equal((await registry.find('shop'))?.name, 'Shop');
    assert.equal(await registry.find('__proto__'), null);
    assert.equal(asked, 4);
  });

  it('behavior: while the store is away, what a server has read goes on', async () => {
    await addApp(shop, deps);
    let away = false;
    const registryRevision = () => (away ? Promise.reject(new Error('away')) : store.registryRevision());
    const registry = createStoredRegistry({ store, fresh: createFresh({ registryRevision }, deps.clock) });
    await registry.find('shop');
    away = true;
    nowMs += 60_000;
    assert.equal((await registry.find('shop'))?.name, 'Shop');
  });

  it('behavior: a chain is set, and cannot be removed under an app', async () => {
    await setChain(chain, deps);
    await addApp(shop, deps);
    await assert.rejects(removeChain(1, deps), refusal('chainId', /shop/));
    await removeApp('shop', deps);
    await removeChain(1, deps);
    await assert.rejects(removeChain(1, deps), refusal('chainId', /not registered/));
    for (const rpcUrls of [['http://a.example'], ['ftp://a.example'], ['https://a.example', 'https://a.example']]) {
      await assert.rejects(setChain({ ...chain, rpcUrls }, deps), ConfigError);
    }
    assert.deepEqual(
      (await store.listAudit(DEPLOYMENT_CHAIN, 0, 10)).map(({ action, subject }) => [action, subject]),
      [
        ['chain.set', '1'],
        ['chain.removed', '1'],
      ],
    );
  });

  it('behavior: rotations are in the log of the deployment, and never hold a key', async () => {
    const first = await rotateTokenKey(deps);
    const second = await rotateTokenKey(deps, { atOnce: true });
    const entries = await store.listAudit(DEPLOYMENT_CHAIN, 0, 10);
    assert.deepEqual(
      entries.map(({ detail }) => [detail.before, detail.after]),
      [
        [null, first.kid],
        [first.kid, second.kid],
      ],
    );
  });
});
