import type { KeyObject } from 'node:crypto';
import type { RandomBytes } from '../deps.ts';
import { WireFormatError } from '../enclave/dcbor-reader.ts';
import { readEntry, type StoredEntry } from '../enclave/witness-entry.ts';
import { NO_ENTRY_SEQ, signReceipt, ZERO_HASH } from '../enclave/witness-receipt.ts';
import type { BranchProof } from './branch-proof.ts';
import { type WitnessLog, WitnessStorageError } from './witness-log.ts';
import type { Receipt, WitnessReply, WitnessRequest } from './witness-wire.ts';

/** History is cut into pages so that a reply stays far below one frame. */
const MAX_HISTORY_BYTES = 32_768;
/** Enclaves that mend at the same time. */
const MAX_CHALLENGES = 8;

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
 *
 * @param witness.repair lets it leave an entry that no quorum ever took for the branch a quorum of the others holds now;
 *   without it such a witness stays as it is until its folder is emptied.
 */
export function createWitness(witness: {
  readonly id: string;
  readonly privateKey: KeyObject;
  readonly log: WitnessLog;
  readonly repair?: { readonly isHeldByQuorum: BranchProof; readonly random: RandomBytes };
}): Witness {
  const { id, privateKey, log, repair } = witness;
  /** Given out and good once, so that no old receipt is good for anything; the oldest is forgotten first. */
  const challenges: Uint8Array[] = [];
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

  function adoptChallenge(nonce: Uint8Array): WitnessReply {
    if (repair === undefined) return { ok: false, code: 'conflict', head: null };
    const challenge = repair.random(32);
    if (challenges.push(challenge) > MAX_CHALLENGES) challenges.shift();
    return { ok: true, entries: [challenge], receipt: receipt(ZERO_HASH, null, nonce) };
  }

  /** The entries in one chain over one of its own (or over nothing), up to the one a quorum holds; null when they are not. */
  function readBranch(
    entries: readonly Uint8Array[],
    receipts: readonly Receipt[],
  ): { readonly branch: readonly StoredEntry[]; readonly parent: Uint8Array | null } | null {
    const branch = entries.map(readEntry);
    const [first, last] = [branch[0], branch.at(-1)];
    if (first === undefined || last === undefined) return null;
    const covered = challenges.findIndex((challenge) => repair?.isHeldByQuorum(last, receipts, challenge));
    if (covered < 0) return null;
    challenges.splice(covered, 1);
    const { walletHash, seq } = first.entry;
    const head = headOf(walletHash);
    if (head === null || last.entry.seq < head.entry.seq || equalBytes(last.hash, head.hash)) return null;
    let parent: Uint8Array | null = null;
    for (const bytes of log.backwards(walletHash)) {
      const own = readEntry(bytes);
      if (own.entry.seq >= seq) continue;
      parent = own.entry.seq === seq - 1 ? bytes : null;
      break;
    }
    if (parent === null && seq !== 0) return null;
    const isChain = branch.every(
      (next, index) => refusalOf(index === 0 ? (parent === null ? null : readEntry(parent)) : (branch[index - 1] as StoredEntry), next) === null,
    );
    return isChain ? { branch, parent } : null;
  }

  function adopt(entries: readonly Uint8Array[], receipts: readonly Receipt[], nonce: Uint8Array): WitnessReply {
    const found = readBranch(entries, receipts);
    const last = found?.branch.at(-1);
    if (found === null || last === undefined) return { ok: false, code: 'conflict', head: null };
    const { walletHash } = last.entry;
    // What was left stays in the file: nothing is ever taken out of it.
    for (const { bytes } of found.branch) log.append(walletHash, bytes, bytes === found.branch[0]?.bytes ? found.parent : undefined);
    return { ok: true, entries: [], receipt: receipt(walletHash, last, nonce) };
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
    if (request.op === 'adopt_challenge') return adoptChallenge(request.nonce);
    if (request.op === 'adopt') return adopt(request.entries, request.receipts, request.nonce);
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
