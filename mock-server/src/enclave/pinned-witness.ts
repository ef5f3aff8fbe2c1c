import type { KeyObject } from 'node:crypto';
import type { Duplex } from 'node:stream';
import type { RandomBytes } from '../deps.ts';
import type { Receipt } from '../ledger/witness-wire.ts';
import { WireFormatError } from './dcbor-reader.ts';
import { connectSocket, openWitnessClient, WitnessUnreachableError } from './witness-client.ts';
import { isAuthentic, readEntry, type StoredEntry } from './witness-entry.ts';
import { importWitnessPublicKey, NO_ENTRY_SEQ, verifyReceipt, ZERO_HASH } from './witness-receipt.ts';

/** One witness of the manifest and the way to it. `socketPath` (or `connect`) is untrusted: the key decides. */
export type WitnessAddress = {
  readonly id: string;
  /** Ed25519, 32 bytes, pinned by the manifest. */
  readonly publicKey: Uint8Array;
} & ({ readonly socketPath: string } | { readonly connect: () => Duplex });

/** A witness that answered, but not as the pinned one would: wrong signature, foreign entry, garbage. */
export class WitnessFaultyError extends Error {
  constructor(message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = 'WitnessFaultyError';
  }
}

export type AppendOutcome = { readonly accepted: true } | { readonly accepted: false; readonly head: StoredEntry | null };

/**
 * A witness as the enclave sees it: nothing it says is returned before its receipt was checked against the pinned key
 * and this request's own nonce, and every entry against the enclaves' own key.
 * All methods throw WitnessUnreachableError or WitnessFaultyError, the former within `timeoutMs`.
 */
export type PinnedWitness = {
  readonly id: string;
  head(walletHash: Uint8Array, timeoutMs: number): Promise<StoredEntry | null>;
  /** The newest entry with the receipt itself, over a nonce of somebody else's, who can then check it. */
  headOver(walletHash: Uint8Array, nonce: Uint8Array, timeoutMs: number): Promise<{ readonly head: StoredEntry | null; readonly receipt: Receipt }>;
  append(entry: StoredEntry, timeoutMs: number): Promise<AppendOutcome>;
  /** 32 bytes that receipts for the next `adopt` must cover. */
  adoptChallenge(timeoutMs: number): Promise<Uint8Array>;
  /** Offers the branch a quorum holds, from where the two part. False: the witness did not find it proven. */
  adopt(branch: readonly StoredEntry[], receipts: readonly Receipt[], timeoutMs: number): Promise<boolean>;
  /** One page, oldest first, each following the one before. */
  history(walletHash: Uint8Array, fromSeq: number, timeoutMs: number): Promise<readonly StoredEntry[]>;
  health(timeoutMs: number): Promise<void>;
  close(): void;
};

function equalBytes(left: Uint8Array, right: Uint8Array): boolean {
  return Buffer.compare(left, right) === 0;
}

export function pinWitness(address: WitnessAddress, entryKey: Uint8Array, random: RandomBytes): PinnedWitness {
  const publicKey: KeyObject = importWitnessPublicKey(address.publicKey);
  const client = openWitnessClient('connect' in address ? address.connect : connectSocket(address.socketPath));

  function checkReceipt(receipt: Receipt, walletHash: Uint8Array, newest: StoredEntry | null, nonce: Uint8Array): void {
    const statement = { walletHash, seq: newest?.entry.seq ?? NO_ENTRY_SEQ, entryHash: newest?.hash ?? ZERO_HASH, nonce };
    if (!verifyReceipt(receipt, address.id, publicKey, statement)) throw new WitnessFaultyError(`${address.id}: receipt does not verify`);
  }

  function checkEntry(bytes: Uint8Array, walletHash: Uint8Array): StoredEntry {
    let stored: StoredEntry;
    try {
      stored = readEntry(bytes);
    } catch (cause) {
      if (!(cause instanceof WireFormatError)) throw cause;
      throw new WitnessFaultyError(`${address.id}: ${cause.field} is malformed`, { cause });
    }
    if (!equalBytes(stored.entry.walletHash, walletHash)) throw new WitnessFaultyError(`${address.id}: entry of another wallet`);
    if (!isAuthentic(stored, entryKey)) throw new WitnessFaultyError(`${address.id}: entry was not written by an enclave`);
    return stored;
  }

  async function headOver(walletHash: Uint8Array, nonce: Uint8Array, timeoutMs: number) {
    const reply = await client.call({ op: 'head', walletHash, nonce }, timeoutMs);
    if (!reply.ok) throw new WitnessUnreachableError(`${address.id}: ${reply.code}`);
    const [bytes, ...more] = reply.entries;
    if (more.length > 0) throw new WitnessFaultyError(`${address.id}: more than one head`);
    const head = bytes === undefined ? null : checkEntry(bytes, walletHash);
    checkReceipt(reply.receipt, walletHash, head, nonce);
    return { head, receipt: reply.receipt };
  }

  return {
    id: address.id,
    head: async (walletHash, timeoutMs) => (await headOver(walletHash, random(32), timeoutMs)).head,
    headOver,
    async adoptChallenge(timeoutMs) {
      const reply = await client.call({ op: 'adopt_challenge', nonce: random(32) }, timeoutMs);
      const [challenge] = reply.ok ? reply.entries : [];
      if (challenge?.length !== 32) throw new WitnessFaultyError(`${address.id}: is not repaired over its socket`);
      return challenge;
    },
    async adopt(branch, receipts, timeoutMs) {
      const last = branch.at(-1);
      if (last === undefined) return false;
      const nonce = random(32);
      const reply = await client.call({ op: 'adopt', entries: branch.map(({ bytes }) => bytes), receipts, nonce }, timeoutMs);
      if (reply.ok) checkReceipt(reply.receipt, last.entry.walletHash, last, nonce);
      return reply.ok;
    },
    async append(stored, timeoutMs) {
      const nonce = random(32);
      const reply = await client.call({ op: 'append', entry: stored.bytes, nonce }, timeoutMs);
      if (reply.ok) {
        checkReceipt(reply.receipt, stored.entry.walletHash, stored, nonce);
        return { accepted: true };
      }
      if (reply.code === 'storage_failed') throw new WitnessUnreachableError(`${address.id}: storage failed`);
      return { accepted: false, head: reply.head === null ? null : checkEntry(reply.head, stored.entry.walletHash) };
    },
    async history(walletHash, fromSeq, timeoutMs) {
      const nonce = random(32);
      const reply = await client.call({ op: 'history', walletHash, fromSeq, nonce }, timeoutMs);
      if (!reply.ok) throw new WitnessUnreachableError(`${address.id}: ${reply.code}`);
      const page = reply.entries.map((bytes) => checkEntry(bytes, walletHash));
      checkReceipt(reply.receipt, walletHash, page.at(-1) ?? null, nonce);
      const chained = page.every((stored, index) => {
        const before = page[index - 1];
        return stored.entry.seq === fromSeq + index && (before === undefined || equalBytes(stored.entry.prev, before.hash));
      });
      if (!chained) throw new WitnessFaultyError(`${address.id}: history is not a chain`);
      return page;
    },
    async health(timeoutMs) {
      const nonce = random(32);
      const reply = await client.call({ op: 'health', nonce }, timeoutMs);
      if (!reply.ok) throw new WitnessUnreachableError(`${address.id}: ${reply.code}`);
      checkReceipt(reply.receipt, ZERO_HASH, null, nonce);
    },
    close: () => client.close(),
  };
}
