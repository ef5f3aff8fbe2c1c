import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { base64url, type JSONWebKeySet } from 'jose';
import { recoverTransactionAddress } from 'viem';
import { encodeIntent } from '../../../widget/src/contract/intent.ts';
import type { SealedOperation } from '../../../widget/src/contract/sealed.ts';
import type { Wallet } from '../../../widget/src/contract/wallet-api.ts';
import { createWalletClient, pinField, type SealedReply, type WalletClient } from '../enclave/testing/wallet-client.ts';
import { createWorld, PIN, type World, WRONG_PIN } from '../enclave/testing/world.ts';
import type { EnclaveClient } from '../enclave-client/port.ts';
import { createHarness, expectProblem, type Harness } from './testing/harness.ts';
import type { TestClient } from './testing/test-client.ts';

type CallResponse = { readonly reply: string };

/** The server in front of the enclave itself: sealed for real, sent over the API, opened by an independent client. */
describe('server and enclave together', () => {
  let world: World;
  let harness: Harness;
  let client: TestClient;
  let wallet: WalletClient;
  let address: `0x${string}`;

  before(async () => {
    world = await createWorld();
    const jwks = JSON.parse(world.manifest.oidcIssuers[0]?.jwks ?? '') as JSONWebKeySet;
    harness = await createHarness({ enclave: await world.startEnclave(), issuerKeys: async () => jwks });
    harness.clock.ms = world.clock.nowMs();
  });
  after(() => harness.close());

  /** The challenge comes by way of the API; only what the widget would see is used. */
  function challengeOverHttp(): EnclaveClient['challenge'] {
    return async ({ operation, walletId, nonce }) => {
      const response = await client.post('/v1/enclave/challenge', { operation, walletId, nonce: base64url.encode(nonce) });
      assert.equal(response.status, 200, await response.clone().text());
      const made = (await response.json()) as { challenge: string; document: string; enclaveId: string; expiresAtMs: number };
      return { ...made, challenge: base64url.decode(made.challenge), document: base64url.decode(made.document) };
    };
  }

  let pinEpoch = 0;

  async function call(operation: SealedOperation, plaintext: Parameters<WalletClient['seal']>[1], intent: Uint8Array | null = null): Promise<SealedReply> {
    const sealed = await wallet.seal(operation, plaintext, intent, {}, pinEpoch);
    const idempotencyKey = crypto.randomUUID();
    const response = await client.post('/v1/enclave/call', sealed.request, { idempotencyKey });
    assert.equal(response.status, 200, await response.clone().text());
    const { reply } = (await response.json()) as CallResponse;
    // A lost reply is fetched again by the same key, although its challenge is spent.
    const again = await client.post('/v1/enclave/call', sealed.request, { idempotencyKey });
    assert.equal(((await again.json()) as CallResponse).reply, reply);
    await expectProblem(await client.post('/v1/enclave/call', sealed.request), 409, 'challenge_used');
    return wallet.openReply(sealed, base64url.decode(reply));
  }

  it('behavior: login, with the nonce checked on both sides', async () => {
    client = await harness.newClient();
    const sessionKey = {
      keys: client.keys,
      jwk: client.publicJwk as { kty: 'EC'; crv: 'P-256'; x: string; y: string },
      thumbprint: base64url.decode(client.thumbprint),
    };
    const token = await world.idToken(sessionKey, client.nonceRandom);
    const response = await client.post('/v1/session', harness.sessionBody(client, token));
    assert.equal(response.status, 200, await response.clone().text());
    const grant = (await response.clone().json()) as { session_certificate: string; subject_hash: string; session_certificate_expires_at_seconds: number };
    await client.adopt(response);
    const session = {
      certificate: base64url.decode(grant.session_certificate),
      subjectHash: base64url.decode(grant.subject_hash),
      expiresAtSeconds: grant.session_certificate_expires_at_seconds,
    };
    const enclave = { ...harness.deps.enclave, challenge: challengeOverHttp() };
    wallet = createWalletClient({ enclave, appId: 'demo', session, sessionKey });
  });

  it('behavior: create and activate', async () => {
    const created = await call('wallet_create', { pin: pinField(PIN) });
    assert.ok(created.ok, JSON.stringify(created));
    const { payload } = created.result.proof as unknown as { payload: Uint8Array<ArrayBuffer> };
    const [populated] = (await (await client.call('GET', '/v1/wallets')).json()) as [{ state: string }];
    assert.equal(populated.state, 'POPULATED');
    const activated = await call('wallet_activate', { resultHash: new Uint8Array(await crypto.subtle.digest('SHA-256', payload)) });
    assert.ok(activated.ok, JSON.stringify(activated));
    const [available] = (await (await client.call('GET', '/v1/wallets')).json()) as [{ state: string; accounts: { address: `0x${string}` }[] }];
    assert.equal(available.state, 'AVAILABLE');
    assert.equal(available.accounts[0]?.address.toLowerCase(), `0x${Buffer.from(created.result.address as Uint8Array).toString('hex')}`);
    address = available.accounts[0]?.address ?? '0x';
    assert.deepEqual(harness.funded, [address]);
  });

  it('behavior: a wrong PIN is told inside the seal, then the right one pays', async () => {
    const intent = harness.transactionIntent(address.toLowerCase() as `0x${string}`);
    const refused = await call('sign_intent', { pin: pinField(WRONG_PIN) }, encodeIntent(intent));
    assert.ok(!refused.ok);
    assert.equal(refused.error.code, 'pin_wrong');
    assert.equal(await harness.store.findTransactionByRequest(wallet.walletId, intent.requestId), null);

    const signed = await call('sign_intent', { pin: pinField(PIN) }, encodeIntent(intent));
    assert.ok(signed.ok, JSON.stringify(signed));
    const rawTransaction = `0x${Buffer.from(signed.result.rawTransaction as Uint8Array).toString('hex')}` as `0x02${string}`;
    assert.equal((await recoverTransactionAddress({ serializedTransaction: rawTransaction })).toLowerCase(), address.toLowerCase());
    const sent = await client.post('/v1/transactions', { chainId: 31337, walletId: wallet.walletId, requestId: intent.requestId, rawTransaction });
    assert.equal(sent.status, 200, await sent.clone().text());
    assert.deepEqual(harness.chain.broadcasts, [rawTransaction]);
  });

  const sha256 = async (bytes: Uint8Array) => new Uint8Array(await crypto.subtle.digest('SHA-256', Uint8Array.from(bytes)));
  const listed = async () => ((await (await client.call('GET', '/v1/wallets')).json()) as [Wallet])[0];

  /** The new PIN's result was seen: from here on it is the valid one. */
  async function activate(changed: SealedReply): Promise<void> {
    assert.ok(changed.ok, JSON.stringify(changed));
    assert.equal((await listed()).pinEpoch, pinEpoch);
    const { payload } = changed.result.proof as unknown as { payload: Uint8Array };
    const activated = await call('pin_activate', { resultHash: await sha256(payload) });
    assert.ok(activated.ok, JSON.stringify(activated));
    pinEpoch++;
    assert.equal((await listed()).pinEpoch, pinEpoch);
  }

  it('behavior: another PIN, in two phases', async () => {
    await activate(await call('pin_change', { pin: pinField(PIN), newPin: pinField('583920') }));
    assert.equal((await harness.store.findWallet(wallet.walletId))?.pending, null);
    const refused = await call('address_derive', { accountIndex: 0, pin: pinField(PIN) });
    assert.equal(!refused.ok && refused.error.code, 'pin_wrong');
    assert.ok((await call('address_derive', { accountIndex: 1, pin: pinField('583920') })).ok);
  });

  it('behavior: a kit is listed, confirmed, recovers, and is removed', async () => {
    const made = await call('wrap_add', { step: 'kit', pin: pinField('583920') });
    assert.ok(made.ok);
    const { wrapId, words, positions } = made.result as unknown as { wrapId: string; words: Uint8Array; positions: number[] };
    assert.deepEqual((await listed()).backups, [{ wrapId, kind: 'kit', createdAtMs: world.clock.nowMs(), confirmedAtMs: null }]);
    const list = new TextDecoder().decode(words).split(' ');
    const three = new TextEncoder().encode(positions.map((position) => list[position - 1]).join(' '));
    assert.ok((await call('wrap_add', { step: 'confirm', wrapId, words: three })).ok);
    assert.equal((await listed()).backups?.[0]?.confirmedAtMs, harness.clock.ms);
    await activate(await call('recover', { factor: 'kit', words, newPin: pinField(PIN) }));
    const exported = await call('export', { pin: pinField(PIN) });
    assert.equal(!exported.ok && exported.error.code, 'login_stale', 'this login did not say when it was');
    assert.ok((await call('wrap_remove', { wrapId, pin: pinField(PIN) })).ok);
    assert.deepEqual((await listed()).backups, []);
  });

  it('error: after signing out the certificate is worth nothing in the enclave either', async () => {
    const sealed = await wallet.seal('unlock', { pin: pinField(PIN), ttlSeconds: 60, maxSignatures: 1, valueCapWei: '1' }, null, {}, pinEpoch);
    const record = (await harness.store.findWallet(wallet.walletId))?.record ?? null;
    assert.equal((await client.call('DELETE', '/v1/session')).status, 204);
    await expectProblem(await client.post('/v1/enclave/call', sealed.request), 401, 'unauthorized');
    await assert.rejects(harness.deps.enclave.call(sealed.request, record));
  });
});
