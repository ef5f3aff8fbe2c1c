import crypto, { createHash } from 'node:crypto';
import { syncBuiltinESMExports } from 'node:module';
import { Duplex } from 'node:stream';
import type { Enclave } from '../../mock-server/src/enclave/enclave.ts';
import { createFrameReader, encodeFrame, MAX_REQUEST_BYTES } from '../../mock-server/src/enclave/frames.ts';
import { pinActivate } from '../../mock-server/src/enclave/pin-activate.ts';
import { pinChange } from '../../mock-server/src/enclave/pin-change.ts';
import { type Ledger, LedgerError } from '../../mock-server/src/enclave/ports.ts';
import { openQuorumLedger } from '../../mock-server/src/enclave/quorum-ledger.ts';
import { readRecord } from '../../mock-server/src/enclave/record.ts';
import type { SealedCall, SealedOutcome } from '../../mock-server/src/enclave/sealed-call.ts';
import { random } from '../../mock-server/src/enclave/testing/fakes.ts';
import { pinField } from '../../mock-server/src/enclave/testing/wallet-client.ts';
import { createWorld } from '../../mock-server/src/enclave/testing/world.ts';
import { unlock } from '../../mock-server/src/enclave/unlock.ts';
import { walletActivate, walletCreate } from '../../mock-server/src/enclave/wallet-create.ts';
import { readEntry } from '../../mock-server/src/enclave/witness-entry.ts';
import { decodeWitnessRequest, encodeWitnessReply } from '../../mock-server/src/enclave/witness-messages.ts';
import { createWitness } from '../../mock-server/src/ledger/witness.ts';
import { createWitnessKey } from '../../mock-server/src/ledger/witness-keys.ts';
import { type WitnessLog, WitnessStorageError } from '../../mock-server/src/ledger/witness-log.ts';
import type { LedgerEntry } from '../../mock-server/src/ledger/witness-wire.ts';
import type { AppProof } from '../../widget/src/contract/sealed.ts';

/*
 * One wallet between a real enclave, the real quorum ledger and three real witnesses, in memory, with everything an
 * operator can do to them. Calls enter behind the seal: what is looked at is counting, not encryption.
 */

export const FIRST_PIN = '902746';
export const WRONG_PIN = '381059';

/** How often Argon2id ran in this process: the only way to learn anything about a PIN. */
let derivations = 0;
const derive = crypto.argon2;
crypto.argon2 = ((...args: Parameters<typeof derive>) => {
  derivations++;
  return derive(...args);
}) as typeof derive;
syncBuiltinESMExports();

/** A witness whose disk can be set back. */
function createMemoryWitness(id: string) {
  const key = createWitnessKey(random);
  let entries: readonly Uint8Array[] = [];
  let isFull = false;
  const log: WitnessLog = {
    head: () => entries.at(-1) ?? null,
    *backwards() {
      for (let index = entries.length - 1; index >= 0; index--) yield entries[index] as Uint8Array;
    },
    append: (_walletHash, entry) => {
      if (isFull) throw new WitnessStorageError('no space left on the disk');
      entries = [...entries, entry];
    },
    close: () => undefined,
  };
  const witness = createWitness({ id, privateKey: key.privateKey, log });
  const open = new Set<Duplex>();
  let reachable = true;
  return {
    id,
    publicKey: key.publicKey,
    entries: () => entries,
    /** A full disk: it answers what it holds, and takes nothing. */
    setFull(next: boolean): void {
      isFull = next;
    },
    setBack(count: number): void {
      entries = entries.slice(0, count);
    },
    /** A witness that cannot be reached refuses at once: what a timeout does besides waiting is no different. */
    setReachable(next: boolean): void {
      reachable = next;
      if (!next) for (const stream of open) stream.destroy();
    },
    isReachable: () => reachable,
    connect(): Duplex {
      const reader = createFrameReader(MAX_REQUEST_BYTES);
      const stream: Duplex = new Duplex({
        read: () => undefined,
        write(chunk: Uint8Array, _encoding, done) {
          for (const request of reader(chunk)) stream.push(encodeFrame(encodeWitnessReply(witness.handle(decodeWitnessRequest(request)))));
          done();
        },
      });
      open.add(stream);
      stream.on('close', () => open.delete(stream));
      if (!reachable) process.nextTick(() => stream.destroy());
      return stream;
    },
  };
}
export type MemoryWitness = ReturnType<typeof createMemoryWitness>;

/** What the server stores. */
type Stored = { readonly record: Uint8Array; readonly pending: Uint8Array | null; readonly resultHash: Uint8Array | null };

/** A way to build the ledger, for planting faults in it. */
export type LedgerOf = (witnesses: readonly MemoryWitness[], entryKey: Uint8Array) => Ledger;

export const quorumLedger =
  (clock: { nowMs(): number }): LedgerOf =>
  (witnesses, entryKey) =>
    openQuorumLedger({ witnesses, quorum: 2, entryKey, clock, random });

/** The process dies at its `call`-th call to the ledger from now, before or after the effect. */
type Death = { call: number; readonly when: 'before' | 'after' };

async function resultHashOf(outcome: SealedOutcome): Promise<Uint8Array> {
  const { payload } = (outcome.result as unknown as { readonly proof: AppProof }).proof;
  return new Uint8Array(createHash('sha256').update(payload).digest());
}

/** Wall clock of the machine, for deadlines; the world's own clock is for waits between tries. */
const realClock = { nowMs: () => performance.timeOrigin + performance.now() };

