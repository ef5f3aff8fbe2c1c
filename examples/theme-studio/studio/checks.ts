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

/**
 * How colours look to people who lack one kind of cone: Machado, Oliveira and Fernandes, "A Physiologically-based Model for Simulation of
 * Color Vision Deficiency", IEEE TVCG 15(6), 2009, table of matrices, severity 1.0; in linear RGB.
 */
export const visions: { readonly [name: string]: readonly number[] | null } = {
  'all cones': null,
  protanopia: [0.152286, 1.052583, -0.204868, 0.114503, 0.786281, 0.099216, -0.003882, -0.048116, 1.051998],
  deuteranopia: [0.367322, 0.860646, -0.227968, 0.280085, 0.672501, 0.047413, -0.01182, 0.04294, 0.968881],
  tritanopia: [1.255528, -0.076749, -0.178779, -0.078411, 0.930809, 0.147602, 0.004733, 0.691367, 0.3039],
};

/** An SVG filter for each kind of vision that needs one, by its name. */
export function visionFilters(): readonly SVGElement[] {
  const svg = (name: string): SVGElement => document.createElementNS('http://www.w3.org/2000/svg', name);
  return Object.entries(visions).flatMap(([name, matrix]) => {
    if (matrix === null) return [];
    const filter = svg('filter');
    filter.id = name;
    filter.setAttribute('color-interpolation-filters', 'linearRGB');
    const colors = svg('feColorMatrix');
    const rows = [0, 3, 6].map((at) => `${matrix.slice(at, at + 3).join(' ')} 0 0`);
    colors.setAttribute('values', `${rows.join(' ')} 0 0 0 1 0`);
    filter.append(colors);
    return [filter];
  });
}
