import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { encodeDcbor } from '../../../widget/src/contract/dcbor.ts';
import { ENTRY_KEY, nextEntry } from '../ledger/testing/entries.ts';
import { WireFormatError } from './dcbor-reader.ts';
import { isAuthentic, readEntry, sealEntry } from './witness-entry.ts';

const hash = (value: number) => new Uint8Array(32).fill(value);
const named = (field: string) => (error: unknown) => error instanceof WireFormatError && error.field === field;

describe('ledger entries', () => {
  it('behavior: what says nothing is left out, so that entries from before keep their bytes', () => {
    const plain = nextEntry('alice', null);
    const stored = readEntry(sealEntry(plain, ENTRY_KEY));
    assert.deepEqual(stored.entry, plain);
    assert.ok(['pendingHash', 'wraps', 'holdUntilMs', 'event'].every((field) => !Object.hasOwn(stored.entry, field)));
    const full = { ...plain, pendingHash: hash(1), wraps: [hash(2), hash(3)], holdUntilMs: 5, event: 'recover' } as const;
    const read = readEntry(sealEntry(full, ENTRY_KEY));
    assert.deepEqual(read.entry, full);
    assert.ok(isAuthentic(read, ENTRY_KEY));
  });

  it('error: a field that was added, changed or taken away later is not authentic', () => {
    const { mac } = readEntry(sealEntry({ ...nextEntry('alice', null), wraps: [hash(2)] }, ENTRY_KEY));
    for (const change of [{}, { wraps: [hash(3)] }, { wraps: [hash(2)], holdUntilMs: 0 }, { wraps: [hash(2)], event: 'export' as const }]) {
      assert.equal(isAuthentic(readEntry(encodeDcbor({ ...nextEntry('alice', null), ...change, mac })), ENTRY_KEY), false);
    }
  });

  it('error: wraps out of order, twice, none, too many; an event nobody knows', () => {
    const entry = nextEntry('alice', null);
    const read = (change: object) => readEntry(encodeDcbor({ ...entry, ...change, mac: hash(0) }));
    for (const wraps of [[], [hash(2), hash(1)], [hash(1), hash(1)], Array.from({ length: 9 }, (_, index) => hash(index))]) {
      assert.throws(() => read({ wraps }), named('entry.wraps'));
    }
    assert.throws(() => read({ wraps: [new Uint8Array(31)] }), named('entry.wraps[0]'));
    assert.throws(() => read({ event: 'party' }), named('entry.event'));
    assert.throws(() => read({ pendingHash: new Uint8Array(0) }), named('entry.pendingHash'));
    assert.throws(() => read({ holdUntilMs: -1 }), named('entry.holdUntilMs'));
    assert.throws(() => read({ more: 1 }), named('entry'));
  });
});
