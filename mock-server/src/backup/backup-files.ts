import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import * as v from 'valibot';

/** Written last: a folder without it is no backup. */
export const BACKUP_LIST = 'backup.json';

export const backupListSchema = v.object({
  v: v.literal(1),
  createdAtMs: v.pipe(v.number(), v.safeInteger()),
  /** Relative paths with `/`, in the order in which they were copied. */
  files: v.pipe(
    v.array(v.object({ path: v.pipe(v.string(), v.regex(/^[a-z0-9-]+(\/[a-z0-9-]+)?\.[a-z]+$/)), sha256: v.pipe(v.string(), v.length(64)) })),
    v.minLength(1),
  ),
});
export type BackupList = v.InferOutput<typeof backupListSchema>;

export async function sha256OfFile(path: string): Promise<string> {
  const hash = createHash('sha256');
  for await (const chunk of createReadStream(path)) hash.update(chunk as Buffer);
  return hash.digest('hex');
}

/** Absent counts as empty. */
export async function isEmptyFolder(path: string): Promise<boolean> {
  try {
    return (await readdir(path)).length === 0;
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return true;
    throw error;
  }
}

/** Names in the folder that `pattern` fits, sorted; with their folder in front. */
export async function namesIn(folder: string, relative: string, pattern: RegExp): Promise<readonly string[]> {
  const names = (await readdir(join(folder, relative))).filter((name) => pattern.test(name)).sort();
  return names.map((name) => (relative === '' ? name : `${relative}/${name}`));
}
