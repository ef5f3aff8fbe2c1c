import assert from 'node:assert/strict';
import { afterEach, beforeEach, describe, it } from 'node:test';
import { encodeIntent } from '../../../widget/src/contract/intent.ts';
import { EnclaveError } from '../enclave-client/port.ts';
import { createHarness, expectProblem, type Harness, WALLET_ORIGIN } from './testing/harness.ts';
import type { TestClient } from './testing/test-client.ts';

describe('sealed calls', () => {
  let harness: Harness;
  let client: TestClient;
  beforeEach(async () => {
    harness = await createHarness();
    client = await harness.signIn();
  });
  afterEach(() => harness.close());

  const call = (body: Record<string, unknown>, options = {}) => client.post('/v1/enclave/call', body, options);

  it('behavior: attestation needs no session', async () => {
    const stranger = await harness.newClient();
    const response = await stranger.call('POST', '/v1/enclave/attest', { body: { nonce: 'A'.repeat(43) }, proof: null });
    assert.deepEqual(await response.json(), { document: 'A'.repeat(43) });
  });

  it('behavior: fifty calls under one key have one effect, and all the late ones one reply', async () => {
    const walletId = crypto.randomUUID();
    const body = harness.callBody(client, 'wallet_create', walletId);
    const idempotencyKey = crypto.randomUUID();
    const responses = await Promise.all(Array.from({ length: 50 }, () => call(body, { idempotencyKey })));
    const done = responses.filter((response) => response.status === 200);
    const running = responses.filter((response) => response.status === 409);
    assert.equal(done.length + running.length, 50);
    assert.ok(done.length >= 1);
    assert.equal(harness.enclave.calls.length, 1);
    for (const response of running) assert.equal((await expectProblem(response, 409, 'idempotency_conflict')).retryAfterMs, 500);
    const reply = await (done[0] as Response).text();
    const late = await call(body, { idempotencyKey });
    assert.equal(await late.text(), reply);
    assert.equal(harness.enclave.calls.length, 1);
    await expectProblem(await call({ ...body, pinEpoch: 1 }, { idempotencyKey }), 409, 'idempotency_conflict', 'idempotency-key');
  });

  it('behavior: an idempotency key is one person’s own, and lasts a day', async () => {
    const idempotencyKey = crypto.randomUUID();
    await call(harness.callBody(client, 'wallet_create', crypto.randomUUID()), { idempotencyKey });
    const eve = await harness.signIn('eve');
    assert.equal((await eve.post('/v1/enclave/call', harness.callBody(eve, 'wallet_create', crypto.randomUUID()), { idempotencyKey })).status, 200);
    harness.clock.ms += 86_400_001;
    client = await harness.signIn();
    assert.equal((await call(harness.callBody(client, 'wallet_create', crypto.randomUUID()), { idempotencyKey })).status, 200);
    assert.equal(harness.enclave.calls.length, 3);
  });

  it('error: no idempotency key, or not a UUIDv4', async () => {
    const body = harness.callBody(client, 'wallet_create', crypto.randomUUID());
    for (const headers of [{}, { 'idempotency-key': 'x' }, { 'idempotency-key': "' OR 1=1 --" }]) {
      await expectProblem(await client.call('POST', '/v1/enclave/call', { body, headers }), 400, 'idempotency_key_required', 'idempotency-key');
    }
    assert.equal(harness.enclave.calls.length, 0);
  });

  it('behavior: what failed may be tried again under the same key', async () => {
    const body = harness.callBody(client, 'wallet_create', crypto.randomUUID());
    const idempotencyKey = crypto.randomUUID();
    for (const code of ['kms_unavailable', 'ledger_unavailable', 'enclave_unavailable'] as const) {
      harness.enclave.failure = new EnclaveError(code, 'down');
      await expectProblem(await call(body, { idempotencyKey }), 503, code);
    }
    harness.enclave.failure = null;
    assert.equal((await call(body, { idempotencyKey })).status, 200);
  });

  it('error: a second wallet is refused before the enclave works for it', async () => {
    await harness.createWallet(client);
    const { length } = harness.enclave.calls;
    await expectProblem(await call(harness.callBody(client, 'wallet_create', crypto.randomUUID())), 409, 'wallet_exists', 'walletId');
    assert.equal(harness.enclave.calls.length, length);
  });

  it('error: a wallet id of somebody else cannot be created, called, or asked about', async () => {
    const { walletId, address } = await harness.createWallet(client);
    const eve = await harness.signIn('eve');
    const asEve = (operation: string) => eve.post('/v1/enclave/call', harness.callBody(eve, operation, walletId));
    await expectProblem(await asEve('wallet_create'), 409, 'wallet_exists');
    await expectProblem(await asEve('unlock'), 404, 'wallet_unknown', 'walletId');
    const challenge = await eve.post('/v1/enclave/challenge', { operation: 'unlock', walletId, nonce: 'A'.repeat(43) });
    await expectProblem(challenge, 404, 'wallet_unknown');
    await expectProblem(await eve.call('GET', `/v1/wallets/${walletId}/activity`), 404, 'wallet_unknown');
    const prepare = await eve.post('/v1/transactions/prepare', { chainId: 31337, account: address, requestId: crypto.randomUUID() });
    await expectProblem(prepare, 404, 'wallet_unknown', 'account');
    assert.deepEqual(await (await eve.call('GET', '/v1/wallets')).json(), []);
  });

  it('behavior: the record goes to the enclave as it was stored, and none for a creation', async () => {
    const { walletId } = await harness.createWallet(client);
    await call(harness.callBody(client, 'unlock', walletId));
    const stored = await harness.store.findWallet(walletId);
    assert.deepEqual([harness.enclave.records[0], harness.enclave.records[2]], [null, stored?.record]);
  });

  it('behavior: the outcomes of a PIN are kept', async () => {
    const { walletId } = await harness.createWallet(client);
    harness.enclave.nextEffects = { kind: 'pin-changed', record: new Uint8Array([1, 2]), pinEpoch: 1 };
    assert.equal((await call(harness.callBody(client, 'pin_change', walletId))).status, 200);
    const waiting = await harness.store.findWallet(walletId);
    assert.deepEqual([waiting?.pending?.record, waiting?.pinEpoch], [new Uint8Array([1, 2]), 0]);
    harness.enclave.nextEffects = { kind: 'pin-activated', pinEpoch: 1 };
    assert.equal((await call(harness.callBody(client, 'pin_activate', walletId))).status, 200);
    assert.deepEqual((await harness.store.findWallet(walletId))?.record, new Uint8Array([1, 2]));
    const [listed] = (await (await client.call('GET', '/v1/wallets')).json()) as [{ pinEpoch: number }];
    assert.equal(listed.pinEpoch, 1);
    harness.enclave.nextEffects = { kind: 'account', accountIndex: 1, address: `0x${'33'.repeat(20)}`, path: "m/44'/60'/0'/0/1" };
    assert.equal((await call(harness.callBody(client, 'address_derive', walletId))).status, 200);
    harness.enclave.nextEffects = { kind: 'pin-destroyed' };
    assert.equal((await call(harness.callBody(client, 'unlock', walletId))).status, 200);
    const wallet = await harness.store.findWallet(walletId);
    assert.equal(wallet?.state, 'PIN_DESTROYED');
    assert.equal(wallet?.accounts.length, 2);
    await expectProblem(await call(harness.callBody(client, 'wallet_create', crypto.randomUUID())), 409, 'wallet_exists');
  });

  it('error: an activation that came after the shredding is not reported as done', async () => {
    const walletId = crypto.randomUUID();
    await call(harness.callBody(client, 'wallet_create', walletId));
    harness.enclave.beforeReply = () => harness.store.deleteStalePopulated(harness.clock.ms + 1);
    await expectProblem(await call(harness.callBody(client, 'wallet_activate', walletId)), 500, 'internal');
    assert.deepEqual(harness.funded, []);
  });

  it('error: unknown operations and those that are not for callers', async () => {
    for (const operation of ['', 'attest', 'session_open', 'boot', 'sign', '__proto__', 'get_key']) {
      await expectProblem(await call(harness.callBody(client, operation, crypto.randomUUID())), 400, 'unknown_op', 'operation');
    }
    assert.equal(harness.enclave.calls.length, 0);
  });

  it('error: the certificate of another session', async () => {
    const { walletId } = await harness.createWallet(client);
    const body = { ...harness.callBody(client, 'unlock', walletId), sessionCertificate: 'AAAA' };
    await expectProblem(await call(body), 400, 'envelope_invalid', 'sessionCertificate');
  });

  it('error: an intent that is missing, malformed, or of a page that is not registered', async () => {
    const { walletId, address } = await harness.createWallet(client);
    const sign = (intent?: Uint8Array) => call(harness.callBody(client, 'sign_intent', walletId, intent));
    await expectProblem(await sign(), 400, 'invalid_request', 'intent');
    await expectProblem(await sign(new Uint8Array([0xff])), 400, 'invalid_request', 'intent');
    await expectProblem(await sign(new Uint8Array([0x80])), 400, 'invalid_request', 'intent');
    // The same key twice: {"kind": …, "kind": …}
    await expectProblem(await sign(Uint8Array.of(0xa2, 0x61, 0x61, 0x01, 0x61, 0x61, 0x02)), 400, 'invalid_request', 'intent');
    const intent = harness.transactionIntent(address);
    await expectProblem(await sign(encodeIntent({ ...intent, requestId: 'x' })), 400, 'invalid_request', 'intent.requestId');
    await expectProblem(await sign(encodeIntent({ ...intent, to: '0x22' })), 400, 'invalid_request', 'intent.to');
    await expectProblem(await sign(encodeIntent({ ...intent, valueWei: 1n << 256n })), 400, 'invalid_request', 'intent.valueWei');
    for (const origin of ['https://evil.example', 'http://localhost.evil.example', 'https://localhost:4000', 'null']) {
      await expectProblem(await sign(encodeIntent({ ...intent, origin })), 403, 'forbidden_origin', 'intent.origin');
    }
    assert.equal((await sign(encodeIntent({ ...intent, origin: WALLET_ORIGIN }))).status, 200);
    const session = `wc:${'ab'.repeat(32)}`;
    await expectProblem(await sign(encodeIntent({ ...intent, origin: `${session}@localhost` })), 403, 'forbidden_origin', 'intent.origin');
    assert.equal((await sign(encodeIntent({ ...intent, requestId: crypto.randomUUID(), nonce: 1, origin: session }))).status, 200);
  });

  it('error: one request id, two intents', async () => {
    const { walletId, address } = await harness.createWallet(client);
    const intent = harness.transactionIntent(address);
    const first = await harness.sign(client, walletId, intent);
    const { length } = harness.enclave.calls;
    const altered = { ...intent, valueWei: 2n * intent.valueWei };
    const response = await call(harness.callBody(client, 'sign_intent', walletId, encodeIntent(altered)));
    await expectProblem(response, 409, 'idempotency_conflict', 'intent.requestId');
    assert.equal(harness.enclave.calls.length, length);
    assert.deepEqual(await harness.sign(client, walletId, intent), first);
  });

  it('behavior: a request repeated with a later expiry gets the same signature, and the transaction is one', async () => {
    const { walletId, address } = await harness.createWallet(client);
    const intent = harness.transactionIntent(address);
    const first = await harness.sign(client, walletId, intent);
    assert.deepEqual(await harness.sign(client, walletId, { ...intent, expiresAtSeconds: intent.expiresAtSeconds + 7 }), first);
    assert.equal((await harness.store.listTransactions(walletId, 10)).length, 1);
  });

  it('error: two intents of one request id at the same moment: one signature leaves', async () => {
    const { walletId, address } = await harness.createWallet(client);
    const { appId, origin, requestId, expiresAtSeconds, account, accountIndex, display } = harness.transactionIntent(address);
    const header = { kind: 'message', appId, origin, requestId, expiresAtSeconds, account, accountIndex, display } as const;
    const intents = ['0x01', '0x02'].map((message) => encodeIntent({ ...header, message: message as `0x${string}` }));
    let waiting = 0;
    let openGate: () => void = () => undefined;
    const gate = new Promise<void>((resolve) => {
      openGate = resolve;
    });
    harness.enclave.beforeReply = () => {
      if (++waiting === 2) openGate();
      return gate;
    };
    const responses = await Promise.all(intents.map((bytes) => call(harness.callBody(client, 'sign_intent', walletId, bytes))));
    assert.deepEqual(responses.map((response) => response.status).sort(), [200, 409]);
  });

  it('error: a transaction that does not say what its intent says never leaves', async () => {
    const { walletId, address } = await harness.createWallet(client);
    const intent = harness.transactionIntent(address);
    const honest = await harness.sign(client, walletId, intent);
    const requestId = crypto.randomUUID();
    harness.enclave.nextEffects = {
      kind: 'signed-transaction',
      requestId,
      chainId: 31337,
      rawTransaction: new Uint8Array(Buffer.from(honest.rawTransaction.slice(2), 'hex')),
      transactionHash: new Uint8Array(32),
    };
    const other = encodeIntent({ ...intent, requestId, nonce: 1, valueWei: 3n });
    const problem = await expectProblem(await call(harness.callBody(client, 'sign_intent', walletId, other)), 500, 'internal');
    assert.equal(problem.detail, undefined);
    assert.equal(await harness.store.findTransactionByRequest(walletId, requestId), null);
  });

  it('behavior: a message’s signature is kept under its request', async () => {
    const { walletId, address } = await harness.createWallet(client);
    const { kind: _kind, chainId: _chain, ...rest } = harness.transactionIntent(address);
    const { appId, origin, requestId, expiresAtSeconds, account, accountIndex, display } = rest;
    const intent = { kind: 'message', appId, origin, requestId, expiresAtSeconds, account, accountIndex, display, message: '0x68656c6c6f' } as const;
    assert.equal((await call(harness.callBody(client, 'sign_intent', walletId, encodeIntent(intent)))).status, 200);
    assert.equal((await harness.store.findSignature(walletId, requestId))?.signature.length, 65);
  });
});
