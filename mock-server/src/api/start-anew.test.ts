import assert from 'node:assert/strict';
import { afterEach, beforeEach, describe, it } from 'node:test';
import { keccak256 } from 'viem';
import { ChainError } from '../chain/port.ts';
import { UNSENT_LIFETIME_MS } from '../store/store.ts';
import { createHarness, expectProblem, type Harness } from './testing/harness.ts';
import type { TestClient } from './testing/test-client.ts';

describe('a payment whose nonce went to another', () => {
  let harness: Harness;
  let client: TestClient;
  let address: `0x${string}`;
  let walletId: string;
  beforeEach(async () => {
    harness = await createHarness();
    client = await harness.signIn();
    ({ walletId, address } = await harness.createWallet(client));
  });
  afterEach(() => harness.close());

  const ask = async (requestId: string) => {
    client.nonce = (await client.call('GET', '/v1/chains')).headers.get('dpop-nonce');
    return client.post('/v1/transactions/prepare', { chainId: 31337, account: address.toLowerCase(), requestId });
  };
  async function prepare(requestId: string): Promise<number> {
    const response = await ask(requestId);
    assert.equal(response.status, 200, await response.clone().text());
    return ((await response.json()) as { nonce: number }).nonce;
  }
  const sign = (requestId: string, nonce: number, valueWei = 1n) =>
    harness.sign(client, walletId, harness.transactionIntent(address, { nonce, requestId, valueWei }));
  const send = (body: Awaited<ReturnType<typeof sign>>) => client.post('/v1/transactions', body);
  const sent = async (body: Awaited<ReturnType<typeof sign>>) => assert.equal((await send(body)).status, 200);
  /** Signed, and its answer lost; another payment takes its nonce. */
  async function overtaken() {
    const requestId = crypto.randomUUID();
    const lost = await sign(requestId, await prepare(requestId));
    harness.clock.ms += 60_000;
    const faster = crypto.randomUUID();
    const other = await sign(faster, await prepare(faster), 2n);
    return { requestId, lost, other };
  }

  it('behavior: is signed once more with the next nonce, and sent once', async () => {
    const { requestId, lost, other } = await overtaken();
    await sent(other);
    harness.chain.nextNonce = 1;
    await expectProblem(await send(lost), 422, 'transaction_rejected', 'rawTransaction');
    const nonce = await prepare(requestId);
    assert.equal(nonce, 1);
    assert.equal(await prepare(requestId), nonce, 'the same one again');
    const again = await sign(requestId, nonce);
    await sent(again);
    await expectProblem(await send(lost), 404, 'transaction_unknown', 'rawTransaction');
    assert.deepEqual(harness.chain.broadcasts, [other.rawTransaction, again.rawTransaction]);
    const kept = await harness.store.findTransaction(keccak256(lost.rawTransaction as `0x${string}`));
    assert.deepEqual([kept?.status, kept?.requestId], ['dropped', null]);
  });

  it('behavior: so is one that was not sent in time, with the nonce that it had', async () => {
    const requestId = crypto.randomUUID();
    const lost = await sign(requestId, await prepare(requestId));
    harness.clock.ms += UNSENT_LIFETIME_MS + 1;
    client = await harness.signIn();
    await expectProblem(await send(lost), 422, 'transaction_rejected', 'rawTransaction');
    assert.equal(await prepare(requestId), 0);
    await sent(await sign(requestId, 0));
    assert.equal(harness.chain.broadcasts.length, 1);
  });

  it('behavior: so is one whose server died between the signature and the transaction', async () => {
    const requestId = crypto.randomUUID();
    await harness.store.saveSignature({ walletId, requestId, intentHash: new Uint8Array(32), signature: new Uint8Array(65), createdAtMs: harness.clock.ms });
    await sent(await sign(requestId, await prepare(requestId)));
  });

  it('error: one that a node may have taken although its answer was lost is not made twice', async () => {
    const requestId = crypto.randomUUID();
    const lost = await sign(requestId, await prepare(requestId));
    harness.chain.failure = new ChainError('chain_unavailable', 'the answer was lost');
    await expectProblem(await send(lost), 503, 'chain_unavailable');
    harness.chain.failure = null;
    harness.chain.nextNonce = 1;
    harness.clock.ms += UNSENT_LIFETIME_MS + 1;
    client = await harness.signIn();
    await expectProblem(await send(lost), 422, 'transaction_rejected');
    await expectProblem(await ask(requestId), 422, 'transaction_rejected', 'requestId');
    assert.notEqual(await harness.store.findSignature(walletId, requestId), null);
    // It is in a block: no more does it begin anew then.
    harness.chain.receipts.set(keccak256(lost.rawTransaction as `0x${string}`), { status: 'confirmed', blockNumber: 3, feeWei: 1n });
    await expectProblem(await ask(requestId), 422, 'transaction_rejected', 'requestId');
    assert.equal((await harness.store.findTransactionByRequest(walletId, requestId))?.status, 'confirmed');
  });

  it('error: one that was sent, and which another pushed out, is not made twice', async () => {
    const requestId = crypto.randomUUID();
    const signed = await sign(requestId, await prepare(requestId));
    await sent(signed);
    await harness.store.updateTransaction(keccak256(signed.rawTransaction as `0x${string}`), { status: 'dropped' }, harness.clock.ms);
    await expectProblem(await ask(requestId), 422, 'transaction_rejected', 'requestId');
  });
});
