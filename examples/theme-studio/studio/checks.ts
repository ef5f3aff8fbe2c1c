import { parsePair } from '../../../host-sdk/src/contract/theme-values.ts';
import { contrast } from '../../../widget/src/styles/color.ts';

/** Words and the ground they stand on, by role. */
const pairs: readonly (readonly [words: string, ground: string, minRatio: number])[] = [
  ['on-surface', 'surface', 4.5],
  ['on-surface', 'surface-raised', 4.5],
  ['on-surface-quiet', 'surface', 4.5],
  ['accent-on-loud', 'accent-fill-loud', 4.5],
  ['accent-on-loud', 'accent-fill-loud-hover', 4.5],
  ['accent-on-quiet', 'accent-fill-quiet', 4.5],
  ['good-on-surface', 'surface', 4.5],
  ['caution-on-surface', 'surface', 4.5],
  ['danger-on-surface', 'surface', 4.5],
  ['border-normal', 'surface', 3],
  ['focus', 'surface', 3],
];

export type Check = { readonly what: string; readonly light: number; readonly dark: number; readonly minRatio: number };

/** @param colorOf a role's colours as they are used */
export function contrastChecks(colorOf: (role: string) => string): readonly Check[] {
  return pairs.flatMap(([words, ground, minRatio]) => {
    const [one, other] = [parsePair(colorOf(words)), parsePair(colorOf(ground))];
    if (one === null || other === null) return [];
    return [{ what: `${words} on ${ground}`, light: contrast(one.light, other.light), dark: contrast(one.dark, other.dark), minRatio }];
  });
}
