import { type ThemeToken, TOKEN_PREFIX, themeTokens } from '../../../host-sdk/src/contract/theme-tokens.ts';
import { type Color, type ColorPair, pairText, parsePair, readThemeValue, toHex } from '../../../host-sdk/src/contract/theme-values.ts';
import type { ThemeCorrection, ThemeReport } from '../../../host-sdk/src/contract/types.ts';
import { deriveRoles, type Seeds } from './roles.ts';
import { scaledRoles } from './theme-scale.ts';

type Scheme = 'light' | 'dark';

/** The palette's colours: what they are a seed for, where the wallet's own stands in tokens.css, and the role by which one sees what became of it. */
const seeds: { readonly [token: string]: { readonly seed: keyof Seeds; readonly own: string; readonly role: string } } = {
  'color-accent': { seed: 'accent', own: 'accent-fill-loud', role: 'accent-fill-loud' },
  'color-surface': { seed: 'surface', own: 'surface', role: 'surface' },
  'color-text': { seed: 'onSurface', own: 'on-surface', role: 'on-surface' },
  'color-good': { seed: 'good', own: 'good-on-surface', role: 'good-on-surface' },
  'color-caution': { seed: 'caution', own: 'caution-on-surface', role: 'caution-on-surface' },
  'color-danger': { seed: 'danger', own: 'danger-on-surface', role: 'danger-on-surface' },
};

/** Everything the last theme set, so that the next one starts from the wallet's own look. What the person chose stays. */
const clear = (root: HTMLElement): void => {
  for (const name of [...root.style]) if (name.startsWith(TOKEN_PREFIX)) root.style.removeProperty(name);
  delete root.dataset.scheme;
};

/** The wallet's own colour of a role in both schemes, as tokens.css gives it. */
const readOwn = (computed: CSSStyleDeclaration, role: string): ColorPair => {
  const pair = parsePair(computed.getPropertyValue(`${TOKEN_PREFIX}${role}`));
  if (pair === null) throw new Error(`tokens.css is not loaded: ${TOKEN_PREFIX}${role} has no colour`);
  return pair;
};

/** Sets every role colour, and says which of the colours that were asked for could not be read as they are. */
const applyColors = (root: HTMLElement, wishes: ReadonlyMap<string, ColorPair>): readonly ThemeCorrection[] => {
  const computed = getComputedStyle(root);
  const own = Object.entries(seeds).map(([token, { seed, own: role }]) => [seed, wishes.get(token) ?? readOwn(computed, role)] as const);
  const derive = (scheme: Scheme): ReadonlyMap<string, Color> => {
    const chosen = Object.fromEntries(own.map(([seed, pair]) => [seed, pair[scheme]])) as unknown as Seeds;
    return deriveRoles(chosen, (role) => wishes.get(role)?.[scheme]);
  };
  const schemes = { light: derive('light'), dark: derive('dark') };
  const usedFor = (role: string): ColorPair => ({ light: schemes.light.get(role) ?? [0, 0, 0], dark: schemes.dark.get(role) ?? [0, 0, 0] });
  for (const role of schemes.light.keys()) {
    const { light, dark } = usedFor(role);
    root.style.setProperty(`${TOKEN_PREFIX}${role}`, `light-dark(${toHex(light)}, ${toHex(dark)})`);
  }
  return [...wishes].flatMap(([token, pair]) => {
    const [given, used] = [pairText(pair), pairText(usedFor(seeds[token]?.role ?? token))];
    // A role that is set by itself hides what became of the palette's colour.
    const isHidden = seeds[token] !== undefined && wishes.has(seeds[token].role);
    return given === used || isHidden ? [] : [{ token: `${TOKEN_PREFIX}${token}`, given, used }];
  });
};

/**
 * Puts a theme on the widget, in place of the one before. Tokens that are not in `themeTokens` or whose value is not of their kind change
 * nothing. Colours are taken as a wish: what would be hard to read is moved until text has a contrast of 4.5:1 and controls 3:1, in both
 * schemes. Marks of trust are out of reach.
 *
 * @param tokens by the full names of the custom properties
 * @returns the names that were refused and the colours that were corrected, in their order, and what was set
 * @throws Error tokens.css is not loaded in the document
 * @example
 * ```ts
 * applyTheme({ '--alcove-color-accent': '#c2185b', '--alcove-radius': '8px', '--alcove-danger-fill-loud': '#fff' }).rejected;
 * // ['--alcove-danger-fill-loud']
 * ```
 */
export const applyTheme = (tokens: { readonly [token: string]: string }, root: HTMLElement = document.documentElement): ThemeReport => {
  const rejected: string[] = [];
  const colors = new Map<string, ColorPair>();
  const values = new Map<string, string>();
  clear(root);
  for (const [property, given] of Object.entries(tokens)) {
    const value = readThemeValue(property, given);
    const name = property.slice(TOKEN_PREFIX.length);
    const pair = value !== null && themeTokens[name as ThemeToken] === 'color' ? parsePair(value) : null;
    if (value === null) rejected.push(property);
    else if (pair !== null) colors.set(name, pair);
    else if (name === 'scheme' && value !== 'auto') root.dataset.scheme = value;
    else values.set(name, value);
  }
  const set = (name: string, value: string): void => root.style.setProperty(`${TOKEN_PREFIX}${name}`, value);
  for (const [name, value] of values) for (const [role, text] of scaledRoles(name, Number.parseFloat(value))) set(role, text);
  for (const [name, value] of values) if (scaledRoles(name, 1).length === 0 && name !== 'preset' && name !== 'scheme') set(name, value);
  const corrected = colors.size > 0 ? applyColors(root, colors) : [];
  const applied = [...root.style].filter((name) => name.startsWith(TOKEN_PREFIX)).map((name) => [name, root.style.getPropertyValue(name)] as const);
  return { rejected, corrected, applied: Object.fromEntries(applied) };
};
