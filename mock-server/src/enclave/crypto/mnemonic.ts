import { wordlist } from '@scure/bip39/wordlists/english.js';
import { sha256 } from './kdf.ts';
import { wipe } from './wipe.ts';

const LONGEST_WORD = 8;
const indexOfWord = new Map(wordlist.map((word, index) => [word, index]));

/** Eleven bits per word. Null for an unknown word: which one is nobody's business but the person's, who checks the list. */
function indexes(words: Uint8Array): number[] | null {
  const found: number[] = [];
  let letters = '';
  for (const byte of [...words, 0x20]) {
    if (byte === 0x20) {
      // Single words only ever become strings: the phrase itself can be wiped.
      const index = indexOfWord.get(letters);
      if (index === undefined) return null;
      found.push(index);
      letters = '';
    } else {
      letters += String.fromCharCode(byte);
      if (letters.length > LONGEST_WORD) return null;
    }
  }
  return found;
}

/**
 * The entropy behind a BIP-39 mnemonic of English words: lower case, ASCII, one space between them.
 *
 * @returns 16, 20, 24, 28 or 32 bytes that the caller wipes; null when a word, their number or the checksum is wrong.
 * @example
 * ```ts
 * entropyOfMnemonic(mnemonicBytes(entropy)); // entropy again
 * ```
 */
export function entropyOfMnemonic(words: Uint8Array): Uint8Array<ArrayBuffer> | null {
  const found = indexes(words);
  if (found === null || found.length < 12 || found.length > 24 || found.length % 3 !== 0) return null;
  const checksumBits = found.length / 3;
  const entropy = new Uint8Array((found.length * 11 - checksumBits) / 8);
  let checksum = 0;
  for (let position = 0; position < found.length * 11; position++) {
    const bit = ((found[Math.floor(position / 11)] as number) >> (10 - (position % 11))) & 1;
    if (position < entropy.length * 8) entropy[position >> 3] = ((entropy[position >> 3] as number) << 1) | bit;
    else checksum = (checksum << 1) | bit;
  }
  found.fill(0);
  if ((sha256(entropy)[0] as number) >> (8 - checksumBits) === checksum) return entropy;
  wipe(entropy);
  return null;
}
