/** The English words that are delivered apart from the code: the build writes them here (widget/bin/part-english.mjs). */
export const words: readonly string[] = [];
