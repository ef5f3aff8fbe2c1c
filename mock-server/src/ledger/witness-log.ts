import { createHash } from 'node:crypto';
import { closeSync, fdatasyncSync, fstatSync, fsyncSync, ftruncateSync, openSync, readSync, writeSync } from 'node:fs';
import { dirname } from 'node:path';

/*
 * An append-only file. Record: 4-byte big-endian length of the entry ‖ 8 bytes of SHA-256 over what follows ‖ 8-byte
 * offset of the wallet's previous record (all ones: none) ‖ entry. Only the newest offset per wallet is held in memory;
 * older entries are reached by walking back.
 */
const HEAD_BYTES = 20;
const CHECKED_FROM = 12;
const MAX_ENTRY_BYTES = 4_096;
const NO_OFFSET = 0xffff_ffff_ffff_ffffn;

/** The file is damaged in a way a torn last write cannot explain. The witness must not start: others hold the history. */
export class WitnessLogDamagedError extends Error {
  constructor(path: string, offset: number) {
    super(`witness log ${path} is damaged at byte ${offset}, and valid entries follow. Restore it or start this witness with an empty folder.`);
    this.name = 'WitnessLogDamagedError';
  }
}

/** The entry is not on disk. The caller must not acknowledge it. */
export class WitnessStorageError extends Error {
  constructor(message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = 'WitnessStorageError';
  }
}

export type WitnessLog = {
  /** Newest entry, or null. */
  head(walletHash: Uint8Array): Uint8Array | null;
  /** Entries from the newest backwards, as an iterator that reads one at a time. */
  backwards(walletHash: Uint8Array): Generator<Uint8Array>;
  /**
   * On disk (fdatasync) when it returns. @throws WitnessStorageError; then nothing was added.
   * @param parent the entry this one follows, by its bytes, or null for none; default: the newest. What came after it is left
   *   in the file and reached no more.
   */
  append(walletHash: Uint8Array, entry: Uint8Array, parent?: Uint8Array | null): void;
  close(): void;
};

function checksum(checked: Uint8Array): Buffer {
  return createHash('sha256').update(checked).digest().subarray(0, 8);
}

function encodeRecord(entry: Uint8Array, previousOffset: bigint): Buffer {
  const record = Buffer.alloc(HEAD_BYTES + entry.length);
  record.writeUInt32BE(entry.length, 0);
  record.writeBigUInt64BE(previousOffset, CHECKED_FROM);
  record.set(entry, HEAD_BYTES);
  record.set(checksum(record.subarray(CHECKED_FROM)), 4);
  return record;
}

function readFully(file: number, length: number, position: number): Buffer | null {
  const bytes = Buffer.alloc(length);
  let done = 0;
  while (done < length) {
    const count = readSync(file, bytes, done, length - done, position + done);
    if (count === 0) return null;
    done += count;
  }
  return bytes;
}

type StoredRecord = { readonly entry: Uint8Array; readonly previousOffset: bigint; readonly bytes: number };

function readRecord(file: number, offset: number): StoredRecord | null {
  const head = readFully(file, HEAD_BYTES, offset);
  const length = head?.readUInt32BE(0) ?? 0;
  if (head === null || length === 0 || length > MAX_ENTRY_BYTES) return null;
  const entry = readFully(file, length, offset + HEAD_BYTES);
  if (entry === null || !checksum(Buffer.concat([head.subarray(CHECKED_FROM), entry])).equals(head.subarray(4, CHECKED_FROM))) return null;
  return {
    entry: new Uint8Array(entry.buffer, entry.byteOffset, entry.length),
    previousOffset: head.readBigUInt64BE(CHECKED_FROM),
    bytes: HEAD_BYTES + length,
  };
}

