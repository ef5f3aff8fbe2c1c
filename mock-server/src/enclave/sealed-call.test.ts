import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { before, describe, it } from 'node:test';
import { encodeIntent, type Intent } from '../../../widget/src/contract/intent.ts';
import { sealAad } from '../../../widget/src/contract/sealed.ts';
import type { CallRequest } from '../../../widget/src/contract/wallet-api.ts';
import { type EnclaveClient, EnclaveError } from '../enclave-client/port.ts';
import { intentHeader } from './testing/intents.ts';
import { createSessionKey, pinField, type Tamper, type WalletClient } from './testing/wallet-client.ts';
import { APP_ID, createActiveWallet, createWorld, PIN, type World } from './testing/world.ts';

const code = (expected: string) => (error: unknown) => error instanceof EnclaveError && error.code === expected;
const unlockFields = { ttlSeconds: 60, maxSignatures: 5, valueCapWei: '0' };

function flip(text: string, byte: number): string {
  const bytes = Buffer.from(text, 'base64url');
  bytes[byte] = (bytes[byte] as number) ^ 1;
  return bytes.toString('base64url');
}

describe('a sealed call', () => {
  let world: World;
  let enclave: EnclaveClient;
  let client: WalletClient;
  let record: Uint8Array;
  let address: `0x${string}`;

  before(async () => {
    world = await createWorld();
    enclave = await world.startEnclave();
    client = await world.login(enclave);
    ({ record, address } = await createActiveWallet(client));
  });

  const attempts = () => world.ledger.entries().filter((entry) => entry.attempts > 0).length;
  const unlock = (tamper: Tamper) => client.call('unlock', { pin: pinField(PIN), ...unlockFields }, record, null, tamper);

  const spoilt: readonly (readonly [string, (request: CallRequest) => CallRequest])[] = [
    ['a flipped bit in enc', (request) => ({ ...request, enc: flip(request.enc, 20) })],
    ['enc of zeros, which is no point', (request) => ({ ...request, enc: Buffer.alloc(65).toString('base64url') })],
    ['a flipped bit in the ciphertext', (request) => ({ ...request, ciphertext: flip(request.ciphertext, 3) })],
    ['a flipped bit in the stamp', (request) => ({ ...request, stamp: flip(request.stamp, 10) })],
    ['a flipped bit in the certificate', (request) => ({ ...request, sessionCertificate: flip(request.sessionCertificate, 40) })],
    ['another challenge', (request) => ({ ...request, challenge: randomBytes(32).toString('base64url') })],
    ['another epoch', (request) => ({ ...request, pinEpoch: 1 })],
    ['another operation', (request) => ({ ...request, operation: 'address_derive' })],
    ['an intent where none belongs', (request) => ({ ...request, intent: 'oA' })],
    ['another wallet', (request) => ({ ...request, walletId: '00000000-0000-4000-8000-000000000000' })],
  ];
  for (const [what, spoil] of spoilt) {
    it(`error: ${what} is envelope_invalid, and no PIN is tried`, async () => {
      const before = attempts();
      await assert.rejects(unlock({ request: spoil }), code('envelope_invalid'));
      assert.equal(attempts(), before);
    });
  }

  it('error: the seal binds every part of its context', async () => {
    const before = attempts();
    const changes: readonly Tamper['context'][] = [
      (context) => ({ ...context, appId: 'other' }),
      (context) => ({ ...context, subjectHash: new Uint8Array(32) }),
      (context) => ({ ...context, operation: 'sign_intent' }),
      (context) => ({ ...context, challenge: new Uint8Array(32) }),
      (context) => ({ ...context, sessionKeyThumbprint: new Uint8Array(32) }),
      (context) => ({ ...context, intentHash: new Uint8Array(32) }),
    ];
    for (const context of changes) await assert.rejects(unlock(context === undefined ? {} : { context }), code('envelope_invalid'));
    assert.equal(attempts(), before);
  });

  it('error: sealed under the document of another challenge', async () => {
    const before = attempts();
    const [first, second] = [
      await client.seal('unlock', { pin: pinField(PIN), ...unlockFields }),
      await client.seal('unlock', { pin: pinField(PIN), ...unlockFields }),
    ];
    // Stamped anew, so that only the seal can tell: its info names the first one's document.
    const aad = sealAad({
      appId: APP_ID,
      subjectHash: client.session.subjectHash,
      walletId: client.walletId,
      operation: 'unlock',
      challenge: new Uint8Array(Buffer.from(second.request.challenge, 'base64url')),
      sessionKeyThumbprint: client.thumbprint,
      intentHash: new Uint8Array(0),
      pinEpoch: 0,
    });
    const stamp = await client.stamp(aad, first.enc, first.ciphertext);
    const request = { ...second.request, enc: first.request.enc, ciphertext: first.request.ciphertext, stamp: Buffer.from(stamp).toString('base64url') };
    await assert.rejects(enclave.call(request, record), code('envelope_invalid'));
    assert.equal(attempts(), before);
  });

  it('error: a stamp by another session key', async () => {
    const other = await createSessionKey();
    await assert.rejects(unlock({ stampKey: other.keys.privateKey }), code('envelope_invalid'));
  });

  it('error: a challenge is good once, after a success and after a failure', async () => {
    const sealed = await client.seal('unlock', { pin: pinField(PIN), ...unlockFields });
    await enclave.call(sealed.request, record);
    await assert.rejects(enclave.call(sealed.request, record), code('challenge_used'));
    const failing = await client.seal('unlock', { pin: pinField(PIN), ...unlockFields });
    await assert.rejects(enclave.call({ ...failing.request, stamp: flip(failing.request.stamp, 1) }, record), code('envelope_invalid'));
    await assert.rejects(enclave.call(failing.request, record), code('challenge_used'));
  });

  it('error: a challenge is good for 60 seconds', async () => {
    const sealed = await client.seal('unlock', { pin: pinField(PIN), ...unlockFields });
    world.clock.advance(60_000);
    await assert.rejects(enclave.call(sealed.request, record), code('envelope_invalid'));
  });

  it('error: an intent that differs from the sealed one by one byte is refused', async () => {
    const intent: Intent = { kind: 'message', ...intentHeader(world, address), message: '0x6869' };
    const bytes = encodeIntent(intent);
    const request = (call: CallRequest) => ({ ...call, intent: Buffer.from(encodeIntent({ ...intent, message: '0x6868' })).toString('base64url') });
    await assert.rejects(client.call('sign_intent', { pin: pinField(PIN) }, record, bytes, { request }), code('envelope_invalid'));
  });

  it('error: a plaintext with a missing, extra or mistyped field', async () => {
    await assert.rejects(client.call('unlock', { pin: pinField(PIN) }, record), code('envelope_invalid'));
    await assert.rejects(client.call('unlock', { pin: pinField(PIN), ...unlockFields, extra: 1 }, record), code('envelope_invalid'));
    await assert.rejects(client.call('unlock', { pin: pinField(PIN), ...unlockFields, ttlSeconds: 301 }, record), code('envelope_invalid'));
  });

  it('error: operations that do not exist, or not over this way', async () => {
    const sealed = await client.seal('unlock', { pin: pinField(PIN), ...unlockFields });
    for (const operation of ['sign', 'get_key', 'debug', 'boot', 'attest', 'health', 'session_open', '__proto__', 'constructor', 'ledger_head']) {
      await assert.rejects(enclave.call({ ...sealed.request, operation }, record), code('unknown_op'));
    }
    const nonce = new Uint8Array(32);
    for (const operation of ['attest', 'toString', 'ledger_head']) {
      const challenge = { operation, walletId: client.walletId, sessionKeyThumbprint: nonce, nonce };
      await assert.rejects(enclave.challenge(challenge), code('unknown_op'));
    }
  });

  it('error: a call for another enclave', async () => {
    await assert.rejects(unlock({ request: (request) => ({ ...request, enclaveId: 'enclave-2' }) }), code('enclave_unavailable'));
  });

  it('error: no record, a truncated one, one with a flipped byte, another user’s', async () => {
    const before = attempts();
    const call = (stored: Uint8Array | null) => client.call('unlock', { pin: pinField(PIN), ...unlockFields }, stored);
    await assert.rejects(call(null), code('wallet_unknown'));
    await assert.rejects(call(record.slice(0, -1)), code('record_tampered'));
    for (let offset = 5; offset < record.length; offset += 23) {
      const changed = record.slice();
      changed[offset] = (changed[offset] as number) ^ 1;
      await assert.rejects(
        call(changed),
        (error) => error instanceof EnclaveError && ['record_tampered', 'ledger_rollback', 'kms_unavailable'].includes(error.code),
      );
    }
    const bob = await world.login(enclave, 'bob');
    const { record: bobs } = await createActiveWallet(bob);
    await assert.rejects(call(bobs), code('record_tampered'));
    const thief = await world.login(enclave, 'bob', client.walletId);
    await assert.rejects(thief.call('unlock', { pin: pinField(PIN), ...unlockFields }, record), code('record_tampered'));
    assert.equal(attempts(), before);
  });

  it('error: a revoked session key, and what it had unlocked', async () => {
    const mine = await world.login(enclave, 'alice', client.walletId);
    const unlocked = await mine.call('unlock', { pin: pinField(PIN), ...unlockFields }, record);
    assert.ok(unlocked.body.ok);
    const key = await createSessionKey();
    await enclave.sessionRevoke(key.thumbprint, mine.session.expiresAtSeconds);
    assert.ok((await mine.call('unlock', { pin: pinField(PIN), ...unlockFields }, record)).body.ok, 'others are not affected');
    const sealed = await mine.seal('unlock', { pin: pinField(PIN), ...unlockFields });
    await enclave.sessionRevoke(mine.thumbprint, mine.session.expiresAtSeconds);
    await assert.rejects(enclave.call(sealed.request, record), code('envelope_invalid'));
  });

  it('behavior: who signs out and in again in the same browser, within a second too, has a certificate that is taken', async () => {
    const sessionKey = await createSessionKey();
    const before = await world.login(enclave, 'alice', client.walletId, { sessionKey });
    const sealed = await before.seal('unlock', { pin: pinField(PIN), ...unlockFields });
    await enclave.sessionRevoke(before.thumbprint, before.session.expiresAtSeconds);
    const again = await world.login(enclave, 'alice', client.walletId, { sessionKey });
    assert.ok((await again.call('unlock', { pin: pinField(PIN), ...unlockFields }, record)).body.ok);
    await assert.rejects(enclave.call(sealed.request, record), code('envelope_invalid'), 'the earlier certificate stays refused');
    // Told once more of the first, as after a restart, the enclave goes on with the second.
    await enclave.sessionRevoke(before.thumbprint, before.session.expiresAtSeconds);
    assert.ok((await again.call('unlock', { pin: pinField(PIN), ...unlockFields }, record)).body.ok);
    // However often within the second: each is refused with its own end, and the next one taken.
    let last = again;
    for (let times = 0; times < 5; times++) {
      const ended = last;
      await enclave.sessionRevoke(ended.thumbprint, ended.session.expiresAtSeconds);
      last = await world.login(enclave, 'alice', client.walletId, { sessionKey });
      await assert.rejects(ended.call('unlock', { pin: pinField(PIN), ...unlockFields }, record), code('envelope_invalid'));
      assert.ok((await last.call('unlock', { pin: pinField(PIN), ...unlockFields }, record)).body.ok);
    }
  });

  it('behavior: a parent that names any time gives no certificate a longer life than a minute over its hours', async () => {
    const sessionKey = await createSessionKey();
    await enclave.sessionRevoke(sessionKey.thumbprint, Number.MAX_SAFE_INTEGER);
    const person = await world.login(enclave, 'alice', client.walletId, { sessionKey });
    assert.equal(person.session.expiresAtSeconds, Math.floor(world.clock.nowMs() / 1000) + 12 * 3600 + 61);
    assert.ok((await person.call('unlock', { pin: pinField(PIN), ...unlockFields }, record)).body.ok);
  });

  it('error: a certificate after its 12 hours', async () => {
    world.clock.advance(12 * 3_600_000);
    await assert.rejects(unlock({}), code('envelope_invalid'));
  });

  it('error: a certificate of another deployment', async () => {
    const elsewhere = await createWorld();
    const foreign = await elsewhere.login(await elsewhere.startEnclave());
    const { session } = foreign;
    const sealed = await client.seal('unlock', { pin: pinField(PIN), ...unlockFields });
    const request = { ...sealed.request, sessionCertificate: Buffer.from(session.certificate).toString('base64url') };
    await assert.rejects(enclave.call(request, record), code('envelope_invalid'));
  });

  it('replies of all outcomes have one size', async () => {
    const fresh = await createWorld();
    const person = await fresh.login(await fresh.startEnclave());
    const created = await person.call('wallet_create', { pin: pinField(PIN) }, null);
    const refused = await person.call('wallet_create', { pin: pinField('111111') }, null);
    assert.deepEqual(refused.body, { ok: false, error: { code: 'pin_policy', rule: 'repeated' } });
    assert.equal(created.reply.length, refused.reply.length);
  });

  it('two clients of one wallet do not share a grant', async () => {
    const fresh = await createWorld();
    const here = await fresh.startEnclave();
    const first = await fresh.login(here);
    const made = await createActiveWallet(first);
    const unlocked = await first.call('unlock', { pin: pinField(PIN), ...unlockFields }, made.record);
    assert.ok(unlocked.body.ok);
    const second = await fresh.login(here, 'alice', first.walletId);
    const grantId = unlocked.body.result.grantId as Uint8Array;
    const refused = await second.call('address_derive', { accountIndex: 0, grantId }, made.record);
    assert.deepEqual(refused.body, { ok: false, error: { code: 'grant_unknown' } });
    assert.ok((await first.call('address_derive', { accountIndex: 0, grantId }, made.record)).body.ok);
  });
});
