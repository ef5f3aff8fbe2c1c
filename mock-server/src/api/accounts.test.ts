import assert from 'node:assert/strict';
import { afterEach, beforeEach, describe, it } from 'node:test';
import { createHarness, expectProblem, type Harness } from './testing/harness.ts';
import type { TestClient } from './testing/test-client.ts';

describe('names of accounts', () => {
  let harness: Harness;
  let client: TestClient;
  const walletId = crypto.randomUUID();
  beforeEach(async () => {
    harness = await createHarness();
    client = await harness.signIn();
    await client.post('/v1/enclave/call', harness.callBody(client, 'wallet_create', walletId));
    await harness.store.addAccount(walletId, { accountIndex: 1, address: `0x${'33'.repeat(20)}`, path: "m/44'/60'/0'/0/1" });
  });
  afterEach(() => harness.close());

  const put = (body: unknown, { index = '1', by = client, id = walletId as string, idempotencyKey = crypto.randomUUID() as string } = {}) =>
    by.call('PUT', `/v1/wallets/${id}/accounts/${index}`, { body, idempotencyKey });
  const shown = async () => {
    const [wallet] = (await (await client.call('GET', '/v1/wallets')).json()) as [{ accounts: { name: string | null; hidden: boolean }[] }];
    return wallet.accounts.map(({ name, hidden }) => [name, hidden]);
  };

  it('behavior: a name and a hidden account follow their owner', async () => {
    const answer = await put({ name: '저축 🐷', hidden: true });
    assert.equal(answer.status, 200);
    assert.deepEqual(await answer.json(), { accountIndex: 1, address: `0x${'33'.repeat(20)}`, path: "m/44'/60'/0'/0/1", name: '저축 🐷', hidden: true });
    assert.deepEqual(await shown(), [
      [null, false],
      ['저축 🐷', true],
    ]);
    assert.equal((await put({ name: null, hidden: false })).status, 200);
    assert.deepEqual((await shown())[1], [null, false]);
  });

  it('behavior: a repetition is answered from memory', async () => {
    const idempotencyKey = crypto.randomUUID();
    const [first, again] = [await put({ name: 'A', hidden: false }, { idempotencyKey }), await put({ name: 'A', hidden: false }, { idempotencyKey })];
    assert.deepEqual([again.status, await again.json()], [first.status, await first.json()]);
    await expectProblem(await put({ name: 'B', hidden: false }, { idempotencyKey }), 409, 'idempotency_conflict', 'idempotency-key');
  });

  it('error: the last visible account cannot be hidden', async () => {
    await put({ name: null, hidden: true });
    await expectProblem(await put({ name: null, hidden: true }, { index: '0' }), 400, 'invalid_request', 'hidden');
    assert.deepEqual(await shown(), [
      [null, false],
      [null, true],
    ]);
  });

  it('error: names that are empty, too long, or would disturb the text around them', async () => {
    const names = ['', ' ', 'a ', 'x'.repeat(41), 'a\u0000b', 'a\nb', 'a\u202eb', 'a\u2066b', '\u200fa', 'a\u2028b', 7, undefined];
    for (const name of names) await expectProblem(await put({ name, hidden: false }), 400, 'invalid_request', 'name');
    assert.equal((await put({ name: '👩‍👩‍👧'.repeat(8), hidden: false })).status, 200);
    await expectProblem(await put({ name: 'a', hidden: 'no' }), 400, 'invalid_request', 'hidden');
    await expectProblem(await put({ name: 'a', hidden: false, address: '0x' }), 400, 'invalid_request', 'address');
  });

  it('error: an account or a wallet that is not there, or is somebody else’s', async () => {
    for (const index of ['2', '-1', '01', '1e0', '%00']) await expectProblem(await put({ name: 'a', hidden: false }, { index }), 404, 'not_found', 'index');
    await expectProblem(await put({ name: 'a', hidden: false }, { id: crypto.randomUUID() }), 404, 'wallet_unknown', 'walletId');
    const eve = await harness.signIn('eve');
    await expectProblem(await put({ name: 'mine', hidden: false }, { by: eve }), 404, 'wallet_unknown', 'walletId');
    const stranger = await harness.newClient();
    await expectProblem(await put({ name: 'mine', hidden: false }, { by: stranger }), 401, 'unauthorized');
    assert.deepEqual(await shown(), [
      [null, false],
      [null, false],
    ]);
  });
});
