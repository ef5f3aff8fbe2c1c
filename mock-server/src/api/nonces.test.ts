import assert from 'node:assert/strict';
import { afterEach, beforeEach, describe, it } from 'node:test';
import { keccak256 } from 'viem';
import { EnclaveError } from '../enclave-client/port.ts';
import { PREPARED_LIFETIME_MS } from './nonces.ts';
import { expectProblem } from './testing/harness.ts';
import { openPayer, type Payer } from './testing/payer.ts';

describe('the nonce of a payment', () => {
  let payer: Payer;
  beforeEach(async () => {
    payer = await openPayer();
  });
  afterEach(() => payer.harness.close());

  it('behavior: five requests at once get five nonces in a row, and the same ones again', async () => {
    const ids = Array.from({ length: 5 }, () => crypto.randomUUID());
    const nonces = await Promise.all(ids.map((id) => payer.prepare(id)));
    assert.deepEqual(nonces.toSorted(), [0, 1, 2, 3, 4]);
    assert.deepEqual(await Promise.all(ids.map((id) => payer.prepare(id))), nonces);
  });

  it('behavior: a payment that was not signed gives it back, so that the next one is not stuck behind it', async () => {
    const requestId = crypto.randomUUID();
    const nonce = await payer.prepare(requestId);
    payer.harness.enclave.nextEffects = { kind: 'none' };
    await payer.call(requestId, nonce);
    assert.equal(await payer.prepare(), nonce);
    assert.equal(await payer.prepare(requestId), nonce + 1, 'whoever tries again gets the next one');
    // What is no payment has none to give back.
    payer.harness.enclave.nextEffects = { kind: 'none' };
    await payer.client().post('/v1/enclave/call', payer.harness.callBody(payer.client(), 'wallet_activate', payer.walletId));
    assert.equal(await payer.prepare(), nonce + 2);
  });

  it('behavior: a payment whose enclave went away gives it back as well', async () => {
    const requestId = crypto.randomUUID();
    const nonce = await payer.prepare(requestId);
    payer.harness.enclave.failure = new EnclaveError('enclave_unavailable', 'down');
    await expectProblem(await payer.call(requestId, nonce), 503, 'enclave_unavailable');
    payer.harness.enclave.failure = null;
    assert.equal(await payer.prepare(), nonce);
  });

  it('behavior: a page that is closed while the enclave signs keeps nobody waiting; if it comes back first, it goes on with the same signature', async () => {
    const requestId = crypto.randomUUID();
    const closed = new AbortController();
    payer.harness.enclave.beforeReply = async () => closed.abort();
    const signed = await payer.sign(requestId, await payer.prepare(requestId), { signal: closed.signal });
    payer.harness.enclave.beforeReply = null;
    assert.equal(await payer.prepare(requestId), 0, 'the same payment goes on');
    assert.equal((await payer.send(signed)).status, 200);
    assert.deepEqual(payer.harness.chain.broadcasts, [signed.rawTransaction]);
    assert.equal(await payer.prepare(), 1);
  });

  it('behavior: when another payment is faster, what the closed page had signed is never sent', async () => {
    const requestId = crypto.randomUUID();
    const closed = new AbortController();
    payer.harness.enclave.beforeReply = async () => closed.abort();
    const signed = await payer.sign(requestId, await payer.prepare(requestId), { signal: closed.signal });
    payer.harness.enclave.beforeReply = null;
    const faster = crypto.randomUUID();
    assert.equal(await payer.prepare(faster), 0);
    await expectProblem(await payer.send(signed), 422, 'transaction_rejected');
    await expectProblem(await payer.call(requestId, 0), 422, 'transaction_rejected', 'intent.nonce');
    const paid = await payer.sign(faster, 0);
    assert.equal((await payer.send(paid)).status, 200);
    assert.deepEqual(payer.harness.chain.broadcasts, [paid.rawTransaction]);
  });

  it('behavior: a page that is closed between the nonce and the call keeps it for seconds', async () => {
    const abandoned = crypto.randomUUID();
    assert.equal(await payer.prepare(abandoned), 0);
    payer.harness.clock.ms += PREPARED_LIFETIME_MS;
    const next = crypto.randomUUID();
    assert.equal(await payer.prepare(next), 0);
    const calls = payer.harness.enclave.calls.length;
    await expectProblem(await payer.call(abandoned, 0), 422, 'transaction_rejected', 'intent.nonce');
    assert.equal(payer.harness.enclave.calls.length, calls, 'nothing was signed');
    assert.equal(await payer.prepare(abandoned), 1, 'whoever tries again gets the next one');
    assert.equal((await payer.call(next, 0)).status, 200);
  });

  it('behavior: whoever is slow and alone keeps it', async () => {
    const requestId = crypto.randomUUID();
    const nonce = await payer.prepare(requestId);
    payer.harness.clock.ms += 60_000;
    const signed = await payer.sign(requestId, nonce);
    payer.harness.clock.ms += 60_000;
    assert.equal((await payer.send(signed)).status, 200);
  });

  it('error: a late call cannot push out what another request has sent with the nonce meanwhile', async () => {
    const late = crypto.randomUUID();
    await payer.prepare(late);
    payer.harness.clock.ms += PREPARED_LIFETIME_MS;
    const next = crypto.randomUUID();
    const sent = await payer.sign(next, await payer.prepare(next));
    assert.equal((await payer.send(sent)).status, 200);
    payer.harness.clock.ms += 60_000;
    await expectProblem(await payer.call(late, 0), 422, 'transaction_rejected', 'intent.nonce');
    // A replacement that was asked for is no late call.
    const faster = crypto.randomUUID();
    const hash = keccak256(sent.rawTransaction as `0x${string}`);
    assert.equal(await payer.prepare(faster, hash), 0);
    assert.equal((await payer.call(faster, 0)).status, 200);
  });
});
