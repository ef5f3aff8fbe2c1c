import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { startBalancer } from './balancer.ts';
import { type Postgres, startPostgres } from './postgres.ts';
import { freePortBase, isAlive, type Stack, type StartStackOptions, startCommand, startOneStack } from './stack.ts';

/*
 * The stack as it runs for real, on one machine: PostgreSQL, three wallet servers that share nothing else, two enclaves, and a
 * round-robin balancer where the one server would be. `ALCOVE_STACK=cluster` puts it under every test that asks for a stack.
 */

export type ClusterOptions = StartStackOptions & {
  /** How many wallet servers. Default three. */
  readonly servers?: number;
};

export type Cluster = Stack & {
  /** Where each server listens, behind the balancer. */
  readonly serverPorts: readonly number[];
  /** Requests given to each server by the balancer. */
  counts(): readonly number[];
  /** SIGKILL to one of the servers; the others go on. */
  killServer(index: number): Promise<void>;
  /** SIGTERM, and waits until it has ended. @returns the exit status. */
  stopServer(index: number): Promise<number | null>;
  startServer(index: number): Promise<void>;
};

const enclaveCount = 2;
const readyTimeoutMs = 90_000;

let postgres: Promise<Postgres> | null = null;
/** Where a data directory's records are, so that a stack that is started again finds them. */
const databases = new Map<string, string>();

function sharedPostgres(): Promise<Postgres> {
  postgres ??= startPostgres().then((started) => {
    process.once('exit', () => started.stopNow());
    return started;
  });
  return postgres;
}

async function waitUntilReady(port: number, child: ChildProcess, printed: () => string): Promise<void> {
  for (let waitedMs = 0; waitedMs < readyTimeoutMs; waitedMs += 50) {
    if (child.exitCode !== null || child.signalCode !== null) break;
    const answer = await fetch(`http://127.0.0.1:${port}/readyz`).catch(() => null);
    if (answer?.status === 200) return;
    await sleep(50);
  }
  throw new Error(`A wallet server did not come up:\n${printed()}`);
}

/** @throws Error with what was printed when a part does not come up within 90 seconds. */
export async function startCluster(options: ClusterOptions = {}): Promise<Cluster> {
  const portBase = options.portBase ?? (await freePortBase());
  const isKept = options.dataDir !== undefined;
  const dataDir = options.dataDir ?? (await mkdtemp(join(tmpdir(), 'alcove-cluster-')));
  const databaseUrl = options.databaseUrl ?? databases.get(dataDir) ?? (await (await sharedPostgres()).newDatabase()).url;
  databases.set(dataDir, databaseUrl);
  // Short, for a socket's path has at most 107 bytes.
  const runDir = await mkdtemp(join(tmpdir(), 'alcove-run-'));
  const parts = await startOneStack({ portBase, dataDir, databaseUrl }, ['--role', 'parts', '--enclaves', String(enclaveCount), '--run-dir', runDir]);
  const ports = Array.from({ length: options.servers ?? 3 }, (_, index) => portBase + 101 + index);
  let printed = '';
  const children: ChildProcess[] = [];

  async function startServer(index: number): Promise<void> {
    const port = ports[index] ?? 0;
    const child = spawn(process.execPath, [...startCommand.args, '--role', 'api'], {
      stdio: ['ignore', 'pipe', 'pipe'],
      env: {
        PATH: process.env.PATH ?? '',
        ...startCommand.environment,
        DATABASE_URL: databaseUrl,
        ALCOVE_WALLET_ORIGIN: parts.origins.wallet,
        ALCOVE_TOKEN_SECRET_FILE: join(dataDir, 'token-secret.json'),
        ALCOVE_ENCLAVES: parts.enclaves.join(','),
        ALCOVE_PINS_FILE: join(runDir, 'pins.js'),
        ALCOVE_FAUCET_NODE: parts.origins.node,
        ALCOVE_TRUSTED_PROXIES: '127.0.0.1',
        ALCOVE_HOST: '127.0.0.1',
        ALCOVE_PORT: String(port),
      },
    });
    children[index] = child;
    for (const stream of [child.stdout, child.stderr]) {
      stream?.setEncoding('utf8').on('data', (text: string) => {
        printed += text;
      });
    }
    await waitUntilReady(port, child, () => printed);
  }

  async function end(index: number, signal: NodeJS.Signals): Promise<number | null> {
    const child = children[index];
    if (child === undefined || child.exitCode !== null || child.signalCode !== null) return child?.exitCode ?? null;
    const ended = once(child, 'close');
    child.kill(signal);
    const [code] = (await ended) as [number | null];
    return code;
  }

  await Promise.all(ports.map((_port, index) => startServer(index)));
  const balancer = await startBalancer(portBase + 100, ports);

  return {
    ...parts,
    portBase,
    dataDir,
    serverPorts: ports,
    pids: () => ({ ...parts.pids(), server: children[0]?.pid ?? 0 }),
    async stop() {
      await balancer.close();
      const codes = await Promise.all(ports.map((_port, index) => end(index, 'SIGTERM')));
      codes.push(await parts.stop());
      for (const folder of isKept ? [runDir] : [dataDir, runDir]) await rm(folder, { recursive: true, force: true });
      return codes.every((code) => code === 0) ? 0 : (codes.find((code) => code !== 0) ?? null);
    },
    async kill(part) {
      if (part !== 'server') return parts.kill(part);
      // What a machine that loses its power would do to one server, for all of them at once.
      await balancer.close();
      await Promise.all([...ports.map((_port, index) => end(index, 'SIGKILL')), parts.kill('server')]);
    },
    logs: () => `${parts.logs()}\n${printed}`,
    counts: () => balancer.counts(),
    async killServer(index) {
      const pid = children[index]?.pid ?? 0;
      await end(index, 'SIGKILL');
      while (isAlive(pid)) await sleep(10);
    },
    stopServer: (index) => end(index, 'SIGTERM'),
    startServer,
  };
}
