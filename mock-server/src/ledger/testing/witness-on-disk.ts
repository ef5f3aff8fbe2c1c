import { randomBytes } from 'node:crypto';
import { cpSync } from 'node:fs';
import { join } from 'node:path';
import { readEntry } from '../../enclave/witness-entry.ts';
import { createBranchProof } from '../branch-proof.ts';
import { createWitness } from '../witness.ts';
import { createWitnessKey, type WitnessKey } from '../witness-keys.ts';
import { openWitnessLog } from '../witness-log.ts';
import { serveWitness } from '../witness-server.ts';

const random = (length: number) => Uint8Array.from(randomBytes(length));

export type WitnessOnDisk = ReturnType<typeof makeWitness>;

/** One witness on disk, started and stopped at will; `save` and `restore` are the backup an operator puts back. */
export function makeWitness(folder: string, id: string) {
  const key: WitnessKey = createWitnessKey(random);
  const socketPath = join(folder, `${id}.sock`);
  const logPath = join(folder, `${id}.log`);
  let stop: (() => Promise<void>) | null = null;
  return {
    id,
    publicKey: key.publicKey,
    socketPath,
    /** `peers`: the others, who may lead it back from an entry nobody else took. */
    async start(peers: readonly { readonly id: string; readonly publicKey: Uint8Array }[] = []) {
      const log = openWitnessLog(logPath, (bytes) => readEntry(bytes).entry.walletHash);
      const repair = peers.length === 0 ? {} : { repair: { isHeldByQuorum: createBranchProof({ witnesses: peers, quorum: 2 }), random } };
      const server = await serveWitness(createWitness({ id, privateKey: key.privateKey, log, ...repair }), socketPath);
      stop = async () => {
        stop = null;
        await server.close();
        log.close();
      };
    },
    stop: async () => stop?.(),
    save: () => cpSync(logPath, `${logPath}.saved`),
    restore: () => cpSync(`${logPath}.saved`, logPath),
  };
}
