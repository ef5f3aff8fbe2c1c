import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';

/* The built stack as a process, for tests that look at it from outside: exactly what `npm start` runs. */

export type StackOrigins = {
  readonly host: string;
  readonly wallet: string;
  readonly issuer: string;
  readonly kms: string;
  readonly secondKms: string;
  readonly node: string;
};
export type StackPart = 'server' | 'enclave' | 'node' | 'witness-1' | 'witness-2' | 'witness-3';

export type Stack = {
  readonly portBase: number;
  readonly origins: StackOrigins;
  readonly dataDir: string;
  /** PostgreSQL; null where the store is SQLite's file in `dataDir`. */
  readonly databaseUrl: string | null;
  /** Process ids as they are now; a part that was started again has a new one. */
  pids(): Readonly<Record<StackPart, number>>;
  /** SIGTERM, and waits until it has ended. @returns the exit status. */
  stop(): Promise<number | null>;
  /** SIGKILL. The server takes everything along; any other part is started again by the server. */
  kill(part: StackPart): Promise<void>;
  /** Waits until the part was started again after `kill`. */
  restarted(part: StackPart): Promise<void>;
  /** Everything it printed, and its log file. */
  logs(): string;
};

export type StartStackOptions = {
  /** Keeps nothing when there is no directory. */
  readonly dataDir?: string;
  /** Default: a free one. Name it to start again where another stack was: origins, and so wallets, hang on it. */
  readonly portBase?: number;
  /** PostgreSQL instead of SQLite. */
  readonly databaseUrl?: string;
};

export const repositoryRoot = fileURLToPath(new URL('../../', import.meta.url));
/** The last four are those of a cluster's servers. */
const offsets = [0, 100, 200, 300, 301, 400, 101, 102, 103, 104];
const readyTimeoutMs = 90_000;
const stopTimeoutMs = 15_000;

async function isFree(port: number): Promise<boolean> {
  const server = createServer();
  try {
    server.listen({ port, host: '127.0.0.1', exclusive: true });
    await once(server, 'listening');
    server.close();
    await once(server, 'close');
    return true;
  } catch {
    return false;
  }
}

/** A port base whose ports are all free now. Starts looking at a place of this process's own, so that parallel test files do not meet. */
export async function freePortBase(): Promise<number> {
  for (let attempt = 0; attempt < 200; attempt++) {
    const base = 10_000 + ((process.pid * 7 + attempt * 13) % 4_000) * 10;
    const free = await Promise.all(offsets.map((offset) => isFree(base + offset)));
    if (free.every(Boolean)) return base;
  }
  throw new Error('found no free ports');
}

export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}

type Command = { readonly args: readonly string[]; readonly environment: Readonly<Record<string, string>> };

/** What `npm start` says: how the server's memory is kept, in its environment and its arguments. */
function readStartCommand(): Command {
  const { scripts } = JSON.parse(readFileSync(join(repositoryRoot, 'package.json'), 'utf8')) as { readonly scripts: { readonly start: string } };
  const words = scripts.start.split(' ');
  const program = words.indexOf('node');
  const environment = Object.fromEntries(words.slice(0, program).map((word) => word.split('=') as [string, string]));
  return { args: words.slice(program + 1, -1).concat(join(repositoryRoot, words.at(-1) ?? '')), environment };
}
export const startCommand = readStartCommand();

/** Runs the server with any arguments, for what it says and how it ends. */
export function spawnServer(args: readonly string[], environment: Readonly<Record<string, string>> = {}): ChildProcess {
  return spawn(process.execPath, [...startCommand.args, ...args], {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { PATH: process.env.PATH ?? '', ...startCommand.environment, ...environment },
  });
}

type Ready = {
  readonly ready: true;
  readonly origins: StackOrigins;
  readonly pids: Record<StackPart, number>;
  readonly dataDir: string;
  readonly enclaves: readonly string[];
};
type Restarted = { readonly restarted: StackPart; readonly pid: number };

/**
 * Starts the built stack and waits until it is ready.
 *
 * @throws Error with what it printed when it ends instead, or is not ready within 90 seconds.
 * @example
 * ```ts
 * const stack = await startStack();
 * await page.goto(stack.origins.host);
 * await stack.stop();
 * ```
 */
export async function startStack(options: StartStackOptions = {}): Promise<Stack> {
  if (process.env.ALCOVE_STACK !== 'cluster' || options.databaseUrl !== undefined) return startOneStack(options);
  return (await import('./cluster.ts')).startCluster(options);
}

/** One process of `npm start`, whatever the environment says. `enclaves` are the addresses of its enclaves' sockets. */
export async function startOneStack(options: StartStackOptions, args: readonly string[] = []): Promise<Stack & { readonly enclaves: readonly string[] }> {
  const portBase = options.portBase ?? (await freePortBase());
  const keep = options.dataDir === undefined ? ['--ephemeral'] : ['--data-dir', options.dataDir];
  const child = spawnServer(
    ['--port-base', String(portBase), '--ready-json', ...keep, ...args],
    options.databaseUrl === undefined ? {} : { DATABASE_URL: options.databaseUrl },
  );
  let printed = '';
  const restarts = new Map<StackPart, number>();
  const exited = once(child, 'close').then(([code]) => code as number | null);
  child.stderr?.setEncoding('utf8').on('data', (text: string) => {
    printed += text;
  });
  let pids: Record<StackPart, number> | null = null;
  const ready = new Promise<Ready>((resolve) => {
    createInterface({ input: child.stdout as NodeJS.ReadableStream }).on('line', (line) => {
      printed += `${line}\n`;
      const message = JSON.parse(line) as Ready | Restarted;
      if ('ready' in message) {
        pids = { ...message.pids };
        resolve(message);
      } else if (pids !== null) {
        pids[message.restarted] = message.pid;
        restarts.set(message.restarted, (restarts.get(message.restarted) ?? 0) + 1);
      }
    });
  });
  const abort = new AbortController();
  const outcome = await Promise.race([ready, exited.then(() => null), sleep(readyTimeoutMs, null, { signal: abort.signal }).catch(() => null)]);
  abort.abort();
  if (outcome === null) {
    child.kill('SIGKILL');
    throw new Error(`The stack did not come up:\n${printed}`);
  }
  const { origins, dataDir, enclaves } = outcome;
  const logPath = join(dataDir, 'server.log');
  const currentPids = (): Record<StackPart, number> => pids ?? outcome.pids;
  const seen = new Map<StackPart, number>();
  let savedLog = '';
  const readLog = (): string => {
    if (existsSync(logPath)) savedLog = readFileSync(logPath, 'utf8');
    return savedLog;
  };

  return {
    portBase,
    origins,
    dataDir,
    enclaves,
    databaseUrl: options.databaseUrl ?? null,
    pids: currentPids,
    async stop() {
      readLog();
      child.kill('SIGTERM');
      const force = setTimeout(() => child.kill('SIGKILL'), stopTimeoutMs);
      const code = await exited;
      clearTimeout(force);
      return code;
    },
    async kill(part) {
      readLog();
      seen.set(part, restarts.get(part) ?? 0);
      const pid = currentPids()[part];
      process.kill(pid, 'SIGKILL');
      if (part === 'server') await exited;
      while (isAlive(pid)) await sleep(10);
    },
    async restarted(part) {
      for (let waitedMs = 0; (restarts.get(part) ?? 0) <= (seen.get(part) ?? 0); waitedMs += 20) {
        if (waitedMs >= readyTimeoutMs) throw new Error(`${part} was not started again:\n${printed}`);
        await sleep(20);
      }
    },
    logs: () => `${printed}\n${readLog()}`,
  };
}