/** Makes an activated wallet with `FIRST_PIN` and hands out everything there is to do to it. */
export async function createLedgerWorld(options: { readonly ledgerOf?: LedgerOf; readonly restoresWitnesses?: boolean } = {}) {
  const { ledgerOf = quorumLedger(realClock), restoresWitnesses = false } = options;
  const world = await createWorld({ argon2: { memoryKib: 8, passes: 1, parallelism: 1 } });
  const witnesses = ['w1', 'w2', 'w3'].map(createMemoryWitness);
  const entryKey = random(32);
  let death: Death | null = null;
  let ledger: Ledger = ledgerOf(witnesses, entryKey);

  function mortal<Args extends readonly unknown[], Result>(act: (...args: Args) => Promise<Result>) {
    return async (...args: Args): Promise<Result> => {
      const dies = death !== null && --death.call === 0 ? death.when : null;
      if (dies === 'before') throw new LedgerError('ledger_unavailable', 'the process died');
      const result = await act(...args);
      if (dies === 'after') throw new LedgerError('ledger_unavailable', 'the process died');
      return result;
    };
  }
  world.ledger.head = mortal((walletHash) => ledger.head(walletHash));
  world.ledger.append = mortal((entry) => ledger.append(entry));

  let enclave: Enclave = await world.boot();
  const owner = { appId: 'demo', subjectHash: random(32), walletId: crypto.randomUUID() };
  async function restart(): Promise<void> {
    death = null;
    ledger = ledgerOf(witnesses, entryKey);
    enclave = await world.boot();
  }

  const call = <Plaintext>(plaintext: Plaintext, stored: Stored | null) =>
    ({
      owner,
      thumbprint: random(32),
      plaintext,
      intent: null,
      intentHash: new Uint8Array(0),
      wraps: [],
      stored: () => {
        if (stored === null) throw new Error('there is no record yet');
        const read = (bytes: Uint8Array) => readRecord(bytes, owner, world.manifest.argon2);
        return { record: read(stored.record), pending: stored.pending === null ? null : read(stored.pending) };
      },
    }) as unknown as SealedCall<Plaintext>;

  const created = await walletCreate(enclave, call({ pin: pinField(FIRST_PIN), random: random(32) }, null));
  if (created.effects.kind !== 'created') throw new Error('not created');
  let stored: Stored = { record: created.effects.record, pending: null, resultHash: null };
  await walletActivate(enclave, call({ resultHash: await resultHashOf(created), random: random(32) }, stored));
  /** By the hash of the record's header. */
  const pins = new Map<string, string>();
  const hashOf = (record: Uint8Array): string => Buffer.from(readRecord(record, owner, world.manifest.argon2).headerHash).toString('hex');
  pins.set(hashOf(stored.record), FIRST_PIN);
  /** Everything the server ever stored, and what the witnesses held then. */
  const backups: { readonly stored: Stored; readonly entries: readonly number[] }[] = [];
  const keep = (next: Stored): void => {
    stored = next;
    backups.push({ stored, entries: witnesses.map((witness) => witness.entries().length) });
  };
  keep(stored);

  /** The newest entry any witness holds. */
  function newestEntry(): LedgerEntry {
    const heads = witnesses.flatMap((witness) => witness.entries().at(-1) ?? []).map((bytes) => readEntry(bytes).entry);
    const [newest] = heads.sort((left, right) => right.seq - left.seq);
    if (newest === undefined) throw new Error('every witness is empty');
    return newest;
  }

  return {
    clock: world.clock,
    witnesses,
    /** Argon2id runs while `work` lasts. */
    async derivationsOf<T>(work: () => Promise<T>): Promise<{ readonly count: number; readonly result: T }> {
      const before = derivations;
      const result = await work();
      return { count: derivations - before, result };
    },
    unlock: (pin: string) => unlock(enclave, call({ pin: pinField(pin), ttlSeconds: 60, maxSignatures: 1, valueCapWei: '0', random: random(32) }, stored)),
    async changePin(pin: string, newPin: string): Promise<void> {
      const outcome = await pinChange(enclave, call({ pin: pinField(pin), newPin: pinField(newPin), random: random(32) }, stored));
      if (outcome.effects.kind !== 'pin-changed') return;
      const { record } = outcome.effects;
      pins.set(hashOf(record), newPin);
      keep({ ...stored, pending: record, resultHash: await resultHashOf(outcome) });
    },
    async activatePin(): Promise<void> {
      const { pending, resultHash } = stored;
      if (pending === null || resultHash === null) return;
      await pinActivate(enclave, call({ resultHash, random: random(32) }, stored));
      keep({ record: pending, pending: null, resultHash: null });
    },
    /** What the server does when the enclave tells it that the waiting record counts. */
    adoptPending(): void {
      if (stored.pending !== null) keep({ record: stored.pending, pending: null, resultHash: null });
    },
    hasPending: () => stored.pending !== null,
    restart,
    dieAt(call: number, when: 'before' | 'after'): void {
      death = { call, when };
    },
    /** The server's database as it was `back` writes ago. */
    restoreDatabase(back: number): void {
      const backup = backups.at(-1 - (back % backups.length));
      if (backup === undefined) return;
      stored = backup.stored;
      if (restoresWitnesses) for (const [index, witness] of witnesses.entries()) witness.setBack(backup.entries[index] ?? 0);
    },
    newestDatabase(): void {
      stored = backups.at(-1)?.stored ?? stored;
    },
    newestEntry,
    /** The PIN of the record that the newest entry speaks of. */
    currentPin: () => pins.get(Buffer.from(newestEntry().recordHash).toString('hex')) ?? FIRST_PIN,
  };
}
export type LedgerWorld = Awaited<ReturnType<typeof createLedgerWorld>>;
