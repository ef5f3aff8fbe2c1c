import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Clock, RandomBytes } from './deps.ts';
import { apiHelp, readApiSettings } from './stack/api-settings.ts';
import { findCheckout } from './stack/checkout.ts';
import { helpText, parseCommandLine, type StackOptions, UsageError } from './stack/command-line.ts';
import { enclaveHostHelp, readEnclaveHostSettings } from './stack/enclave-host-settings.ts';
import { runEnclaveHost } from './stack/run-enclave-host.ts';
import { StackError } from './stack/stack-error.ts';
import { startApi } from './stack/start-api.ts';
import { startStack } from './stack/start-stack.ts';
import { summarise } from './stack/summary.ts';
import { type OpenedTracing, openTracing } from './tracing/open-telemetry.ts';
import { readTracingSettings } from './tracing/settings.ts';

/*
 * `npm start`. The only place of the server where real time, randomness, the environment and signals enter.
 */

const clock: Clock = { nowMs: () => Date.now() };
const random: RandomBytes = (length) => new Uint8Array(randomBytes(length));
/** This file runs from mock-server/src and, built, from mock-server/dist: both are two levels below the checkout. */
const root = fileURLToPath(new URL('../../', import.meta.url)).replace(/\/$/, '');

/** Exit status by the shell's convention: 128 and the signal's number. */
const signals = { SIGINT: 130, SIGTERM: 143, SIGHUP: 129 } as const;

function stopSignal(): Promise<void> {
  return new Promise((resolve) => {
    let asked = false;
    for (const [signal, status] of Object.entries(signals)) {
      process.on(signal, () => {
        // The children end with this process: their standard input closes.
        if (asked) process.exit(status);
        asked = true;
        resolve();
      });
    }
  });
}

function printLine(value: object): void {
  process.stdout.write(`${JSON.stringify(value)}\n`);
}

/** Only where a collector is named. */
async function openTraces(): Promise<OpenedTracing | null> {
  const settings = readTracingSettings(process.env);
  return settings === null ? null : openTracing(settings);
}

async function run(options: StackOptions): Promise<void> {
  const stopped = stopSignal();
  const tracing = await openTraces();
  const startedAtMs = clock.nowMs();
  const stack = await startStack({
    checkout: findCheckout(root),
    portBase: options.portBase,
    dataDir: options.dataDir,
    databaseUrl: options.databaseUrl,
    allowPrivateWebhooks: options.allowPrivateWebhooks,
    assetsFile: options.assetsFile,
    tracing,
    role: options.role,
    enclaves: options.enclaves,
    runDir: options.runDir,
    clock,
    random,
    fetch: globalThis.fetch,
    machine: { platform: process.platform, arch: process.arch, nodePath: process.execPath, pid: process.pid },
    onRestart: (part, pid) => {
      if (options.readyJson) printLine({ restarted: part, pid });
    },
  });
  if (options.readyJson)
    printLine({ ready: true, ports: stack.ports, origins: stack.origins, pids: stack.pids, dataDir: stack.dataDir, enclaves: stack.enclaves });
  else process.stdout.write(summarise(stack, clock.nowMs() - startedAtMs));
  await stopped;
  if (!options.readyJson) process.stdout.write('\nStopping…\n');
  await stack.stop();
}

async function runApi(): Promise<void> {
  const stopped = stopSignal();
  const settings = readApiSettings(process.env);
  const tracing = await openTraces();
  const api = await startApi(settings, { checkout: findCheckout(root), clock, random, fetch: globalThis.fetch, tracing });
  await stopped;
  await api.stop();
}

async function runHost(): Promise<void> {
  const stopping = new AbortController();
  void stopSignal().then(() => stopping.abort());
  await runEnclaveHost(readEnclaveHostSettings(process.env), { clock, random, stopping: stopping.signal });
}

async function main(): Promise<number> {
  try {
    const commandLine = parseCommandLine(process.argv.slice(2), process.env, join(root, '.alcove'));
    if (commandLine.kind === 'help') process.stdout.write(helpText);
    else if (commandLine.kind === 'run') await run(commandLine.options);
    else if (commandLine.help) process.stdout.write(commandLine.kind === 'api' ? apiHelp : enclaveHostHelp);
    else if (commandLine.kind === 'api') await runApi();
    else await runHost();
    return 0;
  } catch (error) {
    if (error instanceof StackError) {
      process.stderr.write(`${error.message}\n`);
      return error instanceof UsageError ? 2 : 1;
    }
    process.stderr.write(`Alcove could not start: ${error instanceof Error ? (error.stack ?? error.message) : 'unknown reason'}\n`);
    return 1;
  }
}

process.exit(await main());
