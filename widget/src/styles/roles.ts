import type { Color } from '../../../host-sdk/src/contract/theme-values.ts';
import { BLACK, contrast, correctContrast, mix, WHITE, worstContrast } from './color.ts';

/** What a theme may choose for one scheme; the rest follows from it. */
export type Seeds = {
  readonly surface: Color;
  readonly onSurface: Color;
  readonly accent: Color;
  readonly good: Color;
  readonly caution: Color;
  readonly danger: Color;
};

export const TEXT_RATIO = 4.5;
export const CONTROL_RATIO = 3;

const noWish = (): undefined => undefined;

/**
 * All role colours of one scheme from its seeds: every word reads at 4.5:1 or more on every ground it may stand on, every control stands
 * out at 3:1 or more, whatever the seeds are. Keys are custom properties without the `--alcove-` before them.
 *
 * @param wish what a theme asks for a role by itself; taken as it is where it can be read, else moved until it can
 */
export const deriveRoles = (seeds: Seeds, wish: (role: string) => Color | undefined = noWish): ReadonlyMap<string, Color> => {
  const surface = wish('surface') ?? seeds.surface;
  const text = wish('on-surface') ?? seeds.onSurface;
  // On a ground of middle grey only black or white can be read; then the other grounds must move away from the words, not towards them.
  const words = correctContrast(text, [surface], 7);
  const wordsDark = contrast(BLACK, surface) > contrast(WHITE, surface);
  const toWords = wordsDark ? BLACK : WHITE;
  const away = wordsDark ? WHITE : BLACK;
  const tight = contrast(toWords, surface) < 9;
  const ground = (share: number): Color => mix(tight ? away : words, surface, share);
  /** A ground that words can be read on, or the other. */
  const sound = (color: Color | undefined, other: Color): Color => (color !== undefined && contrast(toWords, color) >= TEXT_RATIO + 0.3 ? color : other);
  const raised = sound(wish('surface-raised'), ground(0.04));
  const hover = sound(wish('surface-hover'), ground(0.08));

  const tint = (role: string, share: number): Color => sound(wish(role), sound(mix(seeds.accent, surface, share), ground(share)));
  const fillQuiet = tint('accent-fill-quiet', 0.12);
  const fillQuietHover = tint('accent-fill-quiet-hover', 0.2);
  const grounds = [surface, raised, hover];
  const readable = (color: Color, extra: readonly Color[] = []): Color => correctContrast(color, [...grounds, ...extra], TEXT_RATIO);
  const control = (color: Color): Color => correctContrast(color, grounds, CONTROL_RATIO);

  const fill = correctContrast(wish('accent-fill-loud') ?? seeds.accent, [surface], CONTROL_RATIO);
  const plainOnFill = contrast(WHITE, fill) >= TEXT_RATIO ? WHITE : BLACK;
  const onFill = correctContrast(wish('accent-on-loud') ?? plainOnFill, [fill], TEXT_RATIO);
  const fillHover = wish('accent-fill-loud-hover') ?? mix(contrast(onFill, BLACK) > contrast(onFill, WHITE) ? BLACK : WHITE, fill, 0.1);
  const onQuiet = readable(wish('accent-on-quiet') ?? seeds.accent, [fillQuiet, fillQuietHover]);

  return new Map<string, Color>([
    ['surface', surface],
    ['surface-raised', raised],
    ['surface-hover', hover],
    ['on-surface', readable(text)],
    ['on-surface-quiet', readable(wish('on-surface-quiet') ?? mix(words, surface, 0.68))],
    ['border-quiet', wish('border-quiet') ?? mix(words, surface, 0.13)],
    ['border-normal', control(wish('border-normal') ?? mix(words, surface, 0.5))],
    ['accent-fill-loud', fill],
    ['accent-fill-loud-hover', worstContrast(fillHover, [onFill]) >= TEXT_RATIO ? fillHover : fill],
    ['accent-on-loud', onFill],
    ['accent-fill-quiet', fillQuiet],
    ['accent-fill-quiet-hover', fillQuietHover],
    ['accent-on-quiet', onQuiet],
    ['focus', control(wish('focus') ?? onQuiet)],
    ['good-on-surface', readable(wish('good-on-surface') ?? seeds.good)],
    ['caution-on-surface', readable(wish('caution-on-surface') ?? seeds.caution)],
    ['danger-on-surface', readable(wish('danger-on-surface') ?? seeds.danger)],
  ]);
};
