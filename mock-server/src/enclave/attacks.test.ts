import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { decode } from 'cborg';
import { type Hex, hashMessage, recoverAddress } from 'viem';
import { mnemonicToAccount } from 'viem/accounts';
import { type CborValue, concatBytes, encodeDcbor } from '../../../widget/src/contract/dcbor.ts';
import { encodeIntent } from '../../../widget/src/contract/intent.ts';
import { operations, type SealedOperation, sealedOperations } from '../../../widget/src/contract/sealed.ts';
import { createMemoryClient } from '../enclave-client/memory-client.ts';
import { EnclaveError } from '../enclave-client/port.ts';
import { argon2id, hkdf, sha256 } from './crypto/kdf.ts';
import { operate } from './operations.ts';
import { MAX_ATTEMPTS } from './pin-guard.ts';
import { readRecord } from './record.ts';
import { intentHeader, transactionIntent } from './testing/intents.ts';
import { pinField } from './testing/wallet-client.ts';
import { createWalletServer } from './testing/wallet-server.ts';
import { APP_ID, createWorld, PIN, WRONG_PIN } from './testing/world.ts';

const code = (expected: string) => (error: unknown) => error instanceof EnclaveError && error.code === expected;

async function setUp() {
  const world = await createWorld();
  const inside = await world.boot();
  const enclave = createMemoryClient(inside);
  const client = await world.login(enclave);
  const server = createWalletServer();
  await server.createWallet(client, PIN);
  return { world, inside, enclave, client, server, account: server.kept.address as `0x${string}` };
}

const recoverSigner = async (hash: Hex, signature: Hex) => (await recoverAddress({ hash, signature })).toLowerCase();

describe('T25: between operations', () => {
  /** A plaintext each operation would take for its own. */
  const plaintexts: { readonly [Op in SealedOperation]: { readonly [key: string]: CborValue } } = {
    wallet_create: { pin: pinField(PIN) },
    wallet_activate: { resultHash: new Uint8Array(32) },
    address_derive: { accountIndex: 0, pin: pinField(PIN) },
    unlock: { pin: pinField(PIN), ttlSeconds: 60, maxSignatures: 1, valueCapWei: '0' },
    sign_intent: { pin: pinField(PIN) },
    pin_change: { pin: pinField(PIN), newPin: pinField('583920') },
    pin_activate: { resultHash: new Uint8Array(32) },
    wrap_add: { step: 'kit', pin: pinField(PIN) },
    wrap_remove: { wrapId: '00000000-0000-4000-8000-000000000000', pin: pinField(PIN) },
    recover: { factor: 'kit', words: new Uint8Array(8), newPin: pinField('583920') },
    export: { pin: pinField(PIN) },
    import: { words: new Uint8Array(8), pin: pinField(PIN) },
    policy_set: { policy: { dailyCaps: [], origins: [], others: 'allow' }, pin: pinField(PIN) },
  };

  it('property: a call sealed for one operation opens for no other, whatever pair it is', async (t) => {
    const { world, enclave, client, server, account } = await setUp();
    const intent = () => encodeIntent(transactionIntent(world, account));
    const before = world.ledger.entries().length;
    let pairs = 0;
    for (const sealedFor of sealedOperations) {
      for (const sentAs of sealedOperations) {
        if (sealedFor === sentAs) continue;
        const sealed = await client.seal(sealedFor, plaintexts[sealedFor], sealedFor === 'sign_intent' ? intent() : null);
        const { intent: _intent, ...rest } = sealed.request;
        const request = { ...rest, operation: sentAs, ...(sentAs === 'sign_intent' ? { intent: Buffer.from(intent()).toString('base64url') } : {}) };
        const record = sentAs === 'wallet_create' || sentAs === 'import' ? null : server.kept.record;
        await assert.rejects(enclave.call(request, record), code('envelope_invalid'), `${sealedFor} → ${sentAs}`);
        pairs++;
      }
    }
    assert.equal(pairs, sealedOperations.length * (sealedOperations.length - 1));
    assert.equal(world.ledger.entries().length, before, 'nothing was written, no PIN was tried');
    t.diagnostic(`${pairs} pairs`);
  });
});

