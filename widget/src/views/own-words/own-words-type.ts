import type { words as english } from './own-words.en.ts';

/** The words of one language: texts, and functions for those with values in them. Each language has them all, or it does not compile. */
export type OwnWords = {
  readonly [Key in keyof typeof english]: (typeof english)[Key] extends (...values: infer Values) => string ? (...values: Values) => string : string;
};
