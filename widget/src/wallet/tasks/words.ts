import { type Bytes, utf8 } from '../../crypto/bytes.ts';

/** Lengths of BIP-39 mnemonics. */
const seedLengths: ReadonlySet<number> = new Set([12, 15, 18, 21, 24]);
export const kitLengths: ReadonlySet<number> = new Set([24]);

/**
 * Words as the enclave takes them: ASCII, lower case, one space between them. Whether they are on the list, and their checksum, is
 * the enclave's to say.
 *
 * @returns null for what cannot be so many words. The caller wipes the bytes.
 */
export function wordBytes(text: string, lengths: ReadonlySet<number> = seedLengths): Bytes | null {
  const words = text.normalize('NFKD').trim().toLowerCase().split(/\s+/);
  if (!lengths.has(words.length) || !words.every((word) => /^[a-z]{3,8}$/.test(word))) return null;
  return utf8(words.join(' '));
}
