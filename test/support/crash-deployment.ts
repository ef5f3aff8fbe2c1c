import { type ChildProcess, spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import type { Duplex, Readable } from 'node:stream';
import { setTimeout as sleep } from 'node:timers/promises';
import { build, type Plugin } from 'esbuild';
import type { JSONWebKeySet } from 'jose';
import type { RandomBytes } from '../../mock-server/src/deps.ts';
import { decodeWitnessRequest } from '../../mock-server/src/enclave/witness-messages.ts';
import { buildEnclaveBundle } from '../../mock-server/src/enclave-client/testing/enclave-bundle.ts';
import { createIssuerMaterial, publicJwks } from '../../mock-server/src/idp/issuer-material.ts';
import { loadOrCreateWitnessKey } from '../../mock-server/src/ledger/witness-keys.ts';
import { createDevelopmentRoot, developmentRootSha256 } from '../../mock-server/src/nsm/development-root.ts';
import { measureEnclave } from '../../mock-server/src/nsm/measure.ts';
import { developmentChain } from '../../mock-server/src/stack/development-chain.ts';
import { startCrashChain } from './crash-chain.ts';
import type { CrashKmsOptions } from './crash-kms.ts';
import { type Relay, startFrameRelay, startTcpRelay } from './crash-relay.ts';
import type { CrashServerOptions } from './crash-server.ts';
import { freePortBase, isAlive, repositoryRoot } from './stack.ts';

/*
 * Server, enclave, two KMS and three witnesses as processes that can be killed with -9 one by one, at labelled points of
 * what they say to one another and of what they store. Everything else is what `npm start` runs.
 */

export const victims = ['server', 'enclave', 'kms', 'witness'] as const;
export type Victim = (typeof victims)[number];
export type ProcessName = 'server' | 'kms' | 'kms-b' | `witness-${number}`;

export type CrashDeploymentOptions = {
  /** Whether the processes stand still at labelled points. Default true. */
  readonly hasPoints?: boolean;
  /** For the bundles of the two. */
  readonly enclavePlugins?: readonly Plugin[];
  readonly serverPlugins?: readonly Plugin[];
  /** PostgreSQL. Default SQLite, in `data` of the folder. */
  readonly databaseUrl?: string;
  /** Where the issuer's keys are asked for at each login. Default: nobody is asked. */
  readonly jwksUrl?: (jwks: JSONWebKeySet) => Promise<string>;
  /** Told of each folder that has a disk of its own (`data`, `witness-1`, …), before anything is in it. */
  readonly onDisk?: (name: string, path: string) => void;
  /** When everything has ended, before the folder is removed. */
  readonly onEnd?: () => void | Promise<void>;
};

/** The `occurrence`-th time (from 1) the label is reached, the victim is killed. */
export type Plan = { readonly label: string; readonly occurrence: number; readonly victim: Victim; readonly witness: number };

const random: RandomBytes = (length) => new Uint8Array(randomBytes(length));
const readyTimeoutMs = 60_000;
/** A machine under load may be too slow for one of the deadlines of a start. */
const startAttempts = 5;
const CLIENT_ID = 'alcove-widget';

type Running = { readonly child: ChildProcess; readonly exited: Promise<void>; readonly ready: Promise<Record<string, unknown>> };

async function bundle(name: 'crash-server' | 'crash-kms' | 'witness', entry: string, folder: string, plugins: readonly Plugin[] = []): Promise<string> {
  const outfile = join(folder, `${name}.mjs`);
  // CommonJS packages inside an ES module ask for `require`.
  const banner = { js: "import { createRequire } from 'node:module'; const require = createRequire(import.meta.url);" };
  await build({
    entryPoints: [join(repositoryRoot, entry)],
    outfile,
    bundle: true,
    platform: 'node',
    format: 'esm',
    target: 'node24',
    banner,
    plugins: [...plugins],
    logLevel: 'error',
  });
  return outfile;
}

/** An orphan that has ended stays in the table until init looks; on Linux its state says so (proc(5), `stat`). */
function runs(pid: number): boolean {
  try {
    return !/^\d+ \(.*\) [ZX] /s.test(readFileSync(`/proc/${pid}/stat`, 'utf8'));
  } catch {
    return process.platform !== 'linux' && isAlive(pid);
  }
}

const createAccess = () => {
  const key = (name: string) => ({ accessKeyId: `AKIA${name.toUpperCase()}`, secretAccessKey: Buffer.from(random(30)).toString('base64') });
  return { enclave: key('enclave'), administrator: key('administrator') };
};

/**
 * Starts a deployment of its own in a temporary folder.
 *
 * @example
 * ```ts
 * const deployment = await startCrashDeployment();
 * deployment.arm({ label: 'store.createWallet before', occurrence: 1, victim: 'kms', witness: 1 });
 * …
 * await deployment.settled(); // whoever was killed is there again
 * ```
 */
export async function startCrashDeployment(options: CrashDeploymentOptions = {}) {
  const started: (() => unknown)[] = [];
  try {
    return await assemble(options, started);
  } catch (error) {
    for (const stop of started.reverse()) await stop();
    await options.onEnd?.();
    throw error;
  }
}

/** @param started gets what has to be stopped when a later part does not start. */
async function assemble(
  { hasPoints = true, enclavePlugins, serverPlugins, databaseUrl, jwksUrl, onDisk, onEnd }: CrashDeploymentOptions,
  started: (() => unknown)[],
) {
  const folder = mkdtempSync(join(tmpdir(), 'alcove-crash-'));
  const at = (...names: readonly string[]): string => join(folder, ...names);
  const [{ bundlePath, bundle: enclaveImage }, serverProgram, kmsProgram, witnessProgram] = await Promise.all([
    buildEnclaveBundle(folder, enclavePlugins),
    bundle('crash-server', 'test/support/crash-server.ts', folder, serverPlugins),
    bundle('crash-kms', 'test/support/crash-kms.ts', folder),
    bundle('witness', 'mock-server/src/ledger/witness-main.ts', folder),
  ]);
  const portBase = await freePortBase();
  const clock = { nowMs: () => Date.now() };
  const root = await createDevelopmentRoot({ clock, random });
  const issuerMaterial = await createIssuerMaterial(random);
  const measurements = measureEnclave(enclaveImage);
  const chain = await startCrashChain(portBase + 400, developmentChain.chainId);
  started.push(() => chain.close());

  const processes = new Map<ProcessName, Running>();
  const restarting = new Map<string, Promise<void>>();
  const programs = new Map<ProcessName, () => Running>();
  let enclavePid = 0;
  let closing = false;
  let plan: Plan | null = null;
  let seen = new Map<string, number>();
  let order: string[] = [];
  let fired = false;

  async function gone(pid: number): Promise<void> {
    while (runs(pid)) await sleep(2);
  }

  /** Starts a process that ended again, the way its operator's init system does: also when a start fails. */
  async function restart(name: ProcessName): Promise<void> {
    const start = programs.get(name);
    if (start === undefined) throw new Error(`${name} is not known`);
    for (let attempt = 1; ; attempt++) {
      const running = start();
      processes.set(name, running);
      started.push(() => void running.child.kill('SIGKILL'));
      const timeout = sleep(readyTimeoutMs, 'did not start in time' as const, { ref: false });
      const outcome = await Promise.race([running.ready.then(() => 'ready' as const), running.exited.then(() => 'ended at start' as const), timeout]);
      if (outcome === 'ready') return;
      running.child.kill('SIGKILL');
      if (closing || attempt >= startAttempts) throw new Error(`${name} ${outcome}`);
    }
  }

  /** What a process said when it was ready, at its last start. */
  async function toldBy<Told>(name: ProcessName): Promise<Told> {
    const running = processes.get(name);
    if (running === undefined) throw new Error(`${name} was not started`);
    return (await running.ready) as Told;
  }

  /** @param meanwhile is done before it is started again. One that is being started again already is left alone. */
  async function killProcess(name: ProcessName, meanwhile: () => unknown = () => undefined): Promise<void> {
    const running = processes.get(name);
    if (running?.child.pid === undefined) throw new Error(`${name} does not run`);
    if (restarting.has(name)) return;
    running.child.kill('SIGKILL');
    const ended = running.exited.then(async () => {
      if (name !== 'server') return;
      // The enclave ends when its parent has, unless it stands still; and two of them must never serve one socket.
      const orphan = enclavePid;
      enclavePid = 0;
      if (orphan !== 0 && runs(orphan)) process.kill(orphan, 'SIGCONT');
      if (orphan !== 0) await gone(orphan);
    });
    const again = ended.then(meanwhile).then(() => restart(name));
    restarting.set(name, again);
    // One that failed stays, for `settled` to tell of.
    const done = (): boolean => restarting.get(name) === again && restarting.delete(name);
    void again.then(done, () => undefined);
    await ended;
  }

  async function kill(victim: Victim, witness: number): Promise<void> {
    if (victim === 'enclave') {
      const pid = enclavePid;
      // It has died with its server, or of itself, and is being started again.
      if (pid === 0 || !runs(pid)) return;
      enclavePid = 0;
      process.kill(pid, 'SIGKILL');
      await gone(pid);
    } else if (victim === 'witness') await killProcess(`witness-${witness}`);
    else await killProcess(victim);
  }

  /** Something was reached; everybody waits until this returns. */
  async function reached(label: string): Promise<void> {
    const occurrence = (seen.get(label) ?? 0) + 1;
    seen.set(label, occurrence);
    order.push(occurrence === 1 ? label : `${label} #${occurrence}`);
    if (fired || plan === null || plan.label !== label || plan.occurrence !== occurrence) return;
    fired = true;
    await kill(plan.victim, plan.witness);
  }

  /** A process that is killed with something unread resets its streams, and what reads their lines says so once more. */
  const linesOf = (input: Readable) => createInterface({ input: input.on('error', () => undefined) }).on('error', () => undefined);

  function start(name: ProcessName, program: string, args: readonly string[], nodeArgs: readonly string[] = []): Running {
    const child = spawn(process.execPath, [...nodeArgs, program, ...args], { env: {}, stdio: ['pipe', 'pipe', 'pipe', 'pipe'] });
    let words = '';
    child.stderr?.setEncoding('utf8').on('data', (text: string) => {
      words = (words + text).slice(-2_000);
    });
    child.stdin?.on('error', () => undefined);
    const control = child.stdio[3] as Duplex;
    const exited = once(child, 'exit').then(([code, signal]) => {
      if (!closing && signal !== 'SIGKILL') process.stderr.write(`${name} ended by itself (${code ?? signal}): ${words}\n`);
    });
    const ready = new Promise<Record<string, unknown>>((resolve) => {
      linesOf(control).on('line', (line) => {
        const [kind = '', rest = ''] = [line.slice(0, line.indexOf(' ')), line.slice(line.indexOf(' ') + 1)];
        if (kind === 'point') {
          void reached(rest).then(() => {
            if (child.exitCode === null && child.signalCode === null) control.write('g');
          });
        } else if (kind === 'enclave') enclavePid = (JSON.parse(rest) as { pid: number }).pid;
        else resolve(JSON.parse(rest) as Record<string, unknown>);
      });
      // The witness says on its standard output that it serves.
      linesOf(child.stdout as Readable).on('line', (line) => resolve(JSON.parse(line) as Record<string, unknown>));
    });
    return { child, exited, ready };
  }

  const access = { kms: createAccess(), 'kms-b': createAccess() };
  const kmsPorts = { kms: portBase + 300, 'kms-b': portBase + 301 };
  const startKmsProcess = async (name: 'kms' | 'kms-b', accountId: string) => {
    const options: CrashKmsOptions = {
      name,
      accountId,
      port: kmsPorts[name],
      folder,
      access: access[name],
      imageSha384: measurements[0],
      attestationRootSha256: developmentRootSha256(root),
      hasPoints,
    };
    const relay = await startTcpRelay(kmsPorts[name]);
    programs.set(name, () => start(name, kmsProgram, [JSON.stringify(options)]));
    await restart(name);
    const { keyArn, tlsRootPem } = await toldBy<{ keyArn: string; tlsRootPem: string }>(name);
    return { relay, part: { port: relay.port, keyArn, tlsRootPem, enclaveAccess: access[name].enclave } };
  };
  const startWitnessProcess = async (id: `witness-${number}`) => {
    mkdirSync(at(id));
    onDisk?.(id, at(id));
    const { publicKey } = loadOrCreateWitnessKey(at(id), random);
    const ownSocket = at(`${id}.own.sock`);
    const socketPath = at(`${id}.sock`);
    programs.set(id, () => start(id, witnessProgram, ['--id', id, '--socket', ownSocket, '--data', at(id), '--exit-with-stdin']));
    await restart(id);
    const relay = await startFrameRelay(socketPath, ownSocket, async (side, request) => {
      const { op } = decodeWitnessRequest(request);
      if (op !== 'health') await reached(`${id} ${op} ${side}`);
    });
    return { relay, description: { id, publicKey: Buffer.from(publicKey).toString('base64'), socketPath } };
  };
  const [kms, secondKms, ...witnesses] = await Promise.all([
    startKmsProcess('kms', '111111111111'),
    startKmsProcess('kms-b', '222222222222'),
    startWitnessProcess('witness-1'),
    startWitnessProcess('witness-2'),
    startWitnessProcess('witness-3'),
  ]);

  mkdirSync(at('data'), { mode: 0o700 });
  onDisk?.('data', at('data'));
  const serverPort = portBase + 100;
  const wire = await startTcpRelay(serverPort);
  /** Clients come by way of the wire, so the server knows itself by its address. */
  const walletOrigin = `http://127.0.0.1:${wire.port}`;
  const jwks = publicJwks(issuerMaterial);
  let serverOptions: CrashServerOptions = {
    folder: at('data'),
    nodePath: process.execPath,
    enclaveBundle: bundlePath,
    port: serverPort,
    walletOrigin,
    root,
    kms: [kms.part, secondKms.part],
    witnesses: witnesses.map(({ description }) => description),
    issuer: `http://localhost:${portBase + 200}`,
    clientId: CLIENT_ID,
    jwks,
    jwksUrl: (await jwksUrl?.(jwks)) ?? null,
    nodeUrl: chain.url,
    tokenSecret: Buffer.from(random(32)).toString('base64'),
    hasPoints,
    databaseUrl: databaseUrl ?? null,
  };
  programs.set('server', () => {
    const running = start('server', serverProgram, [JSON.stringify(serverOptions)]);
    void running.ready.then((told) => {
      enclavePid = Number(told.enclavePid);
    });
    return running;
  });
  await restart('server');
  const { manifestSha256 } = await toldBy<{ manifestSha256: string }>('server');

  /** Every process that was killed is there again and the enclave is booted. */
  async function settled(): Promise<void> {
    await Promise.all(restarting.values());
    restarting.clear();
    for (let waitedMs = 0; enclavePid === 0; waitedMs += 5) {
      if (waitedMs > readyTimeoutMs) throw new Error('the enclave was not started again');
      await sleep(5);
    }
  }

  const lines = new Map<string, Relay>([
    ['wire', wire],
    ['kms', kms.relay],
    ['kms-b', secondKms.relay],
    ...witnesses.map(({ relay, description }): [string, Relay] => [description.id, relay]),
  ]);

  return {
    folder,
    chain,
    /** Between clients and server, and from the enclave to what it asks: `wire`, `kms`, `kms-b`, `witness-1` to `-3`. */
    lines: lines as ReadonlyMap<string, Relay>,
    wire,
    origin: walletOrigin,
    chainId: developmentChain.chainId,
    issuer: { issuer: serverOptions.issuer, clientId: CLIENT_ID, signingKey: issuerMaterial.jwks.keys[0] },
    pins: {
      mode: 'development' as const,
      rootSha256: developmentRootSha256(root),
      releases: [{ releaseSeq: 1, pcrs: measurements, manifestSha256 }],
    },
    /** From now on points are counted anew. Null kills nobody. */
    arm(next: Plan | null): void {
      plan = next;
      fired = false;
      seen = new Map();
      order = [];
    },
    /** The points passed since `arm`, in order; ` #n` from the second time on. */
    passed: (): readonly string[] => order,
    hasFired: (): boolean => fired,
    /** A point on the client's side. */
    reached,
    kill,
    /** 0 while it is being started again. */
    pidOf(name: ProcessName | 'enclave'): number {
      if (name === 'enclave') return enclavePid;
      const { child } = processes.get(name) ?? {};
      return child?.exitCode === null && child.signalCode === null && !restarting.has(name) ? (child.pid ?? 0) : 0;
    },
    killProcess,
    /** For the server's next start. */
    setDatabaseUrl(url: string): void {
      serverOptions = { ...serverOptions, databaseUrl: url };
    },
    settled,
    /** Ends everything and removes the folder. */
    async close(): Promise<void> {
      closing = true;
      plan = null;
      await Promise.allSettled(restarting.values());
      for (const { child, exited } of processes.values()) {
        child.kill('SIGKILL');
        await exited;
      }
      if (enclavePid !== 0) await gone(enclavePid);
      await Promise.all([chain.close(), ...[...lines.values()].map((relay) => relay.close())]);
      await onEnd?.();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
export type CrashDeployment = Awaited<ReturnType<typeof startCrashDeployment>>;
