import type { Clock, RandomBytes } from '../deps.ts';
import { repairFork } from './fork-repair.ts';
import { type PinnedWitness, pinWitness, type WitnessAddress } from './pinned-witness.ts';
import { type Ledger, LedgerError } from './ports.ts';
import { settleQuorum } from './settle-quorum.ts';
import { entryHash, readEntry, type StoredEntry, sealEntry } from './witness-entry.ts';

export type QuorumLedgerOptions = {
  readonly witnesses: readonly WitnessAddress[];
  /** How many must agree; more than half of them, so that any two quorums share a witness. */
  readonly quorum: number;
  /** 32 bytes shared by the enclaves of the deployment and known to nobody else; authenticates entries (PROTOCOL §8). */
  readonly entryKey: Uint8Array;
  readonly clock: Clock;
  readonly random: RandomBytes;
  /** For a whole `head` or `append`. Default 750: the caller answers within a second. */
  readonly timeoutMs?: number;
};

/** How long a reply of the slower witnesses is waited for once a quorum has answered. */
const GRACE_MS = 20;
/** Wallets whose newest entry this process remembers. The oldest are forgotten first. */
const HIGH_WATER_WALLETS = 100_000;

type Answer = { readonly witness: PinnedWitness; readonly head: StoredEntry | null };
type Group = { readonly head: StoredEntry; readonly holders: readonly PinnedWitness[] };

function seqOf(head: StoredEntry | null): number {
  return head?.entry.seq ?? -1;
}

function isSame(left: StoredEntry | null, right: StoredEntry | null): boolean {
  return left === null || right === null ? left === right : Buffer.compare(left.hash, right.hash) === 0;
}

/** The newest entries, grouped by content; the one most witnesses hold first, the lower hash where they are equal. */
function newestGroups(answers: readonly Answer[]): readonly Group[] {
  const maxSeq = Math.max(...answers.map((answer) => seqOf(answer.head)));
  const groups = new Map<string, { head: StoredEntry; holders: PinnedWitness[] }>();
  for (const { witness, head } of answers) {
    if (head === null || head.entry.seq !== maxSeq) continue;
    const key = Buffer.from(head.hash).toString('hex');
    const group = groups.get(key) ?? { head, holders: [] };
    group.holders.push(witness);
    groups.set(key, group);
  }
  return [...groups]
    .sort(([leftKey, left], [rightKey, right]) => right.holders.length - left.holders.length || (leftKey < rightKey ? -1 : 1))
    .map(([, group]) => group);
}

/**
 * The witnesses as one ledger. Reads take the newest entry any of a quorum holds and make sure a quorum holds it before
 * it is believed, so an entry that an earlier, failed append left on a single witness is rolled forward and counts; a
 * witness that was restored from an old copy is brought up to date from the others, in order, and one that took an entry
 * no quorum has is led back to theirs.
 * @throws TypeError when `quorum` is not a majority or `entryKey` is not 32 bytes
 * @example
 * ```ts
 * const ledger = openQuorumLedger({ witnesses, quorum: 2, entryKey, clock, random });
 * const head = await ledger.head(walletHash); // null for a new wallet
 * ```
 */
