/**
 * What a value must be: a colour, installed fonts, an easing, a preset's name, one of some words, or a number with its unit and bounds
 * (`px 0 32` is 0px to 32px; `rem` takes px too, and `ms` takes s).
 */
export type ThemeKind = 'color' | 'font' | 'easing' | 'preset' | `word ${string}` | `${'px' | 'rem' | 'em' | 'ms' | 'number'} ${number} ${number}`;

export const TOKEN_PREFIX = '--alcove-';

/**
 * All that a theme may set, by the name of its custom property without the `--alcove-` before it, and nothing else. Three tiers, of which
 * a later one wins: the palette, from which the rest follows; roles; components. Marks of trust are not here.
 */
export const themeTokens = {
  preset: 'preset',
  scheme: 'word auto light dark',
  'color-accent': 'color',
  'color-surface': 'color',
  'color-text': 'color',
  'color-good': 'color',
  'color-caution': 'color',
  'color-danger': 'color',
  radius: 'px 0 24',
  density: 'number 0.8 1.25',
  'text-scale': 'number 0.9 1.15',
  motion: 'number 0 1.5',
  font: 'font',
  'font-display': 'font',
  'font-mono': 'font',

  surface: 'color',
  'surface-raised': 'color',
  'surface-hover': 'color',
  'on-surface': 'color',
  'on-surface-quiet': 'color',
  'border-quiet': 'color',
  'border-normal': 'color',
  'accent-fill-loud': 'color',
  'accent-fill-loud-hover': 'color',
  'accent-on-loud': 'color',
  'accent-fill-quiet': 'color',
  'accent-fill-quiet-hover': 'color',
  'accent-on-quiet': 'color',
  focus: 'color',
  'good-on-surface': 'color',
  'caution-on-surface': 'color',
  'danger-on-surface': 'color',
  'radius-sheet': 'px 0 32',
  'radius-card': 'px 0 32',
  'radius-field': 'px 0 24',
  'text-s': 'rem 0.75 0.9375',
  'text-m': 'rem 0.875 1.125',
  'text-l': 'rem 0.9375 1.25',
  'text-xl': 'rem 1.125 1.75',
  'text-2xl': 'rem 1.625 2.75',
  'weight-regular': 'number 300 500',
  'weight-medium': 'number 400 700',
  'weight-semibold': 'number 500 800',
  'space-1': 'px 2 8',
  'space-2': 'px 4 12',
  'space-3': 'px 6 18',
  'space-4': 'px 10 24',
  'space-6': 'px 14 32',
  'space-8': 'px 20 48',
  'duration-fast': 'ms 0 300',
  'duration-normal': 'ms 0 400',
  'duration-slow': 'ms 0 500',
  'ease-out': 'easing',
  'ease-in-out': 'easing',

  'page-padding': 'px 12 32',
  'target-size': 'px 44 56',
  'button-height': 'px 44 64',
  'button-radius': 'px 0 32',
  'button-weight': 'number 400 800',
  'button-case': 'word none uppercase',
  'button-spacing': 'em -0.03 0.12',
  'display-weight': 'number 300 800',
  'display-spacing': 'em -0.05 0.05',
  'logo-radius': 'px 0 20',
  'avatar-radius': 'px 0 14',
  'icon-stroke': 'number 1.25 2.5',
} as const satisfies { readonly [name: string]: ThemeKind };

export type ThemeToken = keyof typeof themeTokens;

/** The kind of a custom property that a theme may set, by its full name; undefined for any other. */
export const kindOf = (property: string): ThemeKind | undefined => {
  const name = property.slice(TOKEN_PREFIX.length);
  return property.startsWith(TOKEN_PREFIX) && Object.hasOwn(themeTokens, name) ? themeTokens[name as ThemeToken] : undefined;
};
