import { kindOf } from './theme-tokens.ts';

/** An opaque sRGB colour, each channel 0 to 255. */
export type Color = readonly [red: number, green: number, blue: number];

/** One colour for both schemes, or one for each. */
export type ColorPair = { readonly light: Color; readonly dark: Color };

const VALUE_MAX_CHARACTERS = 200;
const HEX = /^#([0-9a-f]{3}|[0-9a-f]{6})$/i;
const RGB = /^rgb\(\s*(\d{1,3})\s*[\s,]\s*(\d{1,3})\s*[\s,]\s*(\d{1,3})\s*\)$/i;
const PAIR = /^light-dark\(\s*(#[0-9a-f]+|rgb\([^()]*\))\s*,\s*(#[0-9a-f]+|rgb\([^()]*\))\s*\)$/i;
const NUMBER = /^(-?\d{0,4}(?:\.\d{1,6})?)(px|rem|em|ms|s|)$/;
const FAMILY = /^[\p{L}\p{N} _.-]{1,64}$/u;
const GENERIC = /^(system-ui|sans-serif|serif|monospace|cursive|ui-(sans-serif|serif|monospace|rounded)|-apple-system)$/;
const BEZIER = /^cubic-bezier\(\s*([^,()]+),([^,()]+),([^,()]+),([^,()]+)\)$/;
const EASING = /^(linear|ease|ease-in|ease-out|ease-in-out)$/;

/** Reads `#rgb`, `#rrggbb` or `rgb(r g b)`; null for anything else, also for a colour that lets the ground shine through. */
export const parseColor = (text: string): Color | null => {
  const hex = HEX.exec(text.trim())?.[1];
  if (hex !== undefined) {
    const digits = hex.length === 3 ? [...hex].map((digit) => digit + digit).join('') : hex;
    return [0, 2, 4].map((at) => Number.parseInt(digits.slice(at, at + 2), 16)) as unknown as Color;
  }
  const channels = RGB.exec(text.trim())?.slice(1).map(Number);
  return channels?.every((channel) => channel <= 255) === true ? (channels as unknown as Color) : null;
};

export const toHex = (color: Color): string => `#${color.map((channel) => Math.round(channel).toString(16).padStart(2, '0')).join('')}`;

/** Reads a colour, or `light-dark()` of two. */
export const parsePair = (text: string): ColorPair | null => {
  const both = PAIR.exec(text.trim());
  const light = parseColor(both?.[1] ?? text);
  const dark = parseColor(both?.[2] ?? text);
  return light === null || dark === null ? null : { light, dark };
};

export const pairText = ({ light, dark }: ColorPair): string => (toHex(light) === toHex(dark) ? toHex(light) : `light-dark(${toHex(light)}, ${toHex(dark)})`);

/** In pixels, milliseconds, or as it stands; null where the units do not go together. */
const readNumber = (text: string, unit: string): number | null => {
  const [, digits = '', given = ''] = NUMBER.exec(text) ?? [];
  const value = /\d/.test(digits) ? Number(digits) : Number.NaN;
  if (Number.isNaN(value)) return null;
  if (given === unit || (unit === 'number' && given === '')) return value;
  if (given === '' && value === 0) return 0;
  const factors: { readonly [pair: string]: number } = { 'rem px': 16, 'px rem': 1 / 16, 's ms': 1000 };
  const factor = factors[`${given} ${unit}`];
  return factor === undefined ? null : value * factor;
};

/** Names of installed fonts and generic families, each quoted that is not generic: nothing that loads, and nothing that ends the declaration. */
const readFonts = (text: string): string | null => {
  const families = text.split(',').map((family) => family.trim().replace(/^(["'])([^"']*)\1$/, '$2'));
  if (!families.every((family) => FAMILY.test(family) && family.trim() !== '')) return null;
  return families.map((family) => (GENERIC.test(family) ? family : `"${family}"`)).join(', ');
};

const readEasing = (text: string): string | null => {
  if (EASING.test(text)) return text;
  const numbers = BEZIER.exec(text)
    ?.slice(1)
    .map((part) => readNumber(part.trim(), 'number'));
  const isSound = numbers?.every((value, at) => value !== null && (at % 2 === 0 ? value >= 0 && value <= 1 : Math.abs(value) <= 2));
  return isSound === true ? `cubic-bezier(${numbers?.join(', ')})` : null;
};

/**
 * A token's value in the one spelling that goes into a style sheet, made from what was understood and not from what was sent; null when the
 * token is unknown or the value is not of its kind.
 *
 * @param property the custom property's full name
 * @example
 * ```ts
 * readThemeValue('--alcove-radius', '0.5rem'); // '8px'
 * readThemeValue('--alcove-font', "Inter, sans-serif"); // '"Inter", sans-serif'
 * readThemeValue('--alcove-font', 'url(https://evil.example)'); // null
 * ```
 */
export const readThemeValue = (property: string, given: string): string | null => {
  const kind = kindOf(property);
  if (kind === undefined || typeof given !== 'string' || given.length > VALUE_MAX_CHARACTERS) return null;
  const text = given.trim();
  const [type = '', ...bounds] = kind.split(' ');
  switch (type) {
    case 'color': {
      const pair = parsePair(text);
      return pair && pairText(pair);
    }
    case 'font':
      return readFonts(text);
    case 'easing':
      return readEasing(text);
    case 'preset':
      return /^[a-z]{1,32}$/.test(text) ? text : null;
    case 'word':
      return bounds.includes(text) ? text : null;
    default: {
      const value = readNumber(text, type);
      if (value === null || value < Number(bounds[0]) || value > Number(bounds[1])) return null;
      return `${Number(value.toFixed(4))}${type === 'number' ? '' : type}`;
    }
  }
};
