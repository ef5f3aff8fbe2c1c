import { createHash, createHmac, timingSafeEqual } from 'node:crypto';
import { type CborValue, encodeDcbor } from '../../../widget/src/contract/dcbor.ts';
import type { LedgerEntry, LedgerEvent, WalletLedgerState } from '../ledger/witness-wire.ts';
import { readBytes, readCount, readDcbor, readList, readMap, readText, WireFormatError } from './dcbor-reader.ts';

/*
 * The bytes a witness keeps: dCBOR of a LedgerEntry with one more key, `mac`. Whoever runs the machine sees every wallet
 * hash pass by and could hand a witness a well-chained entry with `attempts: 0`; the MAC, keyed by a secret only enclaves
 * have, lets the enclave refuse to read it back (PROTOCOL §8).
 */

const ENTRY_KEYS = [
  'walletHash',
  'seq',
  'prev',
  'pinEpoch',
  'attempts',
  'yearAttempts',
  'yearStartMs',
  'state',
  'retryAtMs',
  'recordHash',
  'atMs',
  'mac',
] as const;
/** Left out where they say nothing, so that entries from before they existed keep their bytes. */
const OPTIONAL_KEYS = ['pendingHash', 'wraps', 'holdUntilMs', 'createdAtMs', 'limits', 'event'] as const;
export const MAX_WRAPS = 8;
export const MAX_LIMITS_BYTES = 3_072;
const EVENTS: readonly string[] = [
  'pin_change',
  'recover',
  'pin_activate',
  'wrap_add',
  'wrap_remove',
  'export',
  'import',
  'policy_set',
] satisfies LedgerEvent[];
const STATES: readonly string[] = ['POPULATED', 'AVAILABLE', 'PIN_DESTROYED', 'SHREDDED'] satisfies WalletLedgerState[];
const MAC_LABEL = new TextEncoder().encode('alcove/ledger-entry/v1\0');

export type StoredEntry = { readonly entry: LedgerEntry; readonly mac: Uint8Array; readonly bytes: Uint8Array; readonly hash: Uint8Array };

/** SHA-256 of an entry's stored bytes: what the next entry's `prev` and the receipts speak of. */
export function entryHash(bytes: Uint8Array): Uint8Array {
  return Uint8Array.from(createHash('sha256').update(bytes).digest());
}

function entryMac(entry: LedgerEntry, entryKey: Uint8Array): Uint8Array {
  return createHmac('sha256', entryKey)
    .update(MAC_LABEL)
    .update(encodeDcbor({ ...entry }))
    .digest();
}

/** @param entryKey 32 bytes shared by the enclaves of one deployment. */
export function sealEntry(entry: LedgerEntry, entryKey: Uint8Array): Uint8Array<ArrayBuffer> {
  return encodeDcbor({ ...entry, mac: entryMac(entry, entryKey) });
}

/** Whether an enclave of this deployment wrote the entry. */
export function isAuthentic(stored: StoredEntry, entryKey: Uint8Array): boolean {
  return timingSafeEqual(stored.mac, entryMac(stored.entry, entryKey));
}

function readWraps(value: CborValue | undefined): readonly Uint8Array[] {
  const wraps = readList(value, 'entry.wraps').map((hash, index) => readBytes(hash, `entry.wraps[${index}]`, 32));
  const isAscending = wraps.every((hash, index) => index === 0 || Buffer.compare(wraps[index - 1] as Uint8Array, hash) < 0);
  if (wraps.length === 0 || wraps.length > MAX_WRAPS || !isAscending) throw new WireFormatError('entry.wraps', 'must be 1 to 8 hashes in ascending order');
  return wraps;
}

function readEvent(value: CborValue | undefined): LedgerEvent {
  const event = readText(value, 'entry.event');
  if (!EVENTS.includes(event)) throw new WireFormatError('entry.event', 'is not a known event');
  return event as LedgerEvent;
}

function readLimits(value: CborValue | undefined): Uint8Array {
  const limits = readBytes(value, 'entry.limits');
  if (limits.length === 0 || limits.length > MAX_LIMITS_BYTES) throw new WireFormatError('entry.limits', `must be 1 to ${MAX_LIMITS_BYTES} bytes`);
  return limits;
}

/** @throws WireFormatError naming the field */
export function readEntry(bytes: Uint8Array): StoredEntry {
  const map = readMap(readDcbor(bytes, 'entry'), 'entry', ENTRY_KEYS, OPTIONAL_KEYS);
  const state = readText(map.state, 'entry.state');
  if (!STATES.includes(state)) throw new WireFormatError('entry.state', 'is not a known state');
  const entry: LedgerEntry = {
    walletHash: readBytes(map.walletHash, 'entry.walletHash', 32),
    seq: readCount(map.seq, 'entry.seq'),
    prev: readBytes(map.prev, 'entry.prev', 32),
    pinEpoch: readCount(map.pinEpoch, 'entry.pinEpoch'),
    attempts: readCount(map.attempts, 'entry.attempts'),
    yearAttempts: readCount(map.yearAttempts, 'entry.yearAttempts'),
    yearStartMs: readCount(map.yearStartMs, 'entry.yearStartMs'),
    state: state as WalletLedgerState,
    retryAtMs: readCount(map.retryAtMs, 'entry.retryAtMs'),
    recordHash: readBytes(map.recordHash, 'entry.recordHash', 32),
    atMs: readCount(map.atMs, 'entry.atMs'),
    ...(map.pendingHash === undefined ? {} : { pendingHash: readBytes(map.pendingHash, 'entry.pendingHash', 32) }),
    ...(map.wraps === undefined ? {} : { wraps: readWraps(map.wraps) }),
    ...(map.holdUntilMs === undefined ? {} : { holdUntilMs: readCount(map.holdUntilMs, 'entry.holdUntilMs') }),
    ...(map.createdAtMs === undefined ? {} : { createdAtMs: readCount(map.createdAtMs, 'entry.createdAtMs') }),
    ...(map.limits === undefined ? {} : { limits: readLimits(map.limits) }),
    ...(map.event === undefined ? {} : { event: readEvent(map.event) }),
  };
  return { entry, mac: readBytes(map.mac, 'entry.mac', 32), bytes, hash: entryHash(bytes) };
}
