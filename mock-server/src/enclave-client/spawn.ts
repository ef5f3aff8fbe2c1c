import { type ChildProcess, spawn } from 'node:child_process';
import { rmSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';

/**
 * The exact arguments the enclave runs with: Node's permission model with no file writes, no child processes, no
 * workers and no inspector; it may read its own two files and load its one addon, whose digest the bundle checks.
 * `eval` and the like are off.
 *
 * @example
 * ```ts
 * spawn(process.execPath, enclaveArguments('/srv/enclave.mjs', '/run/alcove/enclave.sock'), { env: enclaveEnvironment });
 * ```
 */
export function enclaveArguments(bundlePath: string, socketPath: string): string[] {
  const bundle = resolve(bundlePath);
  return [
    // So that memory stays what it is (README, "Memory").
    '--max-semi-space-size=8',
    '--heap-growing-percent=20',
    '--permission',
    '--allow-addons',
    `--allow-fs-read=${bundle}`,
    `--allow-fs-read=${join(dirname(bundle), 'secp256k1.node')}`,
    '--disallow-code-generation-from-strings',
    // Node warns that an addon could get around the permission model; this one is measured.
    '--disable-warning=SecurityWarning',
    bundle,
    socketPath,
  ];
}

/**
 * The exact environment the enclave runs in: how glibc keeps its memory, and nothing else (mallopt(3)). Argon2id wants 19 MiB for each PIN, on
 * whichever of libuv's threads is free. With an arena for each thread every one of them comes to hold such a block, and for hours the
 * process looks as if it leaked; given back to the system each time, a block costs more to fault in than Argon2id itself.
 * One arena that keeps what it has needs a hundred megabytes less and is as fast.
 */
export const enclaveEnvironment: Readonly<Record<string, string>> = {
  MALLOC_ARENA_MAX: '1',
  MALLOC_MMAP_THRESHOLD_: String(32 * 1_024 * 1_024),
  MALLOC_TRIM_THRESHOLD_: String(256 * 1_024 * 1_024),
};

/** A started enclave process. Its owner supervises it: on exit, spawn and boot another. */
export type EnclaveProcess = {
  readonly child: ChildProcess;
  readonly exited: Promise<{ readonly code: number | null; readonly signal: NodeJS.Signals | null }>;
};

/**
 * Starts the enclave with an environment of its own. Its standard input stays open as long as this process lives: the
 * enclave ends when it closes. A socket file left by a killed predecessor is removed, which the enclave may not do.
 *
 * @param options.nodePath default: the Node that runs this.
 */
export function spawnEnclave(options: { readonly bundlePath: string; readonly socketPath: string; readonly nodePath?: string }): EnclaveProcess {
  rmSync(options.socketPath, { force: true });
  const child = spawn(options.nodePath ?? process.execPath, enclaveArguments(options.bundlePath, options.socketPath), {
    env: enclaveEnvironment,
    cwd: '/',
    stdio: ['pipe', 'ignore', 'inherit'],
  });
  // Writing to a child that is gone is not this process's failure.
  child.stdin?.on('error', () => undefined);
  const exited = new Promise<{ code: number | null; signal: NodeJS.Signals | null }>((done) => {
    child.once('exit', (code, signal) => done({ code, signal }));
    child.once('error', () => done({ code: null, signal: null }));
  });
  return { child, exited };
}
