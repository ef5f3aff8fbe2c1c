import { copyFile, mkdir, open } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { backup, DatabaseSync } from 'node:sqlite';
import type { Clock } from '../deps.ts';
import { writeFileAtomically } from '../stack/atomic-file.ts';
import { StackError } from '../stack/stack-error.ts';
import { BACKUP_LIST, type BackupList, isEmptyFolder, namesIn, sha256OfFile } from './backup-files.ts';

const databases = ['wallet.sqlite', 'issuer.sqlite'];
/** Made once and kept: keys of the development hardware, login provider, KMS access; the development chain. */
const material = /^[a-z-]+\.json$/;
const kmsKeys = /^(kms[a-z-]*)-keys\.json$/;

export type BackupOptions = {
  readonly dataDir: string;
  /** A folder that is not there yet, or empty. */
  readonly to: string;
  /**
   * KMS whose key stores are copied too, e.g. `kms-b`. Default none: an operator's KMS keeps its keys itself, and whoever has
   * records and keys in one place has everything but the PINs.
   */
  readonly kms?: readonly string[];
  /** The records are in PostgreSQL and were dumped before this: no `wallet.sqlite` is looked for. Default false. */
  readonly databaseElsewhere?: boolean;
  readonly clock: Clock;
};

/** For its owner only, and on the disk before anybody relies on it. */
async function sealCopy(path: string): Promise<void> {
  const file = await open(path, 'r+');
  try {
    await file.chmod(0o600);
    await file.sync();
  } finally {
    await file.close();
  }
}

async function copySynced(from: string, to: string): Promise<void> {
  await mkdir(dirname(to), { recursive: true, mode: 0o700 });
  await copyFile(from, to);
  await sealCopy(to);
}

async function copyDatabase(from: string, to: string): Promise<void> {
  const source = new DatabaseSync(from, { readOnly: true });
  try {
    await backup(source, to);
  } finally {
    source.close();
  }
  await sealCopy(to);
}

/**
 * Copies everything a deployment needs to be set up again, while it runs. Databases come by SQLite's online backup, as of
 * one moment; the witnesses' logs after them, since a ledger that is behind a record is refused and one that is ahead is
 * not. A log only grows, so a copy of it is a log; a last entry that was being written is cut off when it is opened.
 *
 * @returns how many files there are.
 * @throws StackError when there is nothing to copy, or something in the way.
 * @example
 * ```ts
 * await createBackup({ dataDir: '.alcove', to: '/backup/2026-11-23', clock });
 * ```
 */
export async function createBackup(options: BackupOptions): Promise<number> {
  const [from, to] = [resolve(options.dataDir), resolve(options.to)];
  if (await isEmptyFolder(from)) throw new StackError(`There is nothing to back up in ${from}. Name the data directory: --data-dir PATH`);
  if (!(await isEmptyFolder(to))) throw new StackError(`${to} is not empty. A backup is never written over: name another folder.`);
  await mkdir(to, { recursive: true, mode: 0o700 });

  const wanted = new Set(options.kms ?? []);
  const top = await namesIn(from, '', /^[a-z0-9.-]+$/);
  const copied: string[] = [];
  for (const name of databases.filter((database) => top.includes(database))) {
    await copyDatabase(join(from, name), join(to, name));
    copied.push(name);
  }
  if (!copied.includes('wallet.sqlite') && options.databaseElsewhere !== true)
    throw new StackError(`${from} holds no wallet.sqlite: it is not a data directory, or needs --database-elsewhere.`);
  for (const name of top.filter((candidate) => material.test(candidate) && candidate !== 'run.json')) {
    const kms = kmsKeys.exec(name)?.[1];
    if (kms !== undefined && !wanted.delete(kms)) continue;
    await copySynced(join(from, name), join(to, name));
    copied.push(name);
  }
  const [missing] = wanted;
  if (missing !== undefined) throw new StackError(`There is no KMS ${JSON.stringify(missing.slice(0, 40))} in ${from}.`);
  for (const witness of top.filter((name) => /^witness-\d+$/.test(name))) {
    for (const name of await namesIn(from, witness, /^witness(-key)?\.(log|pem)$/)) {
      await copySynced(join(from, name), join(to, name));
      copied.push(name);
    }
  }
  const files = await Promise.all(copied.map(async (path) => ({ path, sha256: await sha256OfFile(join(to, path)) })));
  const list: BackupList = { v: 1, createdAtMs: options.clock.nowMs(), files };
  await writeFileAtomically(join(to, BACKUP_LIST), `${JSON.stringify(list, null, 1)}\n`);
  return copied.length;
}