describe('T20: no blind digest', () => {
  it('the operations are those of the contract; none takes a digest, and what resembles one is refused', async () => {
    const { inside, client, server, world, account } = await setUp();
    for (const operation of ['sign', 'sign_hash', 'sign_digest', 'eth_sign', 'get_key', 'export_key', 'debug', 'eval', 'toString', '__proto__']) {
      await assert.rejects(operate(inside, operation, {}), code('unknown_op'), operation);
    }
    for (const operation of operations) {
      // Known: the answer is about the request, not about the name.
      const outcome = await operate(inside, operation, { unexpected: 1 }).then(
        () => 'done',
        (error: EnclaveError) => error.code,
      );
      assert.equal(outcome, 'invalid_request', operation);
    }
    const intent = encodeIntent({ kind: 'message', ...intentHeader(world, account), message: `0x${'ab'.repeat(32)}` });
    for (const extra of ['digest', 'hash', 'raw']) {
      await assert.rejects(server.call(client, 'sign_intent', { pin: pinField(PIN), [extra]: new Uint8Array(32) }, { intent }), code('envelope_invalid'));
      const smuggled = encodeDcbor({ ...(decode(intent) as { [key: string]: CborValue }), [extra]: new Uint8Array(32) });
      const { body } = await server.call(client, 'sign_intent', { pin: pinField(PIN) }, { intent: smuggled });
      assert.deepEqual(body, { ok: false, error: { code: 'intent_invalid', field: extra } });
    }
  });

  it('32 bytes as a message are signed with the prefix, so that they are a message and never a digest', async () => {
    const { world, client, server, account } = await setUp();
    const bytes = `0x${'ab'.repeat(32)}` as const;
    const intent = encodeIntent({ kind: 'message', ...intentHeader(world, account), message: bytes });
    const { body } = await server.call(client, 'sign_intent', { pin: pinField(PIN) }, { intent });
    assert.ok(body.ok);
    const signature = `0x${Buffer.from(body.result.signature as Uint8Array).toString('hex')}` as const;
    assert.equal(await recoverSigner(hashMessage({ raw: bytes }), signature), account);
    assert.notEqual(await recoverSigner(bytes, signature), account);
  });
});

describe('T5: the wire', () => {
  it('holds no PIN, no word and no key of anything that was done over it, in either direction', async (t) => {
    const world = await createWorld();
    const enclave = await world.startEnclave();
    const heard: Uint8Array[] = [];
    const listen = (value: unknown): void => {
      if (value instanceof Uint8Array) heard.push(value);
      else if (typeof value === 'string') heard.push(Buffer.from(value), Buffer.from(value, 'base64url'));
      else if (value !== null && typeof value === 'object') Object.values(value).forEach(listen);
    };
    const tapped: typeof enclave = {
      ...enclave,
      async call(...sent) {
        const reply = await enclave.call(...sent);
        listen([sent, reply]);
        return reply;
      },
    };
    const nowSeconds = Math.floor(world.clock.nowMs() / 1000);
    const client = await world.login(tapped, 'alice', undefined, { claims: { auth_time: nowSeconds } });
    const server = createWalletServer();
    await server.createWallet(client, PIN);
    const intent = encodeIntent(transactionIntent(world, server.kept.address as `0x${string}`));
    const signed = await server.call(client, 'sign_intent', { pin: pinField(PIN) }, { intent });
    const exported = await server.call(client, 'export', { pin: pinField(PIN) });
    await server.activatePin(client, await server.changePin(client, PIN, '583920'));
    assert.ok(signed.body.ok && exported.body.ok, JSON.stringify(exported.body));
    const words = new TextDecoder().decode(exported.body.result.words as Uint8Array);
    const { privateKey } = mnemonicToAccount(words).getHdKey();
    assert.ok(privateKey !== null);
    const secrets = [PIN, '583920', words.split(' ').slice(0, 3).join(' ')].map((text) => Buffer.from(text));
    for (const bytes of heard) {
      const buffer = Buffer.from(bytes);
      for (const secret of [...secrets, Buffer.from(privateKey)]) assert.ok(!buffer.includes(secret), 'a secret is on the wire');
    }
    t.diagnostic(`${heard.length} byte strings`);
  });
});

