import assert from 'node:assert/strict';
import { createHash, createHmac, hkdfSync } from 'node:crypto';
import { describe, it } from 'node:test';
import { decode } from 'cborg';
import { type CborValue, encodeDcbor } from '../../../widget/src/contract/dcbor.ts';
import { EnclaveError } from '../enclave-client/port.ts';
import { encodeHeader, encodeRecord, type RecordFields, type RecordHeader, readRecord, recordMac } from './record.ts';
import { SchemaError } from './schema.ts';
import { MalformedCborError } from './strict-cbor.ts';
import { wipesDuring } from './testing/wipes.ts';

const bytes = (length: number, value: number) => new Uint8Array(length).fill(value);
const sha256 = (value: Uint8Array) => new Uint8Array(createHash('sha256').update(value).digest());
const walletId = '3f0e1c2a-5b6d-4e7f-8a9b-0c1d2e3f4a5b';
const owner = { appId: 'demo', subjectHash: bytes(32, 1), walletId };
const floor = { memoryKib: 64, passes: 2, parallelism: 2 };
const dataKeys = [bytes(40, 2), bytes(50, 3)];

const header: RecordHeader = {
  v: 1,
  suite: 'A256GCM+HKDF-SHA256+ARGON2ID',
  wrapType: 'daily',
  ...owner,
  pinEpoch: 4,
  releaseSeq: 5,
  createdAtMs: 6,
  kdf: { alg: 'argon2id', ...floor, salt: bytes(16, 7) },
  recordSalt: bytes(32, 8),
  kms: dataKeys.map((key, index) => ({ keyId: `key-${index}`, ciphertextHash: sha256(key) })),
  address0: bytes(20, 9),
  origin: 'pin_change',
};

function fieldsOf(headerBytes: Uint8Array): RecordFields {
  const rest = { iv: bytes(12, 10), ciphertext: bytes(129, 11), commitment: bytes(32, 12), mac: bytes(32, 13), ledgerSeq: 14, ledgerPrev: bytes(32, 15) };
  return { v: 1, header: headerBytes, dataKeys, ...rest };
}
const record = fieldsOf(encodeHeader(header));

/** A stored record whose header, or whose outer map, was changed by hand; `undefined` takes a key out. */
type Change = { readonly [key: string]: CborValue | undefined };
function changed(map: { readonly [key: string]: CborValue | undefined }, change: Change): { [key: string]: CborValue } {
  return Object.fromEntries(Object.entries({ ...map, ...change }).filter((entry): entry is [string, CborValue] => entry[1] !== undefined));
}
const headerMap = decode(record.header) as { readonly [key: string]: CborValue };
const recordMap = decode(encodeRecord(record)) as { readonly [key: string]: CborValue };
const withHeader = (change: Change) => encodeDcbor(changed(recordMap, { header: encodeDcbor(changed(headerMap, change)) }));
const withRecord = (change: Change) => encodeDcbor(changed(recordMap, change));

function refused(stored: Uint8Array, what: string, as = owner, least = floor): EnclaveError {
  let thrown: unknown = null;
  assert.throws(
    () => readRecord(stored, as, least),
    (error) => {
      thrown = error;
      return true;
    },
  );
  assert.ok(thrown instanceof EnclaveError);
  assert.equal(thrown.code, 'record_tampered');
  assert.equal(thrown.message, `the wallet record is not acceptable: ${what}`);
  return thrown;
}

/** Refused as malformed, by the schema, for this very field. */
function malformed(stored: Uint8Array, field: string): void {
  const { cause } = refused(stored, 'malformed');
  assert.ok(cause instanceof SchemaError, String(cause));
  assert.equal(cause.field, field);
}

