import assert from 'node:assert/strict';
import { it } from 'node:test';
import type { Store } from '../store.ts';
import { bytes, nowMs } from './rows.ts';

/** Apps, chains and keys, and what operators did. Part of `storeSuite`, which opens the store. */
export function registrySuite(store: () => Store): void {
  it('behavior: an app changes only from what its writer has seen, with its entry in the log, and the revision tells others', async () => {
    const row = { appId: 'shop', config: '{}', createdAtMs: nowMs, updatedAtMs: nowMs, removedAtMs: null };
    const event = { appId: 'shop', atMs: nowMs, actor: 'operator:ada', action: 'app.added', subject: 'shop', detail: {} };
    const before = await store().registryRevision();
    assert.equal(await store().saveApp(row, null, event), true);
    assert.equal(await store().saveApp(row, null, event), false);
    const rivals = await Promise.all(['{"a":1}', '{"a":2}', '{"a":3}'].map((config) => store().saveApp({ ...row, config }, '{}', event)));
    assert.equal(rivals.filter(Boolean).length, 1);
    assert.equal((await store().listAudit('shop', 0, 10)).length, 2);
    assert.equal((await store().listApps())[0]?.config, (await store().findApp('shop'))?.config);
    assert.ok((await store().registryRevision()) > before);
  });

  it('behavior: what operators did is found among what people did, newest first, of every app', async () => {
    const entry = (actor: string, atMs: number, appId = 'shop') => ({ appId, atMs, actor, action: 'app.changed', subject: 'shop', detail: { atMs } });
    for (const event of [entry('operator:ada', 1), entry('user-1', 2), entry('operator', 3, '$deployment'), entry('operator:ben (Ben)', 4)])
      await store().appendAudit(event);
    const times = async (skip: number, limit: number) => (await store().listOperatorAudit(skip, limit)).map(({ atMs }) => atMs);
    assert.deepEqual([await times(0, 10), await times(1, 1), await times(3, 10)], [[4, 3, 1], [3], []]);
  });

  it('behavior: chains and token keys are kept; of the keys the newest first, and no more than verify anything', async () => {
    const event = { appId: '$deployment', atMs: nowMs, actor: 'operator:ada', action: 'chain.set', subject: '1', detail: {} };
    assert.equal(await store().saveChain({ chainId: 1, config: '{}', updatedAtMs: nowMs }, null, event), true);
    assert.equal(await store().saveChain({ chainId: 1, config: '{"a":1}', updatedAtMs: nowMs }, null, event), false);
    assert.deepEqual(await store().listChains(), [{ chainId: 1, config: '{}', updatedAtMs: nowMs }]);
    assert.equal(await store().deleteChain(1, event), true);
    assert.equal(await store().deleteChain(1, event), false);
    for (let index = 0; index < 10; index++) {
      await store().addTokenKey({ kid: `key-${index}`, salt: bytes(index), createdAtMs: nowMs + index, previousUntilMs: nowMs }, event);
    }
    const keys = await store().listTokenKeys();
    assert.equal(keys.length, 8);
    assert.deepEqual(keys[0], { kid: 'key-9', salt: bytes(9), createdAtMs: nowMs + 9, previousUntilMs: nowMs });
  });
}
