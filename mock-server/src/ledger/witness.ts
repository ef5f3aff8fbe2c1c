import type { KeyObject } from 'node:crypto';
import { WireFormatError } from '../enclave/dcbor-reader.ts';
import { readEntry, type StoredEntry } from '../enclave/witness-entry.ts';
import { NO_ENTRY_SEQ, signReceipt, ZERO_HASH } from '../enclave/witness-receipt.ts';
import { type WitnessLog, WitnessStorageError } from './witness-log.ts';
import type { WitnessReply, WitnessRequest } from './witness-wire.ts';

/** History is cut into pages so that a reply stays far below one frame. */
const MAX_HISTORY_BYTES = 32_768;

export type Witness = { handle(request: WitnessRequest): WitnessReply };

function equalBytes(left: Uint8Array, right: Uint8Array): boolean {
  return Buffer.compare(left, right) === 0;
}

/** Null when `next` may follow `head`; else what is wrong with it. A witness sees no PIN, but it can see a count that goes back. */
function refusalOf(head: StoredEntry | null, next: StoredEntry): 'conflict' | 'malformed' | null {
  if (head === null) return next.entry.seq === 0 && equalBytes(next.entry.prev, ZERO_HASH) ? null : 'conflict';
  if (next.entry.seq !== head.entry.seq + 1 || !equalBytes(next.entry.prev, head.hash)) return 'conflict';
  if (next.entry.pinEpoch < head.entry.pinEpoch) return 'malformed';
  if (next.entry.pinEpoch > head.entry.pinEpoch) return null;
  const destroyedStays = head.entry.state !== 'PIN_DESTROYED' || next.entry.state === 'PIN_DESTROYED' || next.entry.state === 'SHREDDED';
  const countHolds = next.entry.attempts >= head.entry.attempts || (next.entry.attempts === 0 && head.entry.state !== 'PIN_DESTROYED');
  return destroyedStays && countHolds ? null : 'malformed';
}

/**
 * The witness's rules over its log (PROTOCOL §8): an entry follows the newest one or is that very one; it is on disk
 * before the receipt is signed; within a PIN epoch the count of tries grows or is reset to zero, and a destroyed PIN stays so.
 */
export function createWitness(witness: { readonly id: string; readonly privateKey: KeyObject; readonly log: WitnessLog }): Witness {
  const { id, privateKey, log } = witness;
  const receipt = (walletHash: Uint8Array, newest: StoredEntry | null, nonce: Uint8Array) =>
    signReceipt(id, privateKey, { walletHash, seq: newest?.entry.seq ?? NO_ENTRY_SEQ, entryHash: newest?.hash ?? ZERO_HASH, nonce });
  const headOf = (walletHash: Uint8Array) => {
    const bytes = log.head(walletHash);
    return bytes === null ? null : readEntry(bytes);
  };

  function append(bytes: Uint8Array, nonce: Uint8Array): WitnessReply {
    const next = readEntry(bytes);
    const { walletHash } = next.entry;
    const head = headOf(walletHash);
    if (head === null || !equalBytes(head.bytes, bytes)) {
      const code = refusalOf(head, next);
      if (code !== null) return { ok: false, code, head: head?.bytes ?? null };
      log.append(walletHash, bytes);
    }
    return { ok: true, entries: [], receipt: receipt(walletHash, next, nonce) };
  }

  function history(walletHash: Uint8Array, fromSeq: number, nonce: Uint8Array): WitnessReply {
    const wanted: Uint8Array[] = [];
    for (const bytes of log.backwards(walletHash)) {
      if (readEntry(bytes).entry.seq < fromSeq) break;
      wanted.push(bytes);
    }
    const page: Uint8Array[] = [];
    let pageBytes = 0;
    for (let bytes = wanted.pop(); bytes !== undefined && pageBytes + bytes.length <= MAX_HISTORY_BYTES; bytes = wanted.pop()) {
      page.push(bytes);
      pageBytes += bytes.length;
    }
    const last = page.at(-1);
    return { ok: true, entries: page, receipt: receipt(walletHash, last === undefined ? null : readEntry(last), nonce) };
  }

  function answer(request: WitnessRequest): WitnessReply {
    if (request.op === 'append') return append(request.entry, request.nonce);
    if (request.op === 'history') return history(request.walletHash, request.fromSeq, request.nonce);
    if (request.op === 'health') return { ok: true, entries: [], receipt: receipt(ZERO_HASH, null, request.nonce) };
    const head = headOf(request.walletHash);
    return { ok: true, entries: head === null ? [] : [head.bytes], receipt: receipt(request.walletHash, head, request.nonce) };
  }

  return {
    handle(request) {
      try {
        return answer(request);
      } catch (error) {
        if (error instanceof WireFormatError) return { ok: false, code: 'malformed', head: null };
        if (error instanceof WitnessStorageError) return { ok: false, code: 'storage_failed', head: null };
        throw error;
      }
    },
  };
}
