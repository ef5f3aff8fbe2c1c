/** What hides, turns or stands in for other text, and what has no look of its own. */
const unseen = /[\p{Cc}\p{Cf}\p{Cs}\p{Co}\p{Cn}\p{Variation_Selector}\u115f\u1160\u3164\uffa0\u2800]/gu;
/** More marks on one letter than any language writes reach into the lines around. */
const piledMarks = /(\p{M}{2})\p{M}+/gu;

/**
 * A name that a contract gives itself, made fit to stand beside others: one line, nothing that hides or turns text, and no longer
 * than told (in characters as people count them; what is cut off is an ellipsis).
 *
 * @example
 * ```ts
 * plainLabel('US\u202eDC\n', 16); // 'USDC'
 * ```
 */
export function plainLabel(text: string, maxLength: number): string {
  // Nobody reads more, and a megabyte of it would take its time.
  const line = text
    .slice(0, maxLength * 8)
    .replaceAll(/\s+/g, ' ')
    .replaceAll(unseen, '')
    .replaceAll(piledMarks, '$1')
    .trim();
  const characters = [...line];
  return characters.length <= maxLength ? line : `${characters.slice(0, maxLength - 1).join('')}…`;
}
