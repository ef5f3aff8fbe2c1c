import { plugIn, unplug } from '../node/net.ts';
import { enclaveProgram } from './enclave-program.ts';

/*
 * Stands for mock-server/src/enclave-client/spawn.ts: the enclave as a worker of its own. It is started from the very bytes that were
 * measured, and has nothing but its sockets: no page, no storage that it was given, no cookie.
 */

type Exit = { readonly code: number | null; readonly signal: string | null };
export type EnclaveProcess = { readonly child: { readonly pid: number; kill(signal: string): void }; readonly exited: Promise<Exit> };

let nextPid = 1;
let running: EnclaveProcess['child'] | null = null;

export function spawnEnclave(_options: { readonly bundlePath: string; readonly socketPath: string; readonly nodePath?: string }): EnclaveProcess {
  const url = URL.createObjectURL(new Blob([enclaveProgram()], { type: 'text/javascript' }));
  const worker = new Worker(url, { type: 'module', name: 'enclave' });
  plugIn(worker);
  const { promise: exited, resolve } = Promise.withResolvers<Exit>();
  const end = (exit: Exit): void => {
    worker.terminate();
    unplug(worker);
    URL.revokeObjectURL(url);
    resolve(exit);
  };
  worker.addEventListener('error', () => end({ code: 70, signal: null }));
  const child = { pid: nextPid++, kill: (signal: string) => end({ code: null, signal }) };
  running = child;
  return { child, exited };
}

/** For the switch "Restart the enclave". Whoever supervises it starts another. */
export function killEnclave(): void {
  running?.kill('SIGKILL');
}
