import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import fs from 'node:fs';
import { syncBuiltinESMExports } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, it, type TestContext } from 'node:test';
import { openWitnessLog, type WitnessLog, WitnessLogDamagedError, WitnessStorageError } from './witness-log.ts';

const bytes = (length: number, value: number) => new Uint8Array(length).fill(value);
const wallet = (name: number) => bytes(32, name);
/** Entries of these tests begin with their wallet's byte. */
const entry = (name: number, length = 30, filler = 0xee) => Uint8Array.of(name, ...bytes(length - 1, filler));
const walletHashOf = (stored: Uint8Array) => wallet(stored[0] as number);
const hex = (value: Uint8Array) => Buffer.from(value).toString('hex');

/** A record as PROTOCOL §8 has it: length ‖ 8 bytes of SHA-256 ‖ offset of the wallet's record before ‖ entry. */
function recordOf(stored: Uint8Array, previous = 0xffff_ffff_ffff_ffffn): Buffer {
  const head = Buffer.alloc(12);
  head.writeUInt32BE(stored.length, 0);
  const checked = Buffer.alloc(8 + stored.length);
  checked.writeBigUInt64BE(previous, 0);
  checked.set(stored, 8);
  createHash('sha256').update(checked).digest().copy(head, 4, 0, 8);
  return Buffer.concat([head, checked]);
}

