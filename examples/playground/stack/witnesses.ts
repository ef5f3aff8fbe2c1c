import type { RandomBytes } from '../../../mock-server/src/deps.ts';
import { readEntry } from '../../../mock-server/src/enclave/witness-entry.ts';
import { createBranchProof } from '../../../mock-server/src/ledger/branch-proof.ts';
import { createWitness } from '../../../mock-server/src/ledger/witness.ts';
import { createWitnessKey, type WitnessKey } from '../../../mock-server/src/ledger/witness-keys.ts';
import type { WitnessLog } from '../../../mock-server/src/ledger/witness-log.ts';
import { serveWitness } from '../../../mock-server/src/ledger/witness-server.ts';
import type { WitnessPart } from '../../../mock-server/src/stack/witnesses.ts';
import { kept } from '../server/kept.ts';

const COUNT = 3;
const isSame = (left: Uint8Array, right: Uint8Array): boolean => Buffer.compare(left, right) === 0;

/** A witness's entries of all wallets, in the order they came. What was left for another branch stays, and is reached no more. */
function openLog(id: string): WitnessLog {
  const entries = [...(kept.witnesses[id] ?? [])];
  const chains = new Map<string, readonly Uint8Array[]>();
  const keyOf = (walletHash: Uint8Array) => Buffer.from(walletHash).toString('hex');
  const chainOf = (walletHash: Uint8Array) => chains.get(keyOf(walletHash)) ?? [];
  function add(walletHash: Uint8Array, entry: Uint8Array, parent?: Uint8Array | null): void {
    const chain = chainOf(walletHash);
    const length = parent === undefined ? chain.length : parent === null ? 0 : chain.findIndex((own) => isSame(own, parent)) + 1;
    chains.set(keyOf(walletHash), [...chain.slice(0, length), entry]);
  }
  for (const entry of entries) {
    const { walletHash, prev } = readEntry(entry).entry;
    const parent = chainOf(walletHash).find((own) => isSame(readEntry(own).hash, prev)) ?? null;
    add(walletHash, entry, parent);
  }
  return {
    head: (walletHash) => chainOf(walletHash).at(-1) ?? null,
    *backwards(walletHash) {
      yield* [...chainOf(walletHash)].reverse();
    },
    append(walletHash, entry, parent) {
      add(walletHash, entry, parent);
      entries.push(Uint8Array.from(entry));
      kept.witnesses[id] = [...entries];
    },
    close: () => undefined,
  };
}

function loadKey(id: string, random: RandomBytes): WitnessKey {
  const path = `${id}/seed`;
  kept.files[path] ??= random(32);
  const seed = kept.files[path] as Uint8Array<ArrayBuffer>;
  return createWitnessKey(() => seed);
}

/** The witnesses with their own rules and keys, behind sockets, three in one worker: what counts here is what they do, not that they fail apart. */
export async function startWitnesses(random: RandomBytes): Promise<readonly WitnessPart[]> {
  const keys = Array.from({ length: COUNT }, (_, index) => `witness-${index + 1}`).map((id) => ({ id, ...loadKey(id, random) }));
  const process = { current: () => null, stop: async () => undefined };
  return Promise.all(
    keys.map(async ({ id, privateKey, publicKey }) => {
      const socketPath = `run/${id}.sock`;
      const isHeldByQuorum = createBranchProof({ witnesses: keys.filter((other) => other.id !== id), quorum: Math.floor(COUNT / 2) + 1 });
      await serveWitness(createWitness({ id, privateKey, log: openLog(id), repair: { isHeldByQuorum, random } }), socketPath);
      return { id, publicKey, socketPath, process };
    }),
  );
}
