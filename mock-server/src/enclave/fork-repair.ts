import type { PinnedWitness } from './pinned-witness.ts';
import type { StoredEntry } from './witness-entry.ts';

/** How far back two branches may have parted: entries that no quorum took do not pile up. */
const DEEPEST_FORK = 16;
/** A branch travels in one frame. */
const MAX_BRANCH_BYTES = 49_152;

type Repair = {
  /** Holds an entry that the others do not. */
  readonly target: PinnedWitness;
  readonly targetHead: StoredEntry;
  /** All the others of the manifest. */
  readonly others: readonly PinnedWitness[];
  readonly quorum: number;
  /** Milliseconds that are left. */
  readonly leftMs: () => number;
};

const isSame = (left: StoredEntry | undefined, right: StoredEntry | undefined) =>
  left !== undefined && right !== undefined && Buffer.compare(left.hash, right.hash) === 0;

/** What a quorum of the others says is its newest entry, each having signed for it over the target's own challenge. */
async function provenHead({ target, targetHead, others, quorum, leftMs }: Repair) {
  const challenge = await target.adoptChallenge(leftMs());
  const asked = await Promise.allSettled(others.map((witness) => witness.headOver(targetHead.entry.walletHash, challenge, leftMs())));
  const stated = asked.flatMap((outcome) =>
    outcome.status === 'fulfilled' && outcome.value.head !== null ? [{ ...outcome.value, head: outcome.value.head }] : [],
  );
  for (const { head } of stated) {
    const agreeing = stated.filter((other) => isSame(other.head, head));
    if (agreeing.length >= quorum) return { head, receipts: agreeing.map(({ receipt }) => receipt) };
  }
  return null;
}

async function historyUpTo(source: PinnedWitness, head: StoredEntry, fromSeq: number, leftMs: () => number): Promise<readonly StoredEntry[] | null> {
  const found: StoredEntry[] = [];
  let size = 0;
  for (let seq = fromSeq; seq <= head.entry.seq; seq = fromSeq + found.length) {
    const page = await source.history(head.entry.walletHash, seq, leftMs());
    found.push(...page);
    size += page.reduce((sum, { bytes }) => sum + bytes.length, 0);
    if (page.length === 0 || size > MAX_BRANCH_BYTES) return null;
  }
  return found.slice(0, head.entry.seq - fromSeq + 1);
}

/**
 * Brings a witness back that took an entry which no quorum ever confirmed (PROTOCOL §8.3). The witness judges for itself:
 * it changes over only when a quorum of the others has just signed for the other branch.
 *
 * @returns whether it holds the quorum's branch now. False also when the branches parted too long ago.
 * @throws WitnessUnreachableError, WitnessFaultyError
 */
export async function repairFork(repair: Repair): Promise<boolean> {
  const { target, targetHead, others, leftMs } = repair;
  const proven = await provenHead(repair);
  if (proven === null) return false;
  const { walletHash, seq } = targetHead.entry;
  const fromSeq = Math.max(0, Math.min(seq, proven.head.entry.seq) - DEEPEST_FORK);
  const source = others.find(({ id }) => id === proven.receipts[0]?.witnessId);
  const theirs = source === undefined ? null : await historyUpTo(source, proven.head, fromSeq, leftMs);
  if (theirs === null) return false;
  const own = await target.history(walletHash, fromSeq, leftMs());
  const parted = theirs.findIndex((entry, index) => !isSame(entry, own[index]));
  if (parted < 0 || (parted === 0 && fromSeq > 0)) return false;
  return await target.adopt(theirs.slice(parted), proven.receipts, leftMs());
}
