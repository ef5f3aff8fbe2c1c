/*
 * Characters that change how text around them looks, or that cannot be seen: controls, bidirectional overrides and isolates,
 * zero-width characters, variation and tag characters, line and paragraph separators; and the backslash that writes them out.
 */
const invisible = /[\p{Cc}\p{Cf}\p{Cs}\p{Co}\p{Cn}\u2028\u2029\u115f\u1160\u3164\uffa0\\]|\p{Variation_Selector}/gu;

function escaped(character: string): string {
  // So that nobody can write by hand what an escape stands for.
  if (character === '\\') return '\\\\';
  if (character === '\n') return '\\n';
  if (character === '\t') return '\\t';
  if (character === '\r') return '\\r';
  return `\\u{${(character.codePointAt(0) as number).toString(16)}}`;
}

/**
 * What a page wrote, made safe to show on one line: every character that could hide or rearrange others is written out.
 * What is signed stays as it was.
 *
 * @example
 * ```ts
 * escapeLine('a\u202eb\n'); // 'a\\u{202e}b\\n'
 * ```
 */
export function escapeLine(text: string): string {
  return text.replace(invisible, escaped);
}

/** Like `escapeLine`, but line breaks and tabs stay what they are: for text that is shown as a block. */
export function escapeBlock(text: string): string {
  return text.replace(invisible, (character) => (character === '\n' || character === '\t' ? character : escaped(character)));
}
