import { randomBytes, randomInt } from 'node:crypto';
import { closeSync, copyFileSync, ftruncateSync, openSync, readFileSync, readSync, statSync, writeFileSync, writeSync } from 'node:fs';
import { join } from 'node:path';

/*
 * What a disk may hold after the power went. The writer stands still between two of its system calls, so its files are
 * what it has written so far; of that, everything that was synced stays, and what came after may be there in part, or as
 * garbage. Formats: https://sqlite.org/fileformat2.html#the_write_ahead_log.
 */

const WAL_HEADER_BYTES = 32;
const FRAME_HEADER_BYTES = 24;

/** Where the index of the log (https://sqlite.org/walformat.html) keeps its numbers. */
const MAX_FRAME_AT = 16;
const BACKFILL_ATTEMPTED_AT = 128;

export type WalPosition = {
  /** Names the generation of the log: it is written from its start again after a checkpoint. */
  readonly salt: string;
  /** Frames that are committed. */
  readonly frames: number;
  /** Frames a checkpoint has begun to write into the database. */
  readonly backfilled: number;
};

function readAt(path: string, position: number, length: number): Buffer {
  const file = openSync(path, 'r');
  const bytes = Buffer.alloc(length);
  readSync(file, bytes, 0, length, position);
  closeSync(file);
  return bytes;
}

export function readWalPosition(folder: string): WalPosition {
  const index = readAt(join(folder, 'wallet.sqlite-shm'), 0, 136);
  return {
    salt: readAt(join(folder, 'wallet.sqlite-wal'), 16, 8).toString('hex'),
    // In the machine's own order of bytes; everything this runs on has the little end first.
    frames: index.readUInt32LE(MAX_FRAME_AT),
    backfilled: index.readUInt32LE(BACKFILL_ATTEMPTED_AT),
  };
}

function overwrite(path: string, position: number, bytes: Uint8Array): void {
  const file = openSync(path, 'r+');
  writeSync(file, bytes, 0, bytes.length, position);
  closeSync(file);
}

/** Cuts the file at `position` and lets up to a page of garbage stand behind it. */
function tear(path: string, position: number): void {
  const file = openSync(path, 'r+');
  ftruncateSync(file, position);
  const garbage = randomInt(3) === 0 ? Buffer.alloc(randomInt(1, 4_096)) : randomBytes(randomInt(1, 4_096));
  writeSync(file, garbage, 0, garbage.length, position);
  closeSync(file);
}

/** What was acknowledged when `frames` of the generation `salt`, and so many bytes of a witness's log, had been written. */
export type Acknowledged = { readonly salt: string; readonly frames: number; readonly logBytes: number };

export type Cut = {
  readonly byte: number;
  /** Whether this was on the disk already. */
  holds(fact: Acknowledged): boolean;
};

/**
 * The database as it was when the power went at a random byte of what was written to its log since the last checkpoint.
 * Pages that a checkpoint may have been writing are torn too: the log still holds them, and its copy has to win.
 */
export function cutDatabase(from: string, to: string): Cut {
  const { salt, frames, backfilled } = readWalPosition(from);
  for (const name of ['wallet.sqlite', 'wallet.sqlite-wal']) copyFileSync(join(from, name), join(to, name));
  const walPath = join(to, 'wallet.sqlite-wal');
  const wal = readFileSync(walPath);
  const pageSize = wal.readUInt32BE(8);
  const frameBytes = FRAME_HEADER_BYTES + pageSize;
  const endOf = (count: number): number => WAL_HEADER_BYTES + count * frameBytes;
  // One frame more: it may have been begun. What lies there from an earlier generation is garbage as any other.
  const byte = randomInt(endOf(backfilled), Math.min(endOf(frames + 1), wal.length) + 1);
  tear(walPath, byte);

  const databasePath = join(to, 'wallet.sqlite');
  const databasePages = Math.floor(statSync(databasePath).size / pageSize);
  let committed = 0;
  for (let count = 1; endOf(count) <= byte; count++) if (wal.readUInt32BE(endOf(count - 1) + 4) !== 0) committed = count;
  const logged = new Set(Array.from({ length: committed }, (_, index) => wal.readUInt32BE(endOf(index))));
  for (const page of logged) {
    // Page 1 starts with the header that tells SQLite to look for a log at all; its first sector is never half written.
    if (page <= 1 || page > databasePages || randomInt(4) !== 0) continue;
    const start = randomInt(pageSize);
    overwrite(databasePath, (page - 1) * pageSize + start, randomBytes(pageSize - start));
  }
  return { byte, holds: (fact) => fact.salt !== salt || endOf(fact.frames) <= byte };
}

/** A witness's log as it was when the power went at a random byte of it. */
export function cutWitnessLog(from: string, to: string): Cut {
  const bytes = readFileSync(join(from, 'witness.log'));
  const byte = randomInt(bytes.length + 1);
  writeFileSync(join(to, 'witness.log'), bytes.subarray(0, byte));
  tear(join(to, 'witness.log'), byte);
  return { byte, holds: ({ logBytes }) => logBytes <= byte };
}
