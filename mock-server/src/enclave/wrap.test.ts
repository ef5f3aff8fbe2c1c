import assert from 'node:assert/strict';
import { argon2Sync, createDecipheriv, createHash, createHmac, hkdfSync } from 'node:crypto';
import { describe, it } from 'node:test';
import { EnclaveError } from '../enclave-client/port.ts';
import { sealAesGcm } from './crypto/aead.ts';
import { accountNode } from './crypto/hd-key.ts';
import { encodeHeader, type RecordHeader, readRecord, type WalletRecord } from './record.ts';
import { wipesDuring } from './testing/wipes.ts';
import { createWorld } from './testing/world.ts';
import { makeSecret, openSecret, sealRecord, tryPin, wipeSecret } from './wrap.ts';

const bytes = (length: number, value: number) => new Uint8Array(length).fill(value);
const hex = (value: Uint8Array) => Buffer.from(value).toString('hex');
const utf8 = (text: string) => new TextEncoder().encode(text);
const sha256 = (value: Uint8Array) => createHash('sha256').update(value).digest();

const booted = await (await createWorld()).boot();
const pepper = bytes(32, 31);
/** Randomness that a test can foretell: what is asked for is counted up. */
function enclaveWith(first: number) {
  let next = first;
  return { ...booted, fleet: { ...booted.fleet, pepper }, random: (length: number) => bytes(length, next++) };
}

const owner = { appId: 'demo', subjectHash: bytes(32, 1), walletId: '3f0e1c2a-5b6d-4e7f-8a9b-0c1d2e3f4a5b' };
const kdf = { alg: 'argon2id', memoryKib: 64, passes: 2, parallelism: 2, salt: bytes(16, 7) } as const;
const locked = bytes(40, 2);
const fields: RecordHeader = {
  v: 1,
  suite: 'A256GCM+HKDF-SHA256+ARGON2ID',
  wrapType: 'daily',
  ...owner,
  pinEpoch: 0,
  releaseSeq: 1,
  createdAtMs: 6,
  kdf,
  recordSalt: bytes(32, 8),
  kms: [{ keyId: 'key-a', ciphertextHash: new Uint8Array(sha256(locked)) }],
  address0: bytes(20, 9),
  origin: null,
};
const header = encodeHeader(fields);
const dataKey = bytes(32, 21);
const pin = utf8('902746');
const entropy = bytes(32, 22);
const ledger = { seq: 3, prev: bytes(32, 23) };

/** The lock by PROTOCOL §6.4, computed with Node's own primitives. */
function expectedKeys(withPin = pin, withDataKey = dataKey) {
  const associatedData = Buffer.concat([utf8('alcove/pin/v1'), utf8(owner.walletId)]);
  const parameters = { memory: kdf.memoryKib, passes: kdf.passes, parallelism: kdf.parallelism, tagLength: 32 };
  const pinKey = argon2Sync('argon2id', { message: withPin, nonce: kdf.salt, secret: pepper, associatedData, ...parameters });
  const input = Buffer.concat([withDataKey, pinKey]);
  const derive = (label: string) => new Uint8Array(hkdfSync('sha256', input, fields.recordSalt, Buffer.concat([utf8(label), sha256(header)]), 32));
  return { pinKey, input, recordKey: derive('alcove/wrap/enc/v1'), commitment: derive('alcove/wrap/commit/v1') };
}

async function sealed(change: { readonly entropy?: Uint8Array } = {}): Promise<{ readonly record: WalletRecord; readonly headerHash: Uint8Array }> {
  const made = { plaintext: dataKey, kms: fields.kms, ciphertexts: [locked] };
  const input = { header, fields, dataKey: made, pin, secret: makeSecret(change.entropy ?? entropy), ledger };
  const { record, headerHash } = await sealRecord(enclaveWith(50), input);
  return { record: readRecord(record, owner, kdf), headerHash };
}

function refused(act: () => unknown, what: string): void {
  assert.throws(act, (error) => {
    assert.ok(error instanceof EnclaveError);
    return error.code === 'record_tampered' && error.message === `the wallet record is not acceptable: ${what}`;
  });
}

