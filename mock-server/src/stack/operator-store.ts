import { existsSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { Kysely } from 'kysely';
import type { RandomBytes } from '../deps.ts';
import { postgresDialect } from '../store/postgres-dialect.ts';
import type { Database } from '../store/schema.ts';
import { nodeSqliteDialect } from '../store/sqlite-dialect.ts';
import type { Store } from '../store/store.ts';
import { readFileIfThere } from './atomic-file.ts';
import { StackError } from './stack-error.ts';
import { openStackStore } from './stack-store.ts';

/**
 * Opens the store of a deployment for an operator's command, beside a server that may be running.
 *
 * @throws StackError where there is none: a command for operators makes no new one.
 */
export async function openOperatorStore(options: {
  readonly dataDir: string;
  readonly databaseUrl: string | null;
  readonly random: RandomBytes;
}): Promise<Store> {
  const sqlitePath = join(options.dataDir, 'wallet.sqlite');
  if (options.databaseUrl === null && !existsSync(sqlitePath)) throw new StackError(`There is no deployment in ${options.dataDir}. Name it: --data-dir PATH`);
  return openStackStore({ databaseUrl: options.databaseUrl, sqlitePath, random: options.random });
}

/** Longer than a store that others are bringing up to date keeps its lock. */
const MIGRATION_TIMEOUT_MS = 600_000;

/** The same place as bare tables, for what moves and migrates them. @throws StackError where there is none and none is to be made. */
export async function openOperatorDatabase(options: {
  readonly dataDir: string;
  readonly databaseUrl: string | null;
  readonly isNew: boolean;
}): Promise<Kysely<Database>> {
  const { dataDir, databaseUrl, isNew } = options;
  if (databaseUrl !== null) return new Kysely<Database>({ dialect: postgresDialect(databaseUrl, 2, MIGRATION_TIMEOUT_MS) });
  const path = join(dataDir, 'wallet.sqlite');
  if (isNew) await mkdir(dataDir, { recursive: true, mode: 0o700 });
  else if (!existsSync(path)) throw new StackError(`There is no deployment in ${dataDir}. Name it: --data-dir PATH`);
  return new Kysely<Database>({ dialect: nodeSqliteDialect(path) });
}

/** The 32 bytes that tokens and webhook secrets are derived from. @throws StackError */
export async function readTokenSecret(dataDir: string): Promise<Uint8Array> {
  const path = join(dataDir, 'token-secret.json');
  const text = (await readFileIfThere(path))?.toString();
  const secret = text === undefined ? undefined : (JSON.parse(text) as { readonly secret?: unknown }).secret;
  if (typeof secret !== 'string' || secret.length !== 43) throw new StackError(`${path} holds no secret.`);
  return new Uint8Array(Buffer.from(secret, 'base64url'));
}