describe('the log of a witness', () => {
  let folder: string;
  let path: string;
  let log: WitnessLog | null;
  const open = () => {
    log?.close();
    log = openWitnessLog(path, walletHashOf);
    return log;
  };
  const content = () => hex(fs.readFileSync(path));
  beforeEach(() => {
    folder = fs.mkdtempSync(join(tmpdir(), 'log-'));
    path = join(folder, 'witness.log');
    log = null;
  });
  afterEach(() => {
    log?.close();
    fs.rmSync(folder, { recursive: true });
  });
  /** Puts something else in the place of one of node:fs's functions until the test ends. */
  const replace = <Name extends 'writeSync' | 'readSync' | 'fdatasyncSync' | 'fsyncSync' | 'ftruncateSync' | 'closeSync'>(
    t: TestContext,
    name: Name,
    make: (original: (typeof fs)[Name]) => (...given: never[]) => unknown,
  ) => {
    const spy = t.mock.method(fs, name, make(fs[name]) as never);
    syncBuiltinESMExports();
    const restore = () => {
      spy.mock.restore();
      syncBuiltinESMExports();
    };
    t.after(restore);
    return { spy, restore };
  };
  const failure = (code: string) => () => {
    throw Object.assign(new Error(code), { code });
  };
  const storage = (message: string) => (error: unknown) => {
    assert.ok(error instanceof WitnessStorageError);
    assert.deepEqual([error.name, error.message], ['WitnessStorageError', message]);
    return true;
  };

  it('is a file for its owner alone, in the form of PROTOCOL §8, each record leading to the one before', () => {
    const opened = open();
    assert.equal(fs.statSync(path).mode & 0o777, 0o600);
    const stored = [entry(1), entry(2, 40), entry(1, 50), entry(1, 60), entry(2, 70)];
    for (const one of stored) opened.append(walletHashOf(one), one);
    const [first, second, third, fourth, fifth] = stored as [Uint8Array, Uint8Array, Uint8Array, Uint8Array, Uint8Array];
    const expected = [recordOf(first), recordOf(second), recordOf(third, 0n), recordOf(fourth, 50n + 60n), recordOf(fifth, 50n)];
    assert.equal(content(), hex(Buffer.concat(expected)));
    for (const reader of [opened, open()]) {
      assert.deepEqual([...reader.backwards(wallet(1))], [fourth, third, first]);
      assert.deepEqual([...reader.backwards(wallet(2))], [fifth, second]);
      assert.deepEqual([...reader.backwards(wallet(3))], []);
      assert.deepEqual([reader.head(wallet(1)), reader.head(wallet(2)), reader.head(wallet(3))], [fourth, fifth, null]);
    }
  });

  it('follows another entry where it is told to, and forgets what came after that one', () => {
    const [first, left, taken, begun] = [entry(1, 30), entry(1, 40), entry(1, 50), entry(1, 60)];
    const opened = open();
    opened.append(wallet(1), first);
    opened.append(wallet(1), left);
    opened.append(wallet(1), taken, first);
    for (const reader of [opened, open()]) assert.deepEqual([...reader.backwards(wallet(1))], [taken, first]);
    const again = open();
    again.append(wallet(1), begun, null);
    for (const reader of [again, open()]) assert.deepEqual([...reader.backwards(wallet(1))], [begun]);
    const before = content();
    assert.throws(() => open().append(wallet(1), entry(1, 70), left), storage('the entry to follow is not in the log'));
    assert.equal(content(), before);
  });

  it('takes entries of up to 4,096 bytes', () => {
    const opened = open();
    opened.append(wallet(1), entry(1, 4_096));
    const before = content();
    assert.throws(() => opened.append(wallet(1), entry(1, 4_097)), storage('entry is over 4096 bytes'));
    assert.equal(content(), before);
    assert.deepEqual(open().head(wallet(1)), entry(1, 4_096));
  });

  it('is on disk before an append returns, and before it is used at all', (t) => {
    const calls: string[] = [];
    const note = (name: string, file: unknown) => calls.push(`${name} ${fs.fstatSync(file as number).isDirectory() ? 'folder' : 'file'}`);
    for (const name of ['writeSync', 'fdatasyncSync', 'fsyncSync', 'closeSync'] as const) {
      replace(t, name, (original) => (...given: unknown[]) => {
        note(name, given[0]);
        return (original as (...values: unknown[]) => unknown)(...given);
      });
    }
    const opened = open();
    assert.deepEqual(calls.splice(0), ['fsyncSync file', 'fsyncSync folder', 'closeSync folder']);
    opened.append(wallet(1), entry(1));
    assert.deepEqual(calls.splice(0), ['writeSync file', 'fdatasyncSync file']);
  });

  it('writes and reads on when the system does it in pieces', (t) => {
    const write = replace(
      t,
      'writeSync',
      (original) =>
        (file: number, data: Uint8Array, offset = 0) =>
          original(file, data, offset, Math.min(7, data.length - offset)),
    );
    const read = replace(
      t,
      'readSync',
      (original) => (file: number, data: Uint8Array, offset: number, length: number, position: number) =>
        original(file, data, offset, Math.min(3, length), position),
    );
    const opened = open();
    opened.append(wallet(1), entry(1));
    opened.append(wallet(1), entry(1, 41));
    assert.equal(content(), hex(Buffer.concat([recordOf(entry(1)), recordOf(entry(1, 41), 0n)])));
    assert.ok(write.spy.mock.callCount() > 2);
    assert.deepEqual([...open().backwards(wallet(1))], [entry(1, 41), entry(1)]);
    assert.ok(read.spy.mock.callCount() > 2);
  });

  it('error: a sync that failed: nothing was added, and nothing is taken until it is opened anew', (t) => {
    const opened = open();
    opened.append(wallet(1), entry(1));
    const before = content();
    const { restore } = replace(t, 'fdatasyncSync', () => failure('EIO'));
    assert.throws(
      () => opened.append(wallet(1), entry(1, 40)),
      (error) => storage('the entry could not be written')(error) && (error as Error & { cause: { code: string } }).cause.code === 'EIO',
    );
    assert.equal(content(), before);
    assert.deepEqual(opened.head(wallet(1)), entry(1));
    restore();
    assert.throws(() => opened.append(wallet(1), entry(1, 40)), storage('the entry could not be written'));
    assert.equal(content(), before);
    open().append(wallet(1), entry(1, 40));
    assert.deepEqual(log?.head(wallet(1)), entry(1, 40));
  });

  it('error: a full disk: nothing was added, and it goes on when there is room', (t) => {
    const opened = open();
    opened.append(wallet(1), entry(1));
    const before = content();
    const { restore } = replace(t, 'writeSync', (original) => (file: number, data: Uint8Array, offset = 0) => {
      if (offset > 0) failure('ENOSPC')();
      return original(file, data, offset, 7);
    });
    assert.throws(() => opened.append(wallet(1), entry(1, 40)), storage('the entry could not be written'));
    assert.equal(content(), before);
    restore();
    opened.append(wallet(1), entry(1, 40));
    assert.deepEqual([...open().backwards(wallet(1))], [entry(1, 40), entry(1)]);
  });

  it('error: what was half written cannot be cut off: nothing more is taken', (t) => {
    const opened = open();
    const sync = replace(t, 'fdatasyncSync', () => failure('ENOSPC'));
    const truncate = replace(t, 'ftruncateSync', () => failure('EIO'));
    assert.throws(() => opened.append(wallet(1), entry(1)), storage('the entry could not be written'));
    sync.restore();
    truncate.restore();
    fs.truncateSync(path, 0);
    assert.throws(() => opened.append(wallet(1), entry(1)), storage('the entry could not be written'));
    assert.equal(content(), '');
  });

  it('error: another process writes to it, or cuts it, or what it holds can no longer be read', () => {
    const opened = open();
    opened.append(wallet(1), entry(1));
    opened.append(wallet(1), entry(1, 40));
    fs.appendFileSync(path, 'x');
    assert.throws(() => opened.append(wallet(1), entry(1)), storage('the log was changed by another process'));
    fs.truncateSync(path, 50);
    assert.throws(() => opened.append(wallet(1), entry(1)), storage('the log was changed by another process'));
    assert.throws(() => opened.head(wallet(1)), storage('record at byte 50 can no longer be read'));
    assert.throws(() => [...opened.backwards(wallet(1))], storage('record at byte 50 can no longer be read'));
  });

  it('a torn last write is cut off', () => {
    const whole = Buffer.concat([recordOf(entry(1)), recordOf(entry(1, 40), 0n)]);
    const none = Buffer.alloc(8, 0xff);
    // A head that promises an entry of no bytes, checksum and all, is no record either.
    const empty = Buffer.concat([Buffer.alloc(4), createHash('sha256').update(none).digest().subarray(0, 8), none]);
    const long = Buffer.from(recordOf(entry(1, 4_097)));
    for (const tail of [
      Buffer.of(0),
      Buffer.alloc(19),
      Buffer.alloc(200),
      recordOf(entry(1)).subarray(0, -1),
      recordOf(entry(1)).subarray(0, 20),
      empty,
      long.subarray(0, 60),
    ]) {
      fs.writeFileSync(path, Buffer.concat([whole, tail]));
      assert.deepEqual([...open().backwards(wallet(1))], [entry(1, 40), entry(1)]);
      assert.equal(content(), hex(whole));
      log?.append(wallet(1), entry(1, 45));
      assert.deepEqual([...open().backwards(wallet(1))], [entry(1, 45), entry(1, 40), entry(1)]);
    }
    fs.writeFileSync(path, recordOf(entry(1)).subarray(0, -1));
    assert.equal(open().head(wallet(1)), null);
    assert.equal(content(), '');
  });

  it('error: an entry of more than 4,096 bytes in the file is damage, whatever its checksum', () => {
    fs.writeFileSync(path, Buffer.concat([recordOf(entry(1, 4_097)), recordOf(entry(1))]));
    assert.throws(open, WitnessLogDamagedError);
  });

  it('error: damage with valid records after it: the file is let go of as it is', (t) => {
    const [first, second, third] = [recordOf(entry(1, 4_096)), recordOf(entry(1, 4_096), 0n), recordOf(entry(1), 4_116n)];
    const whole = Buffer.concat([first, second, third]);
    for (const at of [0, 3, 4, 11, 12, 19, 20, first.length - 1]) {
      const damaged = Buffer.from(whole);
      damaged[at] = (damaged[at] as number) ^ 1;
      fs.writeFileSync(path, damaged);
      const { spy, restore } = replace(t, 'closeSync', (original) => (file: number) => original(file));
      assert.throws(
        () => openWitnessLog(path, walletHashOf),
        (error) => {
          assert.ok(error instanceof WitnessLogDamagedError);
          assert.equal(error.name, 'WitnessLogDamagedError');
          const message = `witness log ${path} is damaged at byte 0, and valid entries follow. Restore it or start this witness with an empty folder.`;
          assert.equal(error.message, message);
          return true;
        },
      );
      assert.equal(spy.mock.callCount(), 1);
      restore();
      assert.equal(content(), hex(damaged));
    }
    const gone = Buffer.from(whole);
    gone[4_116 + 30] = 0;
    fs.writeFileSync(path, gone);
    assert.throws(
      () => openWitnessLog(path, walletHashOf),
      (error: Error) => error instanceof WitnessLogDamagedError && error.message.includes('is damaged at byte 4116,'),
    );
  });

  it('is closed with close()', () => {
    const opened = open();
    opened.close();
    assert.throws(() => opened.append(wallet(1), entry(1)), { code: 'EBADF' });
    log = null;
  });
});
