import assert from 'node:assert/strict';
import { createHash, createHmac } from 'node:crypto';
import { describe, it } from 'node:test';
import { decode, encode } from 'cborg';
import { type CborValue, encodeDcbor } from '../../../widget/src/contract/dcbor.ts';
import type { LedgerEntry } from '../ledger/witness-wire.ts';
import { WireFormatError } from './dcbor-reader.ts';
import { entryHash, isAuthentic, MAX_LIMITS_BYTES, MAX_WRAPS, readEntry, sealEntry } from './witness-entry.ts';

/* Each field of a ledger entry by itself, and the bytes it is kept in. */

const bytes = (length: number, value: number) => new Uint8Array(length).fill(value);
const key = bytes(32, 7);
const needed: LedgerEntry = {
  walletHash: bytes(32, 1),
  seq: 2,
  prev: bytes(32, 3),
  pinEpoch: 4,
  attempts: 5,
  yearAttempts: 6,
  yearStartMs: 7,
  state: 'AVAILABLE',
  retryAtMs: 8,
  recordHash: bytes(32, 9),
  atMs: 10,
};
const full: LedgerEntry = {
  ...needed,
  pendingHash: bytes(32, 11),
  wraps: [bytes(32, 12), bytes(32, 13)],
  holdUntilMs: 14,
  createdAtMs: 15,
  limits: bytes(16, 16),
  event: 'recover',
};
const map = { ...needed, mac: bytes(32, 0) } as { readonly [key: string]: CborValue };
const read = (change: { readonly [key: string]: CborValue | undefined }) =>
  readEntry(encodeDcbor(Object.fromEntries(Object.entries({ ...map, ...change }).filter((pair): pair is [string, CborValue] => pair[1] !== undefined))));
const refused = (change: { readonly [key: string]: CborValue | undefined }, field: string, rule: string) =>
  assert.throws(
    () => read(change),
    (error) => {
      assert.ok(error instanceof WireFormatError, String(error));
      assert.equal(error.message, `${field}: ${rule}`);
      return error.field === field;
    },
  );

describe('the bytes of a ledger entry', () => {
  it('are dCBOR with HMAC-SHA256 over "alcove/ledger-entry/v1" ‖ 0 ‖ dCBOR of the rest (PROTOCOL §8)', () => {
    for (const entry of [needed, full]) {
      const stored = sealEntry(entry, key);
      const { mac, ...rest } = decode(stored) as LedgerEntry & { readonly mac: Uint8Array };
      assert.deepEqual(rest, entry);
      const expected = createHmac('sha256', key).update('alcove/ledger-entry/v1\0').update(encode(entry)).digest();
      assert.equal(Buffer.from(mac).toString('hex'), expected.toString('hex'));
      const { entry: found, mac: foundMac, bytes: kept, hash } = readEntry(stored);
      assert.deepEqual([found, foundMac, kept], [entry, mac, stored]);
      assert.deepEqual(hash, Uint8Array.from(createHash('sha256').update(stored).digest()));
      assert.deepEqual(entryHash(stored), hash);
    }
  });

  it('are authentic under their own key, with every field as it was', () => {
    const stored = readEntry(sealEntry(full, key));
    assert.equal(isAuthentic(stored, key), true);
    assert.equal(isAuthentic(stored, bytes(32, 8)), false);
    for (const name of Object.keys(full) as (keyof LedgerEntry)[]) {
      const value = full[name];
      const other =
        typeof value === 'number' ? value + 1 : value instanceof Uint8Array ? bytes(value.length, 99) : Array.isArray(value) ? [bytes(32, 99)] : 'import';
      const changed = { ...full, [name]: name === 'state' ? 'SHREDDED' : other };
      assert.equal(isAuthentic({ ...stored, entry: changed }, key), false, name);
    }
    assert.equal(isAuthentic({ ...stored, mac: bytes(32, 0) }, key), false);
  });
});

describe('the fields of a ledger entry', () => {
  it('what is needed is needed, and nothing unknown rides along', () => {
    assert.deepEqual(read({}).entry, needed);
    for (const name of Object.keys(map)) refused({ [name]: undefined }, `entry.${name}`, 'is missing');
    refused({ extra: 1 }, 'entry', 'has an unknown key');
    for (const wrong of [new Uint8Array(0), encodeDcbor([1]), encodeDcbor('text')]) {
      assert.throws(
        () => readEntry(wrong),
        (error) => error instanceof WireFormatError && error.field === 'entry',
      );
    }
  });

  it('hashes and the MAC have 32 bytes', () => {
    for (const name of ['walletHash', 'prev', 'recordHash', 'mac', 'pendingHash']) {
      for (const length of [0, 31, 33]) refused({ [name]: bytes(length, 1) }, `entry.${name}`, 'must be 32 bytes');
      refused({ [name]: 'text' }, `entry.${name}`, 'must be a byte string');
    }
  });

  it('counts and times are whole and not negative', () => {
    for (const name of ['seq', 'pinEpoch', 'attempts', 'yearAttempts', 'yearStartMs', 'retryAtMs', 'atMs', 'holdUntilMs', 'createdAtMs']) {
      assert.equal((read({ [name]: 0 }).entry as unknown as { [key: string]: unknown })[name], 0);
      for (const wrong of [-1, 2n ** 53n, '1', null]) refused({ [name]: wrong }, `entry.${name}`, 'must be a whole number from 0');
    }
  });

  it('states and events are known ones', () => {
    for (const state of ['POPULATED', 'AVAILABLE', 'PIN_DESTROYED', 'SHREDDED']) assert.equal(read({ state }).entry.state, state);
    for (const state of ['', 'available', 'DELAYED']) refused({ state }, 'entry.state', 'is not a known state');
    refused({ state: 1 }, 'entry.state', 'must be text');
    const events = ['pin_change', 'recover', 'pin_activate', 'wrap_add', 'wrap_remove', 'export', 'import', 'policy_set'];
    for (const event of events) assert.equal(read({ event }).entry.event, event);
    for (const event of ['', 'unlock', 'RECOVER']) refused({ event }, 'entry.event', 'is not a known event');
    refused({ event: 1 }, 'entry.event', 'must be text');
  });

  it('wraps are 1 to 8 hashes in ascending order', () => {
    const rule = 'must be 1 to 8 hashes in ascending order';
    const hashes = (count: number) => Array.from({ length: count }, (_, index) => bytes(32, index));
    assert.equal(MAX_WRAPS, 8);
    for (const count of [1, 2, 8]) assert.deepEqual(read({ wraps: hashes(count) }).entry.wraps, hashes(count));
    for (const wraps of [[], hashes(9), [bytes(32, 2), bytes(32, 1)], [bytes(32, 1), bytes(32, 1)], [bytes(32, 1), bytes(32, 3), bytes(32, 2)]]) {
      refused({ wraps }, 'entry.wraps', rule);
    }
    refused({ wraps: [bytes(32, 1), bytes(31, 2)] }, 'entry.wraps[1]', 'must be 32 bytes');
    refused({ wraps: bytes(32, 1) }, 'entry.wraps', 'must be a list');
  });

  it('limits are 1 to 3,072 bytes', () => {
    assert.equal(MAX_LIMITS_BYTES, 3_072);
    for (const length of [1, 3_072]) assert.deepEqual(read({ limits: bytes(length, 1) }).entry.limits, bytes(length, 1));
    for (const length of [0, 3_073]) refused({ limits: bytes(length, 1) }, 'entry.limits', 'must be 1 to 3072 bytes');
    refused({ limits: 'text' }, 'entry.limits', 'must be a byte string');
  });
});
