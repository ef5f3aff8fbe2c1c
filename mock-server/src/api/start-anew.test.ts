import assert from 'node:assert/strict';
import { afterEach, beforeEach, describe, it } from 'node:test';
import { keccak256 } from 'viem';
import { ChainError } from '../chain/port.ts';
import { UNSENT_LIFETIME_MS } from '../store/store.ts';
import { expectProblem } from './testing/harness.ts';
import { openPayer, type Payer } from './testing/payer.ts';

describe('a payment whose nonce went to another', () => {
  let payer: Payer;
  beforeEach(async () => {
    payer = await openPayer();
  });
  afterEach(() => payer.harness.close());

  const sent = async (body: Parameters<Payer['send']>[0]) => assert.equal((await payer.send(body)).status, 200);
  /** Signed, and its answer lost; another payment takes its nonce. */
  async function overtaken() {
    const requestId = crypto.randomUUID();
    const lost = await payer.sign(requestId, await payer.prepare(requestId));
    payer.harness.clock.ms += 60_000;
    const faster = crypto.randomUUID();
    const other = await payer.sign(faster, await payer.prepare(faster), { valueWei: 2n });
    return { requestId, lost, other };
  }

  it('behavior: is signed once more with the next nonce, and sent once', async () => {
    const { requestId, lost, other } = await overtaken();
    await sent(other);
    payer.harness.chain.nextNonce = 1;
    await expectProblem(await payer.send(lost), 422, 'transaction_rejected', 'rawTransaction');
    const nonce = await payer.prepare(requestId);
    assert.equal(nonce, 1);
    assert.equal(await payer.prepare(requestId), nonce, 'the same one again');
    const again = await payer.sign(requestId, nonce);
    await sent(again);
    await expectProblem(await payer.send(lost), 404, 'transaction_unknown', 'rawTransaction');
    assert.deepEqual(payer.harness.chain.broadcasts, [other.rawTransaction, again.rawTransaction]);
    const kept = await payer.harness.store.findTransaction(keccak256(lost.rawTransaction as `0x${string}`));
    assert.deepEqual([kept?.status, kept?.requestId], ['dropped', null]);
  });

  it('behavior: so is one that was not sent in time, with the nonce that it had', async () => {
    const requestId = crypto.randomUUID();
    const lost = await payer.sign(requestId, await payer.prepare(requestId));
    payer.harness.clock.ms += UNSENT_LIFETIME_MS + 1;
    await payer.signInAgain();
    await expectProblem(await payer.send(lost), 422, 'transaction_rejected', 'rawTransaction');
    assert.equal(await payer.prepare(requestId), 0);
    await sent(await payer.sign(requestId, 0));
    assert.equal(payer.harness.chain.broadcasts.length, 1);
  });

  it('behavior: so is one whose older server died between the signature and the transaction', async () => {
    const requestId = crypto.randomUUID();
    await payer.harness.store.saveSignature({
      walletId: payer.walletId,
      requestId,
      intentHash: new Uint8Array(32),
      signature: new Uint8Array(65),
      createdAtMs: payer.harness.clock.ms,
    });
    await sent(await payer.sign(requestId, await payer.prepare(requestId)));
  });

  it('error: one that a node may have taken although its answer was lost is not made twice', async () => {
    const requestId = crypto.randomUUID();
    const lost = await payer.sign(requestId, await payer.prepare(requestId));
    payer.harness.chain.failure = new ChainError('chain_unavailable', 'the answer was lost');
    await expectProblem(await payer.send(lost), 503, 'chain_unavailable');
    payer.harness.chain.failure = null;
    payer.harness.chain.nextNonce = 1;
    payer.harness.clock.ms += UNSENT_LIFETIME_MS + 1;
    await payer.signInAgain();
    await expectProblem(await payer.send(lost), 422, 'transaction_rejected');
    await expectProblem(await payer.ask(requestId), 422, 'transaction_rejected', 'requestId');
    assert.notEqual(await payer.harness.store.findSignature(payer.walletId, requestId), null);
    // It is in a block: no more does it begin anew then.
    payer.harness.chain.receipts.set(keccak256(lost.rawTransaction as `0x${string}`), { status: 'confirmed', blockNumber: 3, feeWei: 1n });
    await expectProblem(await payer.ask(requestId), 422, 'transaction_rejected', 'requestId');
    assert.equal((await payer.harness.store.findTransactionByRequest(payer.walletId, requestId))?.status, 'confirmed');
  });

  it('error: one that was sent, and which another pushed out, is not made twice', async () => {
    const requestId = crypto.randomUUID();
    const signed = await payer.sign(requestId, await payer.prepare(requestId));
    await sent(signed);
    await payer.harness.store.updateTransaction(keccak256(signed.rawTransaction as `0x${string}`), { status: 'dropped' }, payer.harness.clock.ms);
    await expectProblem(await payer.ask(requestId), 422, 'transaction_rejected', 'requestId');
  });
});