describe('T8: a copy of the database', () => {
  it('holds nothing by which a PIN could be told from another, without the KMS and the fleet’s secret', async (t) => {
    const { world, inside, server } = await setUp();
    const stored = server.kept.record ?? assert.fail();
    const owner = { appId: APP_ID, subjectHash: (decode((decode(stored) as { header: Uint8Array }).header) as { subjectHash: Uint8Array }).subjectHash };
    const { walletId } = decode((decode(stored) as { header: Uint8Array }).header) as { walletId: string };
    const record = readRecord(stored, { ...owner, walletId }, world.manifest.argon2);
    const { kdf, recordSalt } = record.headerFields;
    const utf8 = new TextEncoder();

    /** The record's commitment under a data key and a pepper: what a thief would compute to test a PIN. */
    async function commitmentOf(pin: string, dataKey: Uint8Array, pepper: Uint8Array): Promise<string> {
      const { memoryKib, passes, parallelism } = kdf;
      const pinKey = await argon2id({
        message: utf8.encode(pin),
        salt: kdf.salt,
        secret: pepper,
        associatedData: concatBytes(utf8.encode('alcove/pin/v1'), utf8.encode(walletId)),
        parameters: { memoryKib, passes, parallelism },
      });
      const info = concatBytes(utf8.encode('alcove/wrap/commit/v1'), sha256(record.header));
      return Buffer.from(hkdf(concatBytes(dataKey, pinKey), recordSalt, info)).toString('hex');
    }
    const wanted = Buffer.from(record.commitment).toString('hex');

    // With what the thief does not have it is the commitment, and of the right PIN alone: the search below looks for the right thing.
    const [ciphertext = new Uint8Array(0)] = record.dataKeys;
    const context = { app: APP_ID, wallet: walletId, purpose: 'pin', epoch: '0' };
    const dataKey = await world.kms.decrypt(ciphertext, context);
    assert.equal(await commitmentOf(PIN, dataKey, inside.fleet.pepper), wanted);
    assert.notEqual(await commitmentOf(WRONG_PIN, dataKey, inside.fleet.pepper), wanted);

    /** Every run of 32 bytes of a byte string that is in record or ledger, and the usual suspects. */
    const secrets = new Map<string, Uint8Array>([['zeros', new Uint8Array(32)]]);
    const collect = (value: unknown): void => {
      if (value instanceof Uint8Array) {
        for (const start of [0, Math.max(0, value.length - 32)])
          if (value.length >= 32) secrets.set(Buffer.from(value.subarray(start, start + 32)).toString('hex'), value.slice(start, start + 32));
      } else if (value !== null && typeof value === 'object') Object.values(value).forEach(collect);
    };
    collect(decode(stored));
    collect(decode(record.header));
    world.ledger.entries().forEach(collect);
    let tried = 0;
    for (const key of secrets.values()) {
      for (const pepper of secrets.values()) {
        assert.notEqual(await commitmentOf(PIN, key, pepper), wanted);
        tried++;
      }
      assert.notEqual(await commitmentOf(PIN, key, inside.fleet.pepper), wanted, 'the fleet’s secret alone is not enough');
      assert.notEqual(await commitmentOf(PIN, dataKey, key), wanted, 'the data key alone is not enough');
    }
    t.diagnostic(`${tried} pairs of ${secrets.size} byte strings`);
  });
});

describe('T30: an older enclave', () => {
  it('error: a record that a newer release made is shut to an older one, and no PIN is tried', async () => {
    const world = await createWorld();
    const newer = await world.startEnclave({ releaseSeq: 2 });
    const client = await world.login(newer);
    const server = createWalletServer();
    await server.createWallet(client, PIN);
    const before = world.ledger.entries().length;
    const older = await world.login(await world.startEnclave({ releaseSeq: 1 }), 'alice', client.walletId);
    await assert.rejects(server.unlock(older, PIN), code('record_tampered'));
    assert.equal(world.ledger.entries().length, before);
    const same = await world.login(await world.startEnclave({ releaseSeq: 2 }), 'alice', client.walletId);
    assert.ok((await server.unlock(same, PIN)).body.ok);
    const next = await world.login(await world.startEnclave({ releaseSeq: 3 }), 'alice', client.walletId);
    assert.ok((await server.unlock(next, PIN)).body.ok, 'the next release opens what this one made');
  });

  it('error: a waiting record of a newer release is not activated by an older one', async () => {
    const world = await createWorld();
    const client = await world.login(await world.startEnclave());
    const server = createWalletServer();
    await server.createWallet(client, PIN);
    const newer = await world.login(await world.startEnclave({ releaseSeq: 2 }), 'alice', client.walletId);
    const changed = await server.changePin(newer, PIN, '583920');
    const older = await world.login(await world.startEnclave(), 'alice', client.walletId);
    const activated = await server.activatePin(older, changed);
    assert.deepEqual(activated.body, { ok: false, error: { code: 'wallet_state' } });
    assert.ok((await server.unlock(older, PIN)).body.ok, 'the PIN that counts goes on counting');
  });
});

describe('T13: many at once', () => {
  it('two hundred wrong PINs over processes that are killed in between: ten are judged, however they interleave', async (t) => {
    const { world, client, server } = await setUp();
    const wrong = (as: typeof client) =>
      server.unlock(as, WRONG_PIN).then(
        ({ body }) => (body.ok ? 'opened' : body.error.code),
        () => 'lost',
      );
    const said: string[] = [];
    for (let round = 0; said.length < 200; round++) {
      const guesser = await world.login(await world.startEnclave(), 'alice', client.walletId);
      // A process that dies: what it was about to say is lost at one of the next two writes.
      world.ledger.loseReplyAt = round % 3;
      said.push(...(await Promise.all(Array.from({ length: 10 }, () => wrong(guesser)))));
      world.clock.advance(86_400_000);
    }
    world.ledger.loseReplyAt = 0;
    const judged = said.filter((one) => one === 'pin_wrong' || one === 'lost').length;
    assert.ok(judged <= MAX_ATTEMPTS, `${judged} judged`);
    assert.ok(!said.includes('opened'));
    assert.equal(world.ledger.entries().at(-1)?.state, 'PIN_DESTROYED');
    const last = await world.login(await world.startEnclave(), 'alice', client.walletId);
    assert.deepEqual((await server.unlock(last, PIN)).body, { ok: false, error: { code: 'pin_locked', remaining: 0 } });
    t.diagnostic(`${said.length} tries, ${judged} judged or lost on the way`);
  });
});