export function openQuorumLedger(options: QuorumLedgerOptions): Ledger & { close(): void } {
  const { quorum, clock, random, entryKey, timeoutMs = 750 } = options;
  if (!Number.isInteger(quorum) || quorum * 2 <= options.witnesses.length || quorum > options.witnesses.length) {
    throw new TypeError('quorum must be a majority of the witnesses');
  }
  if (entryKey.length !== 32) throw new TypeError('entryKey must be 32 bytes');
  if (new Set(options.witnesses.map(({ publicKey }) => Buffer.from(publicKey).toString('hex'))).size !== options.witnesses.length) {
    throw new TypeError('witnesses must have different keys');
  }
  const witnesses = options.witnesses.map((address) => pinWitness(address, entryKey, random));
  /** Wallets in which a witness went its own way, by its id. */
  const forked = new Map<string, Set<string>>();
  const healing = new Map<string, Promise<'same' | 'forked'>>();
  const highWater = new Map<string, { readonly seq: number; readonly hash: Uint8Array }>();
  const keyOf = (walletHash: Uint8Array) => Buffer.from(walletHash).toString('latin1');

  function remember(stored: StoredEntry): void {
    const key = keyOf(stored.entry.walletHash);
    if ((highWater.get(key)?.seq ?? -1) > stored.entry.seq) return;
    highWater.delete(key);
    highWater.set(key, { seq: stored.entry.seq, hash: stored.hash });
    if (highWater.size > HIGH_WATER_WALLETS) highWater.delete(highWater.keys().next().value as string);
  }

  /** The witnesses cannot all have been set back, or this process would not have seen what it has seen. */
  function checkHighWater(walletHash: Uint8Array, head: StoredEntry | null): void {
    const seen = highWater.get(keyOf(walletHash));
    if (seen === undefined) return;
    const behind = seqOf(head) < seen.seq;
    const replaced = head !== null && head.entry.seq === seen.seq && Buffer.compare(head.hash, seen.hash) !== 0;
    if (behind || replaced) throw new LedgerError('ledger_rollback', 'the witnesses are behind what they have confirmed before');
  }

  /** Copies what `target` lacks, up to and with `upTo`. `forked`: its newest entry is not part of that chain; `moved`: someone else was faster. */
  async function catchUp(
    target: PinnedWitness,
    targetHead: StoredEntry | null,
    upTo: StoredEntry,
    source: PinnedWitness,
    deadlineMs: number,
  ): Promise<'same' | 'forked' | 'moved'> {
    let known = targetHead;
    while (seqOf(known) < upTo.entry.seq) {
      const page = await source.history(upTo.entry.walletHash, seqOf(known) + 1, deadlineMs - clock.nowMs());
      if (page.length === 0) return 'moved';
      for (const stored of page) {
        const outcome = await target.append(stored, deadlineMs - clock.nowMs());
        if (!outcome.accepted) return seqOf(outcome.head) > stored.entry.seq ? 'moved' : 'forked';
        known = stored;
      }
    }
    return isSame(known, upTo) ? 'same' : 'forked';
  }

  /** One at a time for each wallet of a witness. */
  function healFork(target: PinnedWitness, targetHead: StoredEntry, deadlineMs: number): Promise<'same' | 'forked'> {
    const key = `${target.id} ${keyOf(targetHead.entry.walletHash)}`;
    const underWay = healing.get(key) ?? mendFork(target, targetHead, deadlineMs).finally(() => healing.delete(key));
    healing.set(key, underWay);
    return underWay;
  }

  /** A witness with an entry no quorum took is led over to the branch that the quorum holds; one that cannot be is remembered. */
  async function mendFork(target: PinnedWitness, targetHead: StoredEntry, deadlineMs: number): Promise<'same' | 'forked'> {
    const others = witnesses.filter((witness) => witness !== target);
    const repair = repairFork({ target, targetHead, others, quorum, leftMs: () => deadlineMs - clock.nowMs() });
    const isRepaired = await repair.catch(() => false);
    const wallets = forked.get(target.id) ?? new Set();
    if (isRepaired) wallets.delete(keyOf(targetHead.entry.walletHash));
    else wallets.add(keyOf(targetHead.entry.walletHash));
    forked.set(target.id, wallets);
    return isRepaired ? 'same' : 'forked';
  }

  /** Catches the others up to the group's entry. Returns how many hold it then. */
  async function bring(group: Group, answers: readonly Answer[], deadlineMs: number): Promise<number> {
    const source = group.holders[0] as PinnedWitness;
    const lagging = answers.filter(({ witness }) => !group.holders.includes(witness));
    const outcomes = await Promise.all(
      lagging.map(async ({ witness, head }) => {
        const outcome = await catchUp(witness, head, group.head, source, deadlineMs).catch(() => 'failed' as const);
        return outcome === 'forked' && head !== null ? await healFork(witness, head, deadlineMs) : outcome;
      }),
    );
    return group.holders.length + outcomes.filter((outcome) => outcome === 'same').length;
  }

  function isAgreed(answers: readonly Answer[]): boolean {
    return answers.filter(({ head }) => isSame(head, newestGroups(answers)[0]?.head ?? null)).length >= quorum;
  }

  async function readHead(walletHash: Uint8Array): Promise<StoredEntry | null> {
    const deadlineMs = clock.nowMs() + timeoutMs;
    const answers = await settleQuorum(
      witnesses.map(async (witness): Promise<Answer> => ({ witness, head: await witness.head(walletHash, timeoutMs) })),
      // Where those that answered do not agree, one that is slow may tell which of them has gone its own way.
      { enough: (found) => found.length >= quorum, graceMs: (found) => (isAgreed(found) ? GRACE_MS : timeoutMs / 3) },
    );
    if (answers.length < quorum) throw new LedgerError('ledger_unavailable', `${answers.length} of ${quorum} needed witnesses answered`);
    const [newest, ...others] = newestGroups(answers);
    if (newest === undefined) {
      checkHighWater(walletHash, null);
      return null;
    }
    checkHighWater(walletHash, newest.head);
    const lagging = answers.some(({ head }) => !isSame(head, newest.head));
    if (newest.holders.length >= quorum) {
      // Healing the rest is not what the caller waits for.
      if (lagging) void bring(newest, answers, clock.nowMs() + timeoutMs);
    } else {
      const holders = lagging ? await bring(newest, answers, deadlineMs) : newest.holders.length;
      if (holders < quorum && others.length > 0) throw new LedgerError('ledger_conflict', 'the witnesses hold different entries and no quorum agrees');
      if (holders < quorum) throw new LedgerError('ledger_unavailable', 'the newest entry could not be confirmed by a quorum');
    }
    remember(newest.head);
    return newest.head;
  }

  async function appendTo(witness: PinnedWitness, stored: StoredEntry, deadlineMs: number): Promise<'stored' | 'lagging' | 'conflict'> {
    const outcome = await witness.append(stored, deadlineMs - clock.nowMs());
    if (outcome.accepted) return 'stored';
    return seqOf(outcome.head) < stored.entry.seq - 1 ? 'lagging' : 'conflict';
  }

  async function append(stored: StoredEntry): Promise<void> {
    const deadlineMs = clock.nowMs() + timeoutMs;
    const place = async (witness: PinnedWitness) => ({ witness, outcome: await appendTo(witness, stored, deadlineMs) });
    const first = await settleQuorum(witnesses.map(place), {
      enough: (found) => found.filter(({ outcome }) => outcome === 'stored').length >= quorum,
      graceMs: 0,
    });
    let holders: readonly PinnedWitness[] = first.filter(({ outcome }) => outcome === 'stored').map(({ witness }) => witness);
    if (holders.length > 0 && holders.length < quorum) {
      const source = holders[0] as PinnedWitness;
      const lagging = first.filter(({ outcome }) => outcome === 'lagging').map(({ witness }) => witness);
      const healed = await Promise.all(
        lagging.map(async (witness) => {
          const head = witness.head(stored.entry.walletHash, deadlineMs - clock.nowMs());
          const outcome = head.then((found) => catchUp(witness, found, stored, source, deadlineMs));
          return (await outcome.catch(() => 'failed' as const)) === 'same';
        }),
      );
      holders = [...holders, ...lagging.filter((_, index) => healed[index])];
    }
    if (holders.length >= quorum) return;
    const conflicts = first.filter(({ outcome }) => outcome === 'conflict').length;
    if (conflicts > 0 && conflicts > witnesses.length - quorum) throw new LedgerError('ledger_conflict', 'the entry does not follow the newest one');
    throw new LedgerError('ledger_unavailable', `${holders.length} of ${quorum} needed witnesses stored the entry`);
  }

  return {
    async head(walletHash) {
      const head = await readHead(walletHash);
      return head === null ? null : { entry: head.entry, hash: head.hash };
    },
    async attestHead(walletHash, nonce) {
      const newest = await readHead(walletHash);
      if (newest === null) return null;
      const stated = await settleQuorum(
        witnesses.map((witness) => witness.headOver(walletHash, nonce, timeoutMs)),
        { enough: (found) => found.filter(({ head }) => isSame(head, newest)).length >= quorum, graceMs: GRACE_MS },
      );
      const receipts = stated.filter(({ head }) => isSame(head, newest)).map(({ receipt }) => receipt);
      if (receipts.length < quorum) throw new LedgerError('ledger_unavailable', `${receipts.length} of ${quorum} needed witnesses signed for the newest entry`);
      return { entry: newest.entry, hash: newest.hash, receipts };
    },
    async append(entry) {
      // Read back, so that an entry that no witness could ever take fails here and names its field.
      const stored = readEntry(sealEntry(entry, entryKey));
      await append(stored);
      remember(stored);
      return { hash: entryHash(stored.bytes) };
    },
    async reachable() {
      const outcomes = await Promise.allSettled(witnesses.map((witness) => witness.health(timeoutMs)));
      return outcomes.filter(({ status }) => status === 'fulfilled').length;
    },
    forked: () => [...forked].filter(([, wallets]) => wallets.size > 0).map(([id]) => id),
    close() {
      for (const witness of witnesses) witness.close();
    },
  };
}
