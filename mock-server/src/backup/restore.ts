import { copyFile, mkdir, rename, rm } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import * as v from 'valibot';
import { readFileIfThere } from '../stack/atomic-file.ts';
import { StackError } from '../stack/stack-error.ts';
import { BACKUP_LIST, type BackupList, backupListSchema, isEmptyFolder, sha256OfFile } from './backup-files.ts';

async function readList(folder: string): Promise<BackupList> {
  const bytes = await readFileIfThere(join(folder, BACKUP_LIST));
  if (bytes === null) throw new StackError(`${folder} is not a backup, or one that was not finished: there is no ${BACKUP_LIST}.`);
  try {
    return v.parse(backupListSchema, JSON.parse(bytes.toString()));
  } catch {
    throw new StackError(`${join(folder, BACKUP_LIST)} is damaged.`);
  }
}

/**
 * Puts a backup where a deployment starts from. Every file is compared with the list first, and the directory appears as
 * a whole or not at all.
 *
 * @returns when the backup was made, in Unix milliseconds, and how many files there are.
 * @throws StackError when the backup is damaged or the directory holds anything.
 * @example
 * ```ts
 * await restoreBackup({ from: '/backup/2026-11-23', dataDir: '.alcove' });
 * ```
 */
export async function restoreBackup(options: {
  readonly from: string;
  readonly dataDir: string;
}): Promise<{ readonly createdAtMs: number; readonly files: number }> {
  const [from, dataDir] = [resolve(options.from), resolve(options.dataDir)];
  const { files, createdAtMs } = await readList(from);
  if (!(await isEmptyFolder(dataDir))) throw new StackError(`${dataDir} is not empty. A restore never writes over anything: name another directory.`);
  const staging = `${dataDir}.restoring`;
  await rm(staging, { recursive: true, force: true });
  await mkdir(staging, { recursive: true, mode: 0o700 });
  try {
    for (const { path, sha256 } of files) {
      const target = join(staging, path);
      await mkdir(dirname(target), { recursive: true, mode: 0o700 });
      await copyFile(join(from, path), target).catch(() => {
        throw new StackError(`${join(from, path)} is missing or cannot be read.`);
      });
      if ((await sha256OfFile(target)) !== sha256) throw new StackError(`${join(from, path)} is damaged: it is not what was backed up.`);
    }
    await rm(dataDir, { recursive: true, force: true });
    await rename(staging, dataDir);
  } catch (error) {
    await rm(staging, { recursive: true, force: true });
    throw error;
  }
  return { createdAtMs, files: files.length };
}