describe('the lock of a wallet record', () => {
  it('is the one of PROTOCOL §6.4, byte for byte', async () => {
    const { record, headerHash } = await sealed();
    const { recordKey, commitment } = expectedKeys();
    assert.deepEqual(headerHash, new Uint8Array(sha256(header)));
    assert.deepEqual([record.v, record.iv, record.commitment], [1, bytes(12, 50), commitment]);
    assert.deepEqual([record.ledgerSeq, record.ledgerPrev, record.dataKeys], [ledger.seq, ledger.prev, [locked]]);
    const node = accountNode(entropy);
    const decipher = createDecipheriv('aes-256-gcm', recordKey, record.iv).setAAD(header).setAuthTag(record.ciphertext.subarray(-16));
    const plaintext = Buffer.concat([decipher.update(record.ciphertext.subarray(0, -16)), decipher.final()]);
    assert.equal(hex(plaintext), hex(Buffer.concat([entropy, node.privateKey, node.chainCode, node.publicKey])));
    const macKey = new Uint8Array(hkdfSync('sha256', dataKey, new Uint8Array(0), 'alcove/rec/v1', 32));
    const covered = [header, record.iv, record.ciphertext, commitment, Buffer.from('0000000000000003', 'hex'), ledger.prev];
    assert.equal(hex(record.mac), createHmac('sha256', macKey).update(Buffer.concat(covered)).digest('hex'));
  });

  it('opens with the right PIN and the right data key, and with nothing else', async () => {
    const { record } = await sealed();
    const enclave = enclaveWith(60);
    assert.equal(hex((await tryPin(enclave, record, dataKey, pin)) ?? bytes(0, 0)), hex(expectedKeys().recordKey));
    assert.equal(await tryPin(enclave, record, dataKey, utf8('902747')), null);
    assert.equal(await tryPin(enclave, record, bytes(32, 20), pin), null);
    assert.equal(await tryPin({ ...enclave, fleet: { ...enclave.fleet, pepper: bytes(32, 30) } }, record, dataKey, pin), null);
    const otherId = { ...record.headerFields, walletId: owner.walletId.replace('3f', '4f') };
    assert.equal(await tryPin(enclave, { ...record, headerFields: otherId }, dataKey, pin), null);
    for (let bit = 0; bit < 256; bit += 37) {
      const commitment = record.commitment.map((byte, index) => (index === bit >> 3 ? byte ^ (1 << (bit & 7)) : byte));
      assert.equal(await tryPin(enclave, { ...record, commitment }, dataKey, pin), null);
    }
  });

  it('gives back the secret it was made with, for every length of entropy that BIP-39 has', async () => {
    for (const length of [16, 20, 24, 28, 32]) {
      const secret = makeSecret(bytes(length, 40));
      const { record } = await sealed({ entropy: bytes(length, 40) });
      assert.deepEqual(openSecret(record, expectedKeys().recordKey), secret);
    }
  });

  it('error: a ciphertext, iv, header or key that was changed', async () => {
    const { record } = await sealed();
    const { recordKey } = expectedKeys();
    const what = 'its ciphertext does not open';
    refused(() => openSecret(record, bytes(32, 0)), what);
    refused(() => openSecret({ ...record, iv: bytes(12, 51) }, recordKey), what);
    refused(() => openSecret({ ...record, header: header.subarray(1) }, recordKey), what);
    refused(() => openSecret({ ...record, ciphertext: record.ciphertext.map((byte, index) => (index === 0 ? byte ^ 1 : byte)) }, recordKey), what);
    refused(() => openSecret({ ...record, ciphertext: bytes(15, 0) }, recordKey), what);
  });

  it('error: what opens and has another length inside', async () => {
    const { record } = await sealed();
    const { recordKey } = expectedKeys();
    for (const length of [0, 96, 97, 97 + 12, 97 + 17, 97 + 31, 97 + 33, 97 + 36]) {
      const ciphertext = sealAesGcm(recordKey, record.iv, bytes(length, 1), header);
      refused(() => openSecret({ ...record, ciphertext }, recordKey), 'wrong length inside');
    }
  });
});

/** HKDF overwrites its own last block, which has a derived key's bytes: its user's copy makes two. */
const INSIDE_HKDF = 1;
const times = (wiped: readonly string[], secret: Uint8Array) => wiped.filter((value) => value === hex(secret)).length;

describe('secrets on the way are overwritten', () => {
  it('sealing: the PIN’s key, the joined key, the record key, the packed secret', async () => {
    let record: WalletRecord | null = null;
    const wiped = await wipesDuring(async () => {
      ({ record } = await sealed());
    });
    const { pinKey, input, recordKey } = expectedKeys();
    const node = accountNode(entropy);
    const packed = Buffer.concat([entropy, node.privateKey, node.chainCode, node.publicKey]);
    for (const secret of [pinKey, input, packed]) assert.equal(times(wiped, secret), 1);
    assert.equal(times(wiped, recordKey), INSIDE_HKDF + 1);
    assert.notEqual(record, null);
  });

  it('a wrong PIN: the record key it gave; a right one: the caller’s own', async () => {
    const { record } = await sealed();
    const wrong = utf8('111213');
    const afterWrong = await wipesDuring(() => tryPin(enclaveWith(60), record, dataKey, wrong));
    const keys = expectedKeys(wrong);
    for (const secret of [keys.pinKey, keys.input]) assert.equal(times(afterWrong, secret), 1);
    assert.equal(times(afterWrong, keys.recordKey), INSIDE_HKDF + 1);
    const afterRight = await wipesDuring(() => tryPin(enclaveWith(60), record, dataKey, pin));
    assert.equal(times(afterRight, expectedKeys().recordKey), INSIDE_HKDF);
  });

  it('opening: what was decrypted, also when it is refused', async () => {
    const { record } = await sealed();
    const { recordKey } = expectedKeys();
    const node = accountNode(entropy);
    const wiped = await wipesDuring(() => openSecret(record, recordKey));
    assert.ok(wiped.includes(hex(Buffer.concat([entropy, node.privateKey, node.chainCode, node.publicKey]))));
    const odd = bytes(99, 5);
    const refusedToo = await wipesDuring(() => {
      refused(() => openSecret({ ...record, ciphertext: sealAesGcm(recordKey, record.iv, odd, header) }, recordKey), 'wrong length inside');
    });
    assert.ok(refusedToo.includes(hex(odd)));
  });

  it('a secret: its entropy and all of its node; none is none', () => {
    const secret = makeSecret(Uint8Array.from(entropy));
    wipeSecret(secret);
    const { privateKey, chainCode, publicKey } = secret.node;
    assert.ok([secret.entropy, privateKey, chainCode, publicKey].every((part) => part.length > 0 && part.every((byte) => byte === 0)));
    wipeSecret(null);
  });
});
