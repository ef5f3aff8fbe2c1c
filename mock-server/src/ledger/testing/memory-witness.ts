import { type Duplex, duplexPair } from 'node:stream';
import { createFrameReader, encodeFrame, MAX_REQUEST_BYTES } from '../../enclave/frames.ts';
import type { StoredEntry } from '../../enclave/witness-entry.ts';
import { readEntry } from '../../enclave/witness-entry.ts';
import { decodeWitnessRequest, encodeWitnessReply } from '../../enclave/witness-messages.ts';
import { type BranchProof, createBranchProof } from '../branch-proof.ts';
import { createWitness, type Witness } from '../witness.ts';
import { createWitnessKey } from '../witness-keys.ts';
import type { WitnessLog } from '../witness-log.ts';
import type { WitnessReply, WitnessRequest } from '../witness-wire.ts';

/* Witnesses without disk and without sockets, for tests of the rules above both. */

export type MemoryLog = WitnessLog & {
  /** A wallet's entries, oldest first. */
  entriesOf(walletHash: Uint8Array): readonly StoredEntry[];
  /** Puts an old copy back. */
  cut(walletHash: Uint8Array, length: number): void;
};

export function createMemoryLog(): MemoryLog {
  const chains = new Map<string, Uint8Array[]>();
  const keyOf = (walletHash: Uint8Array) => Buffer.from(walletHash).toString('hex');
  const chainOf = (walletHash: Uint8Array) => chains.get(keyOf(walletHash)) ?? [];
  return {
    head: (walletHash) => chainOf(walletHash).at(-1) ?? null,
    *backwards(walletHash) {
      yield* chainOf(walletHash).toReversed();
    },
    append(walletHash, entry, parent) {
      const chain = chainOf(walletHash);
      const length = parent === undefined ? chain.length : chain.findIndex((own) => parent !== null && Buffer.compare(own, parent) === 0) + 1;
      chains.set(keyOf(walletHash), [...chain.slice(0, length), entry]);
    },
    close: () => undefined,
    entriesOf: (walletHash) => chainOf(walletHash).map(readEntry),
    cut: (walletHash, length) => void chains.set(keyOf(walletHash), chainOf(walletHash).slice(0, length)),
  };
}

/** What the far end does with a request: a reply, now or later, nothing at all, or the end of the connection. */
export type Outcome = WitnessReply | Promise<WitnessReply> | 'silent' | 'close';
export type Answer = (request: WitnessRequest) => Outcome;

/** A way to a witness, as `WitnessAddress.connect` takes it. */
export function connectTo(answer: Answer): () => Duplex {
  return () => {
    const [near, far] = duplexPair();
    const read = createFrameReader(MAX_REQUEST_BYTES);
    const send = (reply: WitnessReply) => void far.write(encodeFrame(encodeWitnessReply(reply)));
    /** Replies leave in the order of the requests: behind a late one, all are late. */
    let late: Promise<void> | null = null;
    far.on('data', (chunk: Uint8Array) => {
      for (const bytes of read(chunk)) {
        const outcome = answer(decodeWitnessRequest(bytes));
        if (outcome === 'close') near.destroy();
        else if (outcome !== 'silent' && late === null && !(outcome instanceof Promise)) send(outcome);
        else if (outcome !== 'silent') late = Promise.all([outcome, late]).then(([reply]) => send(reply));
      }
    });
    return near;
  };
}

export type MemoryWitness = {
  readonly id: string;
  readonly publicKey: Uint8Array;
  readonly log: MemoryLog;
  readonly witness: Witness;
  readonly connect: () => Duplex;
  /** How often it was asked for what. */
  readonly asked: WitnessRequest['op'][];
  /** Comes before the witness's own answer where it gives one. */
  intercept: (request: WitnessRequest, own: () => WitnessReply) => Outcome | null;
};

/** Witnesses `w1`, `w2`, … that know one another. */
export function createMemoryWitnesses(count: number, quorum: number): readonly MemoryWitness[] {
  const keys = Array.from({ length: count }, (_, index) => ({
    id: `w${index + 1}`,
    ...createWitnessKey((length) => new Uint8Array(length).fill(100 + index)),
  }));
  return keys.map(({ id, privateKey, publicKey }) => {
    const log = createMemoryLog();
    const peers = keys.filter((other) => other.id !== id);
    const isHeldByQuorum: BranchProof = createBranchProof({ witnesses: peers, quorum });
    let challenges = 0;
    const random = (length: number) => new Uint8Array(length).fill(++challenges);
    const witness = createWitness({ id, privateKey, log, repair: { isHeldByQuorum, random } });
    const made: MemoryWitness = {
      id,
      publicKey,
      log,
      witness,
      asked: [],
      intercept: () => null,
      connect: connectTo((request) => {
        made.asked.push(request.op);
        return made.intercept(request, () => witness.handle(request)) ?? witness.handle(request);
      }),
    };
    return made;
  });
}
