import { mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { readFileIfThere } from './atomic-file.ts';
import { StackError } from './stack-error.ts';

export type DataDirectory = {
  readonly path: string;
  readonly keepsNothing: boolean;
  /** True when the run before this one did not end by itself (killed, power cut). */
  readonly predecessorDied: boolean;
  /** Sockets and other things of this run only. Short, since a Unix socket's path has at most 108 bytes. */
  readonly runDir: string;
  file(name: string): string;
  /** Leaves the directory to the next run; an ephemeral one is removed. */
  close(): Promise<void>;
};

/** A socket's path has at most 107 bytes and the NUL behind them; the longest name in the folder is `enclave-8-kms-2.sock`. */
const longestRunDir = 107 - '/enclave-8-kms-2.sock'.length;
const ownSocket = /^(witness-\d|enclave(-\d)?(-nsm|-kms-\d)?)\.sock$/;

function reasonOf(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : 'unknown reason';
}

/**
 * One run at a time, by a lock of the operating system's: SQLite's exclusive file lock ends with the process, however
 * that ends, so there is no stale lock to clean up after a crash.
 */
function lock(path: string): DatabaseSync | null {
  const database = new DatabaseSync(path, { timeout: 0 });
  try {
    database.exec('PRAGMA locking_mode = EXCLUSIVE; BEGIN EXCLUSIVE;');
    return database;
  } catch (error) {
    database.close();
    // SQLITE_BUSY
    if (error instanceof Error && 'errcode' in error && error.errcode === 5) return null;
    throw error;
  }
}

async function removePredecessorsRunDir(note: Buffer): Promise<void> {
  try {
    const { runDir } = JSON.parse(note.toString()) as { readonly runDir?: unknown };
    if (typeof runDir === 'string' && runDir.startsWith(join(tmpdir(), 'alcove-'))) await rm(runDir, { recursive: true, force: true });
  } catch {
    // The note is a courtesy; a torn one only leaves an empty folder in /tmp.
  }
}

/** A folder that others know by its name, e.g. a volume that servers in other containers have too: it stays, and so does what is not this program's. */
async function openNamedRunDir(path: string): Promise<string> {
  const folder = resolve(path);
  if (Buffer.byteLength(folder) > longestRunDir) throw new StackError(`--run-dir: the path of a socket is short; ${folder} may have ${longestRunDir} bytes.`);
  try {
    await mkdir(folder, { recursive: true, mode: 0o700 });
    // Nobody listens on what a killed run left there.
    for (const name of await readdir(folder)) if (ownSocket.test(name)) await rm(join(folder, name));
  } catch (error) {
    throw new StackError(`--run-dir: ${folder} cannot be written (${reasonOf(error)}).`, { cause: error });
  }
  return folder;
}

/**
 * Opens the directory of everything that must survive, for this process alone.
 *
 * @param path null for a temporary one that is removed at the end.
 * @param note what the next one to try should be told, e.g. the URL to open.
 * @param namedRunDir where the sockets are to be; null for a new folder that is removed at the end.
 * @throws StackError when it cannot be written or another run uses it.
 */
export async function openDataDirectory(
  path: string | null,
  note: { readonly pid: number; readonly url: string },
  namedRunDir: string | null = null,
): Promise<DataDirectory> {
  const folder = path === null ? await mkdtemp(join(tmpdir(), 'alcove-data-')) : resolve(path);
  let held: DatabaseSync | null;
  try {
    await mkdir(folder, { recursive: true, mode: 0o700 });
    held = lock(join(folder, 'lock'));
  } catch (error) {
    throw new StackError(`The data directory ${folder} cannot be written (${reasonOf(error)}). Choose another: npm start -- --data-dir PATH`, { cause: error });
  }
  const notePath = join(folder, 'run.json');
  const earlier = await readFileIfThere(notePath);
  if (held === null) {
    const who = earlier === null ? 'another run' : (JSON.parse(earlier.toString()) as { pid?: number; url?: string });
    const text = typeof who === 'string' ? who : `process ${who.pid} (${who.url})`;
    throw new StackError(`The data directory ${folder} is used by ${text}. Stop it first, or choose another: npm start -- --data-dir PATH`);
  }
  if (earlier !== null) await removePredecessorsRunDir(earlier);
  let runDir: string;
  try {
    runDir = namedRunDir === null ? await mkdtemp(join(tmpdir(), 'alcove-')) : await openNamedRunDir(namedRunDir);
  } catch (error) {
    held.close();
    throw error;
  }
  // The successor of a run that was killed removes the folder noted here, so one with a name is not.
  await writeFile(notePath, JSON.stringify(namedRunDir === null ? { ...note, runDir } : note), { mode: 0o600 });
  return {
    path: folder,
    keepsNothing: path === null,
    predecessorDied: earlier !== null,
    runDir,
    file: (name) => join(folder, name),
    async close() {
      if (namedRunDir === null) await rm(runDir, { recursive: true, force: true });
      await rm(notePath, { force: true });
      held.close();
      if (path === null) await rm(folder, { recursive: true, force: true });
    },
  };
}