describe('a wallet record', () => {
  it('reads back as it was written, with its header and the hash of it', () => {
    const read = readRecord(encodeRecord(record), owner, floor);
    const { headerFields, headerHash, ...fields } = read;
    assert.deepEqual({ ...fields }, { ...record });
    assert.deepEqual(headerHash, sha256(record.header));
    const plain = { ...headerFields, kdf: { ...headerFields.kdf }, kms: headerFields.kms.map((entry) => ({ ...entry })) };
    assert.deepEqual(plain, header);
  });

  it('is written without keys it does not have, and without an origin where there is none', () => {
    const written = decode(encodeRecord({ ...record, headerFields: header } as RecordFields)) as object;
    assert.deepEqual(Object.keys(written).sort(), ['ciphertext', 'commitment', 'dataKeys', 'header', 'iv', 'ledgerPrev', 'ledgerSeq', 'mac', 'v']);
    assert.equal((decode(encodeHeader(header)) as { origin?: string }).origin, 'pin_change');
    assert.ok(!Object.hasOwn(decode(encodeHeader({ ...header, origin: null })) as object, 'origin'));
    assert.equal(readRecord(encodeRecord(fieldsOf(encodeHeader({ ...header, origin: null }))), owner, floor).headerFields.origin, null);
    for (const origin of ['pin_change', 'recover', 'import'] as const) {
      assert.equal(readRecord(withHeader({ origin }), owner, floor).headerFields.origin, origin);
    }
  });

  it('is refused for another app, another user, another wallet', () => {
    const stored = encodeRecord(record);
    refused(stored, 'not of this wallet', { ...owner, appId: 'other' });
    refused(stored, 'not of this wallet', { ...owner, walletId: walletId.replace('3f', '4f') });
    refused(stored, 'not of this wallet', { ...owner, subjectHash: bytes(32, 2) });
    refused(stored, 'not of this wallet', { ...owner, subjectHash: bytes(31, 1) });
  });

  it('is refused when one of its Argon2 parameters is below the manifest’s, and passes at or above', () => {
    const stored = encodeRecord(record);
    for (const name of ['memoryKib', 'passes', 'parallelism'] as const) {
      refused(stored, 'params_downgrade', owner, { ...floor, [name]: floor[name] + 1 });
      readRecord(stored, owner, { ...floor, [name]: floor[name] - 1 });
    }
  });

  it('is refused with data keys that its header does not name', () => {
    const what = 'data key of another record';
    refused(withRecord({ dataKeys: [dataKeys[0] as Uint8Array] }), what);
    refused(withRecord({ dataKeys: [] }), what);
    refused(withRecord({ dataKeys: [dataKeys[1] as Uint8Array, dataKeys[0] as Uint8Array] }), what);
    refused(withRecord({ dataKeys: [dataKeys[0] as Uint8Array, bytes(50, 4)] }), what);
    refused(withRecord({ dataKeys: [bytes(40, 4), dataKeys[1] as Uint8Array] }), what);
    refused(withHeader({ kms: [(headerMap.kms as CborValue[])[0] as CborValue] }), what);
    const none = changed(recordMap, { header: encodeDcbor(changed(headerMap, { kms: [] })), dataKeys: [] });
    refused(encodeDcbor(none), what);
  });

  it('passes with one lock', () => {
    const kms = [(headerMap.kms as CborValue[])[0] as CborValue];
    const one = changed(recordMap, { header: encodeDcbor(changed(headerMap, { kms })), dataKeys: [dataKeys[0] as Uint8Array] });
    assert.equal(readRecord(encodeDcbor(one), owner, floor).dataKeys.length, 1);
  });

  it('is refused when it is no deterministic CBOR, and says why', () => {
    for (const stored of [new Uint8Array(0), encodeRecord(record).subarray(1), Uint8Array.of(...encodeRecord(record), 0)]) {
      assert.ok(refused(stored, 'malformed').cause instanceof MalformedCborError);
    }
    assert.ok(refused(withRecord({ header: Uint8Array.of(...record.header, 0) }), 'malformed').cause instanceof MalformedCborError);
  });

  it('has every field, and none besides', () => {
    for (const key of Object.keys(recordMap)) malformed(withRecord({ [key]: undefined }), `record.${key}`);
    for (const key of Object.keys(headerMap)) if (key !== 'origin') malformed(withHeader({ [key]: undefined }), `record.header.${key}`);
    malformed(withRecord({ extra: 1 }), 'record.extra');
    malformed(withHeader({ extra: 1 }), 'record.header.extra');
    const kdf = headerMap.kdf as { readonly [key: string]: CborValue };
    for (const key of Object.keys(kdf)) malformed(withHeader({ kdf: changed(kdf, { [key]: undefined }) }), `record.header.kdf.${key}`);
    malformed(withHeader({ kdf: { ...kdf, extra: 1 } }), 'record.header.kdf.extra');
    const lock = (headerMap.kms as { readonly [key: string]: CborValue }[])[0] ?? {};
    for (const key of Object.keys(lock)) malformed(withHeader({ kms: [changed(lock, { [key]: undefined })] }), `record.header.kms[0].${key}`);
  });

  it('has fields of the right size', () => {
    for (const [key, wrong] of [
      ['v', [0, 2, '1']],
      ['suite', ['', 'A128GCM+HKDF-SHA256+ARGON2ID']],
      ['wrapType', ['', 'kit', 'passkey']],
      ['appId', ['', 'a'.repeat(65), 1]],
      ['subjectHash', [bytes(31, 1), bytes(33, 1)]],
      ['walletId', ['', walletId.toUpperCase(), walletId.replace('-4', '-1')]],
      ['pinEpoch', [-1, '4']],
      ['releaseSeq', [-1]],
      ['createdAtMs', [-1]],
      ['recordSalt', [bytes(31, 8), bytes(33, 8)]],
      ['address0', [bytes(19, 9), bytes(21, 9)]],
      ['origin', ['', 'export', null]],
    ] as const) {
      for (const value of wrong) malformed(withHeader({ [key]: value }), `record.header.${key}`);
    }
    const kdf = headerMap.kdf as { readonly [key: string]: CborValue };
    for (const [key, wrong] of [
      ['alg', ['argon2i', 'argon2d', '']],
      ['memoryKib', [7, 1_048_577]],
      ['passes', [0, 65]],
      ['parallelism', [0, 17]],
      ['salt', [bytes(15, 7), bytes(17, 7)]],
    ] as const) {
      for (const value of wrong) malformed(withHeader({ kdf: { ...kdf, [key]: value } }), `record.header.kdf.${key}`);
    }
    const lock = { keyId: 'key-0', ciphertextHash: bytes(32, 1) };
    for (const keyId of ['', 'k'.repeat(2049)]) malformed(withHeader({ kms: [{ ...lock, keyId }] }), 'record.header.kms[0].keyId');
    for (const length of [31, 33]) malformed(withHeader({ kms: [{ ...lock, ciphertextHash: bytes(length, 1) }] }), 'record.header.kms[0].ciphertextHash');
    malformed(withHeader({ kms: [lock, lock, lock] }), 'record.header.kms');
    for (const [key, wrong] of [
      ['v', [2]],
      ['header', [bytes(0, 0), bytes(8193, 0)]],
      ['iv', [bytes(11, 0), bytes(13, 0)]],
      ['ciphertext', [bytes(15, 0), bytes(4097, 0)]],
      ['commitment', [bytes(31, 0), bytes(33, 0)]],
      ['mac', [bytes(31, 0), bytes(33, 0)]],
      ['ledgerSeq', [-1, 2n ** 53n]],
      ['ledgerPrev', [bytes(31, 0), bytes(33, 0)]],
    ] as const) {
      for (const value of wrong) malformed(withRecord({ [key]: value }), `record.${key}`);
    }
    for (const length of [0, 6273]) malformed(withRecord({ dataKeys: [bytes(length, 0)] }), 'record.dataKeys[0]');
    malformed(withRecord({ dataKeys: [...dataKeys, bytes(1, 0)] }), 'record.dataKeys');
  });
});

