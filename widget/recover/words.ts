import { mnemonicToEntropy } from '@scure/bip39';
import { wordlist } from '@scure/bip39/wordlists/english.js';
import { KitError } from './kit-file.ts';
import { messages } from './messages.ts';

export const WORD_COUNT = 24;
const known = new Set(wordlist);

/** The words of a text as people write them down: numbered, on lines, with commas, in capitals. */
export function splitWords(text: string): readonly string[] {
  return text
    .normalize('NFKD')
    .toLowerCase()
    .split(/[^a-z]+/)
    .filter((word) => word !== '');
}

export type WordProblem = { readonly position: number; readonly word: string; readonly suggestions: readonly string[] };

/** The first word that is not on the list, and what may have been meant: four letters tell any two words apart. */
export function findUnknown(words: readonly string[]): WordProblem | null {
  const index = words.findIndex((word) => !known.has(word));
  const word = words[index];
  if (word === undefined) return null;
  const like = (length: number) => wordlist.filter((candidate) => candidate.startsWith(word.slice(0, length)));
  const suggestions = [4, 3].map(like).find((found) => found.length > 0) ?? [];
  return { position: index + 1, word, suggestions: suggestions.slice(0, 4) };
}

/**
 * The kit's secret, 32 bytes.
 *
 * @throws KitError `words`
 */
export function secretOfWords(text: string): Uint8Array<ArrayBuffer> {
  const words = splitWords(text);
  if (words.length !== WORD_COUNT) throw new KitError('words', messages.wordCount(WORD_COUNT, words.length));
  const unknown = findUnknown(words);
  if (unknown !== null) throw new KitError('words', messages.unknownWord(unknown.position, unknown.word));
  try {
    return Uint8Array.from(mnemonicToEntropy(words.join(' '), wordlist));
  } catch (cause) {
    throw new KitError('words', messages.otherOrder, { cause });
  }
}
