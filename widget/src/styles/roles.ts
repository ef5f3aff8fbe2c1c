import { BLACK, type Color, contrast, correctContrast, mix, WHITE, worstContrast } from './color.ts';

/** What a host may choose for one scheme; the rest follows from it. */
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

/**
 * All role colours of one scheme from its seeds: every word reads at 4.5:1 or more on every ground it may stand on, every control stands
 * out at 3:1 or more, whatever the seeds are. Keys are custom properties without the `--alcove-` before them.
 */
export const deriveRoles = (seeds: Seeds): ReadonlyMap<string, Color> => {
  const { surface } = seeds;
  // On a ground of middle grey only black or white can be read; then the other grounds must move away from the words, not towards them.
  const words = correctContrast(seeds.onSurface, [surface], 7);
  const wordsDark = contrast(BLACK, surface) > contrast(WHITE, surface);
  const toWords = wordsDark ? BLACK : WHITE;
  const away = wordsDark ? WHITE : BLACK;
  const tight = contrast(toWords, surface) < 9;
  const ground = (share: number): Color => mix(tight ? away : words, surface, share);
  const raised = ground(0.04);
  const hover = ground(0.08);

  const accentTint = (share: number): Color => {
    const tint = mix(seeds.accent, surface, share);
    return contrast(toWords, tint) >= TEXT_RATIO + 0.3 ? tint : ground(share);
  };
  const fillQuiet = accentTint(0.12);
  const fillQuietHover = accentTint(0.2);
  const grounds = [surface, raised, hover];
  const readable = (color: Color, extra: readonly Color[] = []): Color => correctContrast(color, [...grounds, ...extra], TEXT_RATIO);

  const fill = correctContrast(seeds.accent, [surface], CONTROL_RATIO);
  const onFill = contrast(WHITE, fill) >= TEXT_RATIO ? WHITE : contrast(BLACK, fill) >= TEXT_RATIO ? BLACK : WHITE;
  const fillHover = mix(onFill === WHITE ? BLACK : WHITE, fill, 0.1);

  return new Map<string, Color>([
    ['surface', surface],
    ['surface-raised', raised],
    ['surface-hover', hover],
    ['on-surface', readable(words)],
    ['on-surface-quiet', readable(mix(words, surface, 0.68))],
    ['border-quiet', mix(words, surface, 0.13)],
    ['border-normal', correctContrast(mix(words, surface, 0.5), grounds, CONTROL_RATIO)],
    ['accent-fill-loud', fill],
    ['accent-fill-loud-hover', worstContrast(fillHover, [onFill]) >= TEXT_RATIO ? fillHover : fill],
    ['accent-on-loud', onFill],
    ['accent-fill-quiet', fillQuiet],
    ['accent-fill-quiet-hover', fillQuietHover],
    ['accent-on-quiet', readable(seeds.accent, [fillQuiet, fillQuietHover])],
    ['good-on-surface', readable(seeds.good)],
    ['caution-on-surface', readable(seeds.caution)],
    ['danger-on-surface', readable(seeds.danger)],
  ]);
};