describe('the MAC of a record', () => {
  const dataKey = bytes(32, 21);
  const macKey = new Uint8Array(hkdfSync('sha256', dataKey, new Uint8Array(0), 'alcove/rec/v1', 32));

  it('is HMAC under HKDF(data key) over every part and the ledger position in 8 bytes', () => {
    const fields = { ...record, ledgerSeq: 0x01_0203_0405_06 };
    const hmac = createHmac('sha256', macKey).update(fields.header).update(fields.iv).update(fields.ciphertext).update(fields.commitment);
    const expected = hmac.update(Buffer.from('0000010203040506', 'hex')).update(fields.ledgerPrev).digest();
    assert.deepEqual(Buffer.from(recordMac(dataKey, fields)), expected);
  });

  it('changes with each of them', () => {
    const seen = new Set(
      [
        recordMac(dataKey, record),
        recordMac(bytes(32, 22), record),
        recordMac(dataKey, { ...record, header: bytes(10, 1) }),
        recordMac(dataKey, { ...record, iv: bytes(12, 1) }),
        recordMac(dataKey, { ...record, ciphertext: bytes(129, 1) }),
        recordMac(dataKey, { ...record, commitment: bytes(32, 1) }),
        recordMac(dataKey, { ...record, ledgerSeq: 15 }),
        recordMac(dataKey, { ...record, ledgerPrev: bytes(32, 1) }),
      ].map((mac) => Buffer.from(mac).toString('hex')),
    );
    assert.equal(seen.size, 8);
  });

  it('leaves its key nowhere', async () => {
    const wiped = await wipesDuring(() => recordMac(dataKey, record));
    // Once as HKDF's last block, once as the key itself.
    assert.equal(wiped.filter((value) => value === Buffer.from(macKey).toString('hex')).length, 2);
  });
});
