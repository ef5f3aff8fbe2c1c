import { closeSync, openSync, readFileSync, readSync } from 'node:fs';

/* Reading another process's memory (Linux, proc(5)): for tests that look where a secret must not be. */

const CHUNK_LENGTH = 32 * 1024 * 1024;

/** Null when this user may not, or the system has no such thing: with the reason. */
export function cannotReadMemory(pid: number): string | null {
  try {
    closeSync(openSync(`/proc/${pid}/mem`, 'r'));
    return null;
  } catch (error) {
    return `the memory of other processes cannot be read here (${(error as NodeJS.ErrnoException).code ?? 'unknown'})`;
  }
}

/**
 * Every writable page of a process, in pieces that overlap, so that nothing is cut in two.
 *
 * @param overlap the longest thing that is looked for, in bytes.
 */
export function* memoryOf(pid: number, overlap: number): Generator<Buffer> {
  const file = openSync(`/proc/${pid}/mem`, 'r');
  try {
    for (const line of readFileSync(`/proc/${pid}/maps`, 'utf8').split('\n')) {
      const match = /^([0-9a-f]+)-([0-9a-f]+) rw/.exec(line);
      if (match === null) continue;
      const [start, end] = [Number.parseInt(String(match[1]), 16), Number.parseInt(String(match[2]), 16)];
      for (let position = start; position < end; position += CHUNK_LENGTH) {
        const piece = Buffer.alloc(Math.min(CHUNK_LENGTH + overlap, end - position));
        try {
          yield piece.subarray(0, readSync(file, piece, 0, piece.length, position));
        } catch (error) {
          // Unmapped since the list was read, or reserved and never touched.
          if (!['EIO', 'EFAULT', 'ENOMEM'].includes((error as NodeJS.ErrnoException).code ?? '')) throw error;
        }
      }
    }
  } finally {
    closeSync(file);
  }
}

/** The ways bytes get written down: as they are, hexadecimal, base64 and base64url at any alignment. */
export function spellings(secret: Uint8Array): readonly Buffer[] {
  const bytes = Buffer.from(secret);
  const hex = bytes.toString('hex');
  const base64 = [0, 1, 2].map((shift) => {
    const text = Buffer.concat([Buffer.alloc(shift), bytes])
      .toString('base64')
      .replaceAll('=', '');
    // Without the characters that also carry bits of what stands before and behind.
    return text.slice(shift === 0 ? 0 : shift + 1, (shift + bytes.length) % 3 === 0 ? undefined : -1);
  });
  const texts = [hex, hex.toUpperCase(), ...base64, ...base64.map((text) => text.replaceAll('+', '-').replaceAll('/', '_'))];
  return [bytes, ...new Set(texts)].map((spelling) => Buffer.from(spelling));
}

/** Text as one byte and as two bytes a character, the two ways V8 keeps it. */
export function textSpellings(text: string): readonly Buffer[] {
  return [Buffer.from(text, 'utf8'), Buffer.from(text, 'utf16le')];
}
