import assert from 'node:assert/strict';
import { createHmac } from 'node:crypto';
import { describe, it } from 'node:test';
import { encode } from 'cborg';
import { EnclaveError } from '../enclave-client/port.ts';
import type { LedgerEntry } from '../ledger/witness-wire.ts';
import { SealedFailure } from './failures.ts';
import { LedgerError } from './ports.ts';
import { readRecord, type WalletRecord } from './record.ts';
import { createFakeLedger } from './testing/fakes.ts';
import { createActiveWallet, createWorld } from './testing/world.ts';
import { append, headFor, isCurrent, type LedgerHead, nextEntry, walletHashOf } from './wallet-ledger.ts';

const bytes = (length: number, value: number) => new Uint8Array(length).fill(value);
const world = await createWorld();
const booted = await world.boot();
const client = await world.login(await world.startEnclave());
const { record: stored } = await createActiveWallet(client);
const owner = { appId: 'demo', subjectHash: client.session.subjectHash, walletId: client.walletId };
const record = readRecord(stored, owner, { memoryKib: 8, passes: 1, parallelism: 1 });

const plain: LedgerEntry = {
  walletHash: bytes(32, 1),
  seq: 4,
  prev: bytes(32, 2),
  pinEpoch: 0,
  attempts: 3,
  yearAttempts: 5,
  yearStartMs: 6,
  state: 'AVAILABLE',
  retryAtMs: 7,
  recordHash: bytes(32, 8),
  atMs: 9,
};
const headOf = (entry: LedgerEntry): LedgerHead => ({ entry, hash: bytes(32, 10) });

describe('how witnesses know a wallet', () => {
  it('is HMAC under the fleet’s key of dCBOR [app, user, wallet], and different for each of them', () => {
    const hash = walletHashOf(booted, owner);
    const list = encode([owner.appId, owner.subjectHash, owner.walletId]);
    assert.equal(Buffer.from(hash).toString('hex'), createHmac('sha256', booted.fleet.walletHashKey).update(list).digest('hex'));
    for (const change of [{ appId: 'other' }, { subjectHash: bytes(32, 0) }, { walletId: `${owner.walletId}0` }]) {
      assert.notDeepEqual(walletHashOf(booted, { ...owner, ...change }), hash);
    }
  });
});

describe('the entry after another', () => {
  const full = {
    ...plain,
    createdAtMs: 13,
    holdUntilMs: 14,
    pendingHash: bytes(32, 11),
    wraps: [bytes(32, 1), bytes(32, 2)],
    limits: bytes(40, 12),
    event: 'recover',
  } as const;
  const linked = { seq: 5, prev: bytes(32, 10), atMs: 20 };

  it('carries everything over but the event', () => {
    const { event: _event, ...carried } = full;
    assert.deepEqual(nextEntry(headOf(full), 20, {}), { ...carried, ...linked });
    assert.deepEqual(nextEntry(headOf(plain), 20, {}), { ...plain, ...linked });
  });

  it('takes over what changes, and its own event', () => {
    const change = { attempts: 0, yearAttempts: 8, yearStartMs: 1, state: 'SHREDDED', retryAtMs: 0, recordHash: bytes(32, 9), pinEpoch: 1 } as const;
    const { event: _event, ...carried } = full;
    const rest = { pendingHash: bytes(32, 3), limits: bytes(4, 4), holdUntilMs: 5, event: 'pin_change' } as const;
    assert.deepEqual(nextEntry(headOf(full), 20, { ...change, ...rest }), { ...carried, ...change, ...rest, ...linked });
    assert.deepEqual(nextEntry(headOf(plain), 20, rest), { ...plain, ...rest, ...linked });
  });

  it('leaves out what is taken away, and what was never there', () => {
    const { event: _event, pendingHash: _pending, wraps: _wraps, limits: _limits, ...carried } = full;
    assert.deepEqual(nextEntry(headOf(full), 20, { pendingHash: null, wraps: [], limits: null }), { ...carried, ...linked });
  });

  it('has its wraps in ascending order, and leaves the given list as it is', () => {
    const wraps = [bytes(32, 9), bytes(32, 3), bytes(32, 5)];
    assert.deepEqual(nextEntry(headOf(plain), 20, { wraps }).wraps, [bytes(32, 3), bytes(32, 5), bytes(32, 9)]);
    assert.deepEqual(wraps, [bytes(32, 9), bytes(32, 3), bytes(32, 5)]);
  });

  it('is the new head once it is appended', async () => {
    const ledger = createFakeLedger();
    const first = { ...plain, seq: 0, prev: bytes(32, 0) };
    const head = await append({ ...booted, ledger }, first);
    assert.equal(head.entry, first);
    assert.deepEqual(head, await ledger.head(first.walletHash));
    await assert.rejects(append({ ...booted, ledger }, first), (error) => error instanceof LedgerError && error.code === 'ledger_conflict');
  });
});

