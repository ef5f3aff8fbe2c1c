import { type Color, parseColor, toHex } from './color.ts';
import { deriveRoles, type Seeds } from './roles.ts';

const PREFIX = '--alcove-';
const RADIUS_MAX_PX = 32;
const VALUE_MAX_CHARACTERS = 200;
const RADIUS = /^(\d{1,2}(?:\.\d+)?)px$/;
/** Names of installed fonts and generic families; nothing that could load from anywhere or end the declaration. */
const FONT = /^(?:"[A-Za-z0-9 _-]+"|[A-Za-z][A-Za-z0-9 _-]*)(?:\s*,\s*(?:"[A-Za-z0-9 _-]+"|[A-Za-z][A-Za-z0-9 _-]*))*$/;
const PAIR = /^light-dark\(\s*(#[0-9a-f]+|rgb\([^()]*\))\s*,\s*(#[0-9a-f]+|rgb\([^()]*\))\s*\)$/i;

/** One colour for both schemes, or one for each. */
type Pair = { readonly light: Color; readonly dark: Color };

type Kind = 'color' | 'radius' | 'font' | 'scheme';

/** The roles a host page may set, and nothing else. What they lead to is corrected until it can be read. */
export const themeTokens: { readonly [token: string]: Kind } = {
  '--alcove-accent': 'color',
  '--alcove-surface': 'color',
  '--alcove-on-surface': 'color',
  '--alcove-radius-sheet': 'radius',
  '--alcove-radius-card': 'radius',
  '--alcove-radius-field': 'radius',
  '--alcove-font': 'font',
  '--alcove-scheme': 'scheme',
};

const parsePair = (value: string): Pair | null => {
  const both = PAIR.exec(value.trim());
  const light = parseColor(both?.[1] ?? value);
  const dark = parseColor(both?.[2] ?? value);
  return light === null || dark === null ? null : { light, dark };
};

/** Everything the last theme set, so that the next one starts from the wallet's own look. */
const clear = (root: HTMLElement): void => {
  for (const name of [...root.style]) if (name.startsWith(PREFIX)) root.style.removeProperty(name);
  delete root.dataset.scheme;
};

const accepts = (kind: Kind, value: string): boolean => {
  switch (kind) {
    case 'color':
      return parsePair(value) !== null;
    case 'radius': {
      const px = RADIUS.exec(value)?.[1];
      return px !== undefined && Number(px) <= RADIUS_MAX_PX;
    }
    case 'font':
      return FONT.test(value);
    case 'scheme':
      return value === 'light' || value === 'dark' || value === 'auto';
  }
};

/** The wallet's own colour of a role in both schemes, as tokens.css gives it. */
const readOwn = (computed: CSSStyleDeclaration, role: string): Pair => {
  const pair = parsePair(computed.getPropertyValue(`${PREFIX}${role}`));
  if (pair === null) throw new Error(`tokens.css is not loaded: ${PREFIX}${role} has no colour`);
  return pair;
};

const applyColors = (root: HTMLElement, colors: ReadonlyMap<string, Pair>): void => {
  const computed = getComputedStyle(root);
  const pick = (role: string, own = role): Pair => colors.get(`${PREFIX}${role}`) ?? readOwn(computed, own);
  const pairs = {
    surface: pick('surface'),
    onSurface: pick('on-surface'),
    accent: pick('accent', 'accent-fill-loud'),
    good: pick('good-on-surface'),
    caution: pick('caution-on-surface'),
    danger: pick('danger-on-surface'),
  };
  const seedsOf = (scheme: 'light' | 'dark'): Seeds => ({
    surface: pairs.surface[scheme],
    onSurface: pairs.onSurface[scheme],
    accent: pairs.accent[scheme],
    good: pairs.good[scheme],
    caution: pairs.caution[scheme],
    danger: pairs.danger[scheme],
  });
  const dark = deriveRoles(seedsOf('dark'));
  for (const [role, light] of deriveRoles(seedsOf('light'))) {
    root.style.setProperty(`${PREFIX}${role}`, `light-dark(${toHex(light)}, ${toHex(dark.get(role) ?? light)})`);
  }
};

/**
 * Puts a host page's theme on the widget, in place of the one before. Tokens that are not in {@link themeTokens} or whose value is not of
 * their kind change nothing. Colours are taken as a wish: what would be hard to read is moved until text has a contrast of 4.5:1 and
 * controls 3:1, in both schemes. Marks of trust are out of reach.
 *
 * @param tokens colours as `#rgb`, `#rrggbb`, `rgb(r g b)` or `light-dark(one, other)`; radii `0px` to `32px`; fonts by name;
 *   `--alcove-scheme` is `light`, `dark` or `auto`
 * @returns the names that were refused, in their order
 * @throws Error tokens.css is not loaded in the document
 * @example
 * ```ts
 * applyTheme({ '--alcove-accent': '#c2185b', '--alcove-radius-card': '8px', '--alcove-danger-fill-loud': '#fff' });
 * // ['--alcove-danger-fill-loud']
 * ```
 */
export const applyTheme = (tokens: { readonly [token: string]: string }, root: HTMLElement = document.documentElement): readonly string[] => {
  const rejected: string[] = [];
  const colors = new Map<string, Pair>();
  clear(root);
  for (const [name, given] of Object.entries(tokens)) {
    const kind = Object.hasOwn(themeTokens, name) ? themeTokens[name] : undefined;
    const value = typeof given === 'string' && given.length <= VALUE_MAX_CHARACTERS ? given.trim() : '';
    const pair = kind === 'color' ? parsePair(value) : null;
    if (kind === undefined || !accepts(kind, value)) rejected.push(name);
    else if (pair !== null) colors.set(name, pair);
    else if (kind !== 'scheme') root.style.setProperty(name, value);
    else if (value !== 'auto') root.dataset.scheme = value;
  }
  if (colors.size > 0) applyColors(root, colors);
  return rejected;
};
