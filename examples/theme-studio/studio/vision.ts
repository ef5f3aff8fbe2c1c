import { type Color, parsePair } from '../../../host-sdk/src/contract/theme-values.ts';

/*
 * How colours look to people who lack one kind of cone: Machado, Oliveira and Fernandes, "A Physiologically-based Model for Simulation of
 * Color Vision Deficiency", IEEE TVCG 15(6), 2009, pp. 1291-1298, the authors' matrices at severity 1.0
 * (https://www.inf.ufrgs.br/~oliveira/pubs_files/CVD_Simulation/CVD_Simulation.html), in linear RGB. Sound for the two red-green kinds;
 * an approximation for tritanopia.
 */
export const visions: { readonly [name: string]: readonly number[] | null } = {
  'all cones': null,
  protanopia: [0.152286, 1.052583, -0.204868, 0.114503, 0.786281, 0.099216, -0.003882, -0.048116, 1.051998],
  deuteranopia: [0.367322, 0.860646, -0.227968, 0.280085, 0.672501, 0.047413, -0.01182, 0.04294, 0.968881],
  tritanopia: [1.255528, -0.076749, -0.178779, -0.078411, 0.930809, 0.147602, 0.004733, 0.691367, 0.3039],
};

type Linear = readonly [red: number, green: number, blue: number];

const multiply = (matrix: readonly number[], vector: Linear): Linear =>
  [0, 3, 6].map((row) => vector.reduce((sum, value, column) => sum + value * (matrix[row + column] ?? 0), 0)) as unknown as Linear;

/** IEC 61966-2-1, 0 to 1. */
const toLinear = (color: Color): Linear =>
  color.map((channel) => (channel / 255 <= 0.04045 ? channel / 255 / 12.92 : ((channel / 255 + 0.055) / 1.055) ** 2.4)) as unknown as Linear;

/** Ottosson, "A perceptual color space for image processing", 2020: cone responses, then lightness and two opponent axes. */
const CONES = [0.4122214708, 0.5363325363, 0.0514459929, 0.2119034982, 0.6806995451, 0.1073969566, 0.0883024619, 0.2817188376, 0.6299787005];
const OKLAB = [0.2104542553, 0.793617785, -0.0040720468, 1.9779984951, -2.428592205, 0.4505937099, 0.0259040371, 0.7827717662, -0.808675766];

function toOklab(color: Color, matrix: readonly number[] | null): Linear {
  const linear = toLinear(color);
  const seen = matrix === null ? linear : (multiply(matrix, linear).map((value) => Math.min(1, Math.max(0, value))) as unknown as Linear);
  return multiply(OKLAB, multiply(CONES, seen).map(Math.cbrt) as unknown as Linear);
}

/** How different two colours look to somebody, 0 to 100: the distance in OKLab. Two is the least that can be seen at all. */
export function difference(one: Color, other: Color, vision: string): number {
  const matrix = visions[vision] ?? null;
  const [left, right] = [toOklab(one, matrix), toOklab(other, matrix)];
  return 100 * Math.hypot(...left.map((value, axis) => value - (right[axis] ?? 0)));
}

/** At a glance; below it two colours need to stand side by side. */
export const DIFFERENT = 10;

/** What must not be taken for one another. */
const meanings: readonly (readonly [one: string, other: string])[] = [
  ['good-on-surface', 'danger-on-surface'],
  ['good-on-surface', 'caution-on-surface'],
  ['caution-on-surface', 'danger-on-surface'],
  ['accent-fill-loud', 'danger-fill-loud'],
];

/** By vision, how different two meanings look in the scheme where they look most alike. */
export type Alikeness = { readonly what: string; readonly seen: readonly number[] };

/** @param colorOf a role's colours as they are used */
export function visionChecks(colorOf: (role: string) => string): readonly Alikeness[] {
  return meanings.flatMap(([one, other]) => {
    const [left, right] = [parsePair(colorOf(one)), parsePair(colorOf(other))];
    if (left === null || right === null) return [];
    const names = [one, other].map((role) => role.replace(/-(on-surface|fill-loud)$/, ''));
    const seen = Object.keys(visions).map((vision) => Math.min(difference(left.light, right.light, vision), difference(left.dark, right.dark, vision)));
    return [{ what: names.join(' and '), seen }];
  });
}

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
