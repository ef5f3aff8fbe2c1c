import assert from 'node:assert/strict';
import { afterEach, beforeEach, describe, it } from 'node:test';
import { keccak256 } from 'viem';
import { encodeIntent } from '../../../widget/src/contract/intent.ts';
import { EnclaveError } from '../enclave-client/port.ts';
import { PREPARED_LIFETIME_MS } from './nonces.ts';
import { createHarness, expectProblem, type Harness } from './testing/harness.ts';
import type { TestClient } from './testing/test-client.ts';

describe('the nonce of a payment', () => {
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

  async function prepare(requestId: string = crypto.randomUUID(), replaces?: string): Promise<number> {
    const response = await client.post('/v1/transactions/prepare', { chainId: 31337, account: address.toLowerCase(), requestId, replaces });
    assert.equal(response.status, 200, await response.clone().text());
    return ((await response.json()) as { nonce: number }).nonce;
  }
  const call = (requestId: string, nonce: number, signal?: AbortSignal) => {
    const intent = encodeIntent(harness.transactionIntent(address, { nonce, requestId }));
    return client.post('/v1/enclave/call', harness.callBody(client, 'sign_intent', walletId, intent), signal === undefined ? {} : { signal });
  };
  async function sign(requestId: string, nonce: number, signal?: AbortSignal) {
    assert.equal((await call(requestId, nonce, signal)).status, 200);
    const row = await harness.store.findTransactionByRequest(walletId, requestId);
    assert.ok(row);
    return { chainId: 31337, walletId, requestId, rawTransaction: row.rawTransaction };
  }
  const send = (body: Awaited<ReturnType<typeof sign>>) => client.post('/v1/transactions', body);

  it('behavior: five requests at once get five nonces in a row, and the same ones again', async () => {
    const ids = Array.from({ length: 5 }, () => crypto.randomUUID());
    const nonces = await Promise.all(ids.map((id) => prepare(id)));
    assert.deepEqual(nonces.toSorted(), [0, 1, 2, 3, 4]);
    assert.deepEqual(await Promise.all(ids.map((id) => prepare(id))), nonces);
  });

  it('behavior: a payment that was not signed gives it back, so that the next one is not stuck behind it', async () => {
    const requestId = crypto.randomUUID();
    const nonce = await prepare(requestId);
    harness.enclave.nextEffects = { kind: 'none' };
    await call(requestId, nonce);
    assert.equal(await prepare(), nonce);
    assert.equal(await prepare(requestId), nonce + 1, 'whoever tries again gets the next one');
    // What is no payment has none to give back.
    harness.enclave.nextEffects = { kind: 'none' };
    await client.post('/v1/enclave/call', harness.callBody(client, 'wallet_activate', walletId));
    assert.equal(await prepare(), nonce + 2);
  });

  it('behavior: a payment whose enclave went away gives it back as well', async () => {
    const requestId = crypto.randomUUID();
    const nonce = await prepare(requestId);
    harness.enclave.failure = new EnclaveError('enclave_unavailable', 'down');
    await expectProblem(await call(requestId, nonce), 503, 'enclave_unavailable');
    harness.enclave.failure = null;
    assert.equal(await prepare(), nonce);
  });

  it('behavior: a page that is closed while the enclave signs keeps nobody waiting; if it comes back first, it goes on with the same signature', async () => {
    const requestId = crypto.randomUUID();
    const closed = new AbortController();
    harness.enclave.beforeReply = async () => closed.abort();
    const signed = await sign(requestId, await prepare(requestId), closed.signal);
    harness.enclave.beforeReply = null;
    assert.equal(await prepare(requestId), 0, 'the same payment goes on');
    assert.equal((await send(signed)).status, 200);
    assert.deepEqual(harness.chain.broadcasts, [signed.rawTransaction]);
    assert.equal(await prepare(), 1);
  });

  it('behavior: when another payment is faster, what the closed page had signed is never sent', async () => {
    const requestId = crypto.randomUUID();
    const closed = new AbortController();
    harness.enclave.beforeReply = async () => closed.abort();
    const signed = await sign(requestId, await prepare(requestId), closed.signal);
    harness.enclave.beforeReply = null;
    const faster = crypto.randomUUID();
    assert.equal(await prepare(faster), 0);
    await expectProblem(await send(signed), 422, 'transaction_rejected');
    await expectProblem(await call(requestId, 0), 422, 'transaction_rejected', 'intent.nonce');
    const paid = await sign(faster, 0);
    assert.equal((await send(paid)).status, 200);
    assert.deepEqual(harness.chain.broadcasts, [paid.rawTransaction]);
  });

  it('behavior: a page that is closed between the nonce and the call keeps it for seconds', async () => {
    const abandoned = crypto.randomUUID();
    assert.equal(await prepare(abandoned), 0);
    harness.clock.ms += PREPARED_LIFETIME_MS;
    const next = crypto.randomUUID();
    assert.equal(await prepare(next), 0);
    const calls = harness.enclave.calls.length;
    await expectProblem(await call(abandoned, 0), 422, 'transaction_rejected', 'intent.nonce');
    assert.equal(harness.enclave.calls.length, calls, 'nothing was signed');
    assert.equal(await prepare(abandoned), 1, 'whoever tries again gets the next one');
    assert.equal((await call(next, 0)).status, 200);
  });

  it('behavior: whoever is slow and alone keeps it', async () => {
    const requestId = crypto.randomUUID();
    const nonce = await prepare(requestId);
    harness.clock.ms += 60_000;
    const signed = await sign(requestId, nonce);
    harness.clock.ms += 60_000;
    assert.equal((await send(signed)).status, 200);
  });

  it('error: a late call cannot push out what another request has sent with the nonce meanwhile', async () => {
    const late = crypto.randomUUID();
    await prepare(late);
    harness.clock.ms += PREPARED_LIFETIME_MS;
    const next = crypto.randomUUID();
    const sent = await sign(next, await prepare(next));
    assert.equal((await send(sent)).status, 200);
    harness.clock.ms += 60_000;
    await expectProblem(await call(late, 0), 422, 'transaction_rejected', 'intent.nonce');
    // A replacement that was asked for is no late call.
    const faster = crypto.randomUUID();
    const hash = keccak256(sent.rawTransaction as `0x${string}`);
    assert.equal(await prepare(faster, hash), 0);
    assert.equal((await call(faster, 0)).status, 200);
  });
});
