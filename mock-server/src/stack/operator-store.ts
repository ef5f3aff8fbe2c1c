import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { RandomBytes } from '../deps.ts';
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

/** The 32 bytes that tokens and webhook secrets are derived from. @throws StackError */
export async function readTokenSecret(dataDir: string): Promise<Uint8Array> {
  const path = join(dataDir, 'token-secret.json');
  const text = (await readFileIfThere(path))?.toString();
  const secret = text === undefined ? undefined : (JSON.parse(text) as { readonly secret?: unknown }).secret;
  if (typeof secret !== 'string' || secret.length !== 43) throw new StackError(`${path} holds no secret.`);
  return new Uint8Array(Buffer.from(secret, 'base64url'));
}