/** Appends are one at a time and fsynced, so a torn write is the last thing in the file. A valid record after a bad one is damage. */
function hasRecordAfter(file: number, badOffset: number, size: number): boolean {
  const last = Math.min(size, badOffset + 4 * (HEAD_BYTES + MAX_ENTRY_BYTES));
  for (let offset = badOffset + 1; offset + HEAD_BYTES < last; offset++) {
    if (readRecord(file, offset) !== null) return true;
  }
  return false;
}

function syncFolderOf(path: string): void {
  const folder = openSync(dirname(path), 'r');
  try {
    fsyncSync(folder);
  } finally {
    closeSync(folder);
  }
}

/**
 * Opens or creates the file, reads it once, and cuts off a torn last write.
 * @param walletHashOf takes the wallet out of an entry; throws when the entry cannot be one.
 * @throws WitnessLogDamagedError
 */
export function openWitnessLog(path: string, walletHashOf: (entry: Uint8Array) => Uint8Array): WitnessLog {
  const file = openSync(path, 'a+', 0o600);
  const newest = new Map<string, number>();
  const keyOf = (walletHash: Uint8Array) => Buffer.from(walletHash).toString('latin1');
  const foundSize = fstatSync(file).size;
  let size = 0;
  for (let record = readRecord(file, size); record !== null; record = readRecord(file, size)) {
    newest.set(keyOf(walletHashOf(record.entry)), size);
    size += record.bytes;
  }
  if (size < foundSize) {
    if (hasRecordAfter(file, size, foundSize)) {
      closeSync(file);
      throw new WitnessLogDamagedError(path, size);
    }
    ftruncateSync(file, size);
  }
  fsyncSync(file);
  syncFolderOf(path);
  let broken: WitnessStorageError | null = null;

  function* located(walletHash: Uint8Array): Generator<{ readonly offset: number; readonly entry: Uint8Array }> {
    let offset = newest.get(keyOf(walletHash));
    while (offset !== undefined) {
      const record = readRecord(file, offset);
      if (record === null) throw new WitnessStorageError(`record at byte ${offset} can no longer be read`);
      yield { offset, entry: record.entry };
      offset = record.previousOffset === NO_OFFSET ? undefined : Number(record.previousOffset);
    }
  }

  function* backwards(walletHash: Uint8Array): Generator<Uint8Array> {
    for (const { entry } of located(walletHash)) yield entry;
  }

  function offsetOf(walletHash: Uint8Array, parent: Uint8Array | null | undefined): bigint {
    if (parent === null) return NO_OFFSET;
    if (parent === undefined) return BigInt(newest.get(keyOf(walletHash)) ?? NO_OFFSET);
    for (const { offset, entry } of located(walletHash)) if (Buffer.compare(entry, parent) === 0) return BigInt(offset);
    throw new WitnessStorageError('the entry to follow is not in the log');
  }

  return {
    head: (walletHash) => backwards(walletHash).next().value ?? null,
    backwards,
    append(walletHash, entry, parent) {
      if (broken !== null) throw broken;
      if (entry.length > MAX_ENTRY_BYTES) throw new WitnessStorageError(`entry is over ${MAX_ENTRY_BYTES} bytes`);
      // A second process on the same folder would interleave records; its growth of the file gives it away.
      if (fstatSync(file).size !== size) throw new WitnessStorageError('the log was changed by another process');
      const record = encodeRecord(entry, offsetOf(walletHash, parent));
      try {
        for (let done = 0; done < record.length; ) done += writeSync(file, record, done);
        fdatasyncSync(file);
      } catch (cause) {
        // After a failed sync the kernel may have dropped the pages: nothing more is acknowledged until a restart has read the file.
        const failure = new WitnessStorageError('the entry could not be written', { cause });
        try {
          ftruncateSync(file, size);
          if ((cause as NodeJS.ErrnoException).code !== 'ENOSPC') broken = failure;
        } catch {
          broken = failure;
        }
        throw failure;
      }
      newest.set(keyOf(walletHash), size);
      size += record.length;
    },
    close: () => closeSync(file),
  };
}
