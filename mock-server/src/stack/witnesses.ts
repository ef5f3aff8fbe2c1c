import { join } from 'node:path';
import type { Logger } from '../app-deps.ts';
import type { Clock, RandomBytes } from '../deps.ts';
import { loadOrCreateWitnessKey } from '../ledger/witness-keys.ts';
import type { DataDirectory } from './data-directory.ts';
import { startGuarded } from './guarded-process.ts';
import { type Instance, type Supervised, supervise } from './supervisor.ts';
import { waitForSocket } from './unix-socket.ts';

export type WitnessPart = { readonly id: string; readonly publicKey: Uint8Array; readonly socketPath: string; readonly process: Supervised<Instance> };

export type WitnessesOptions = {
  readonly count: number;
  readonly program: string;
  readonly nodePath: string;
  readonly directory: DataDirectory;
  readonly clock: Clock;
  readonly random: RandomBytes;
  readonly logger: Logger;
  readonly onRestart: (name: string, pid: number) => void;
};

const readyTimeoutMs = 10_000;

async function startWitness(options: WitnessesOptions, id: string, folder: string, socketPath: string, peers: readonly string[]): Promise<Instance> {
  const child = startGuarded({
    command: options.nodePath,
    // A witness keeps a few bytes per wallet; a small heap keeps three of them small.
    args: ['--max-semi-space-size=1', options.program, '--id', id, '--socket', socketPath, '--data', folder, '--exit-with-stdin', ...peers],
    env: {},
    watchesStdin: true,
  });
  await waitForSocket(child, socketPath, id, readyTimeoutMs);
  return { pid: child.pid, exited: child.exited, stop: () => child.stop(2_000) };
}

/** Starts the witnesses, each a process with a key and a disk folder of its own, and keeps them running. */
export function startWitnesses(options: WitnessesOptions): Promise<readonly WitnessPart[]> {
  const ids = Array.from({ length: options.count }, (_, index) => `witness-${index + 1}`);
  const keys = ids.map((id) => ({ id, publicKey: loadOrCreateWitnessKey(options.directory.file(id), options.random).publicKey }));
  const quorum = Math.floor(options.count / 2) + 1;
  /** What a witness is told of the others, so that they can lead it back from an entry nobody else took. */
  const peersOf = (id: string) => [
    ...keys.filter((key) => key.id !== id).flatMap((key) => ['--peer', `${key.id}=${Buffer.from(key.publicKey).toString('hex')}`]),
    ...['--quorum', String(quorum)],
  ];
  return Promise.all(
    keys.map(async ({ id, publicKey }) => {
      const folder = options.directory.file(id);
      const socketPath = join(options.directory.runDir, `${id}.sock`);
      const start = (): Promise<Instance> => startWitness(options, id, folder, socketPath, peersOf(id));
      const process = await supervise({ name: id, start, logger: options.logger, clock: options.clock, onRestart: options.onRestart });
      return { id, publicKey, socketPath, process };
    }),
  );
}
