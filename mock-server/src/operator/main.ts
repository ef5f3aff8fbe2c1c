import { randomBytes } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { userInfo } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { ConfigError } from '../apps/config-error.ts';
import { openOperatorDatabase, openOperatorStore } from '../stack/operator-store.ts';
import { StackError } from '../stack/stack-error.ts';
import { StoreCopyError } from '../store/copy-store.ts';
import { NewerStoreError } from '../store/migrations/migrate.ts';
import type { Store } from '../store/store.ts';
import { CommandError } from './command.ts';
import { operatorHelp, parseOperatorCommandLine, runOperatorCommand } from './run.ts';

/* `npx alcove …`. Exit status 0, 1 for what was refused, 2 for a wrong command line. */

/** This file is three levels below the checkout. */
const defaultDataDir = join(fileURLToPath(new URL('../../../', import.meta.url)), '.alcove');

async function run(argv: readonly string[]): Promise<string> {
  const commandLine = parseOperatorCommandLine(argv);
  if (commandLine.help) return operatorHelp;
  const random = (length: number) => new Uint8Array(randomBytes(length));
  const dataDir = commandLine.dataDir ?? defaultDataDir;
  let store: Store | null = null;
  try {
    const { text: forPeople, json } = await runOperatorCommand(commandLine, {
      openStore: async () => {
        store ??= await openOperatorStore({ dataDir, databaseUrl: process.env.DATABASE_URL ?? null, random });
        return store;
      },
      openDatabase: (isNew) => openOperatorDatabase({ dataDir, databaseUrl: process.env.DATABASE_URL ?? null, isNew }),
      clock: { nowMs: () => Date.now() },
      random,
      actor: `operator:${commandLine.actor ?? userInfo().username}`,
      readText: (path) => (path === '-' ? text(process.stdin) : readFile(path, 'utf8')),
    });
    return commandLine.json ? `${JSON.stringify(json)}\n` : forPeople;
  } finally {
    await (store as Store | null)?.close();
  }
}

try {
  process.stdout.write(await run(process.argv.slice(2)));
} catch (error) {
  const isTold =
    error instanceof StackError ||
    error instanceof NewerStoreError ||
    error instanceof StoreCopyError ||
    error instanceof ConfigError ||
    (error instanceof Error && 'code' in error && error.code === 'ENOENT');
  if (!isTold) throw error;
  process.stderr.write(`${(error as Error).message}\n`);
  process.exitCode = error instanceof CommandError ? 2 : 1;
}