describe('the head for a record', () => {
  const current: LedgerEntry = { ...plain, recordHash: record.headerHash, seq: record.ledgerSeq };
  const waiting: WalletRecord = { ...record, headerHash: bytes(32, 77), headerFields: { ...record.headerFields, pinEpoch: 1 } };
  const ask = (entry: LedgerEntry | null, pending: WalletRecord | null = null) => {
    const ledger = { ...createFakeLedger(), head: async () => (entry === null ? null : headOf(entry)) };
    return headFor({ ...booted, ledger }, bytes(32, 1), { record, pending });
  };
  const rollback = { name: 'EnclaveError', code: 'ledger_rollback', message: 'the ledger is behind the wallet record' };
  const tampered = { name: 'EnclaveError', code: 'record_tampered', message: 'the wallet record is not acceptable: not the one the ledger speaks of' };

  it('a record counts when hash and PIN epoch are the ledger’s', () => {
    assert.equal(isCurrent(headOf(current), record), true);
    assert.equal(isCurrent(headOf({ ...current, pinEpoch: 1 }), record), false);
    assert.equal(isCurrent(headOf({ ...current, recordHash: bytes(32, 0) }), record), false);
    assert.equal(isCurrent(headOf({ ...current, pinEpoch: 1, recordHash: bytes(32, 0) }), record), false);
  });

  it('is the ledger’s newest, at or after the record’s own entry', async () => {
    assert.deepEqual(await ask(current), headOf(current));
    assert.deepEqual(await ask({ ...current, seq: record.ledgerSeq + 9 }, waiting), headOf({ ...current, seq: record.ledgerSeq + 9 }));
  });

  it('error: no entry, or an older one than the record’s', async () => {
    await assert.rejects(ask(null), rollback);
    const later: WalletRecord = { ...record, ledgerSeq: 5 };
    const ledger = (seq: number) => ({ ...createFakeLedger(), head: async () => headOf({ ...current, seq }) });
    await assert.rejects(headFor({ ...booted, ledger: ledger(4) }, bytes(32, 1), { record: later, pending: null }), rollback);
    assert.equal((await headFor({ ...booted, ledger: ledger(5) }, bytes(32, 1), { record: later, pending: null })).entry.seq, 5);
  });

  it('error: another record than the ledger speaks of', async () => {
    await assert.rejects(ask({ ...current, recordHash: bytes(32, 0) }), tampered);
    await assert.rejects(ask({ ...current, pinEpoch: 1 }), tampered);
    await assert.rejects(ask({ ...current, recordHash: bytes(32, 0), pinEpoch: 1 }, waiting), tampered);
    await assert.rejects(
      ask({ ...current, recordHash: waiting.headerHash }, waiting),
      (error) => error instanceof EnclaveError && error.code === 'record_tampered',
    );
  });

  it('error: the record that waited has become the valid one: the server is told', async () => {
    await assert.rejects(ask({ ...current, recordHash: waiting.headerHash, pinEpoch: 1 }, waiting), (error) => {
      assert.ok(error instanceof SealedFailure);
      assert.deepEqual(error.error, { code: 'wallet_state', field: 'pinEpoch' });
      assert.deepEqual(error.effects, { kind: 'pin-activated', pinEpoch: 1 });
      return true;
    });
  });

  it('asks the ledger for the wallet it was given', async () => {
    const asked: Uint8Array[] = [];
    const head = async (walletHash: Uint8Array) => {
      asked.push(walletHash);
      return headOf(current);
    };
    await headFor({ ...booted, ledger: { ...createFakeLedger(), head } }, bytes(32, 42), { record, pending: null });
    assert.deepEqual(asked, [bytes(32, 42)]);
  });
});
