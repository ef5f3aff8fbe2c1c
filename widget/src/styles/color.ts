import type { Color } from '../../../host-sdk/src/contract/theme-values.ts';

export const BLACK: Color = [0, 0, 0];
export const WHITE: Color = [255, 255, 255];

/** Relative luminance, 0 (black) to 1 (white): WCAG 2.2, "relative luminance". */
export const luminance = ([red, green, blue]: Color): number => {
  const linear = (channel: number): number => (channel / 255 <= 0.04045 ? channel / 255 / 12.92 : ((channel / 255 + 0.055) / 1.055) ** 2.4);
  return 0.2126 * linear(red) + 0.7152 * linear(green) + 0.0722 * linear(blue);
};

/** Contrast ratio, 1 to 21: WCAG 2.2, "contrast ratio". */
export const contrast = (a: Color, b: Color): number => {
  const [dark, light] = [luminance(a), luminance(b)].sort((x, y) => x - y) as [number, number];
  return (light + 0.05) / (dark + 0.05);
};

/** `share` of `a` (0 to 1), the rest of `b`, whole channels. */
export const mix = (a: Color, b: Color, share: number): Color => {
  const blend = (x: number, y: number): number => Math.round(x * share + y * (1 - share));
  return [blend(a[0], b[0]), blend(a[1], b[1]), blend(a[2], b[2])];
};

/** The worst contrast of a colour against several grounds. */
export const worstContrast = (color: Color, grounds: readonly Color[]): number => Math.min(...grounds.map((ground) => contrast(color, ground)));

/**
 * The colour itself where it can be read on every ground, else the nearest step towards black or white that can.
 * Ends at black or white, the best there is, when nothing reaches the ratio.
 */
export const correctContrast = (color: Color, grounds: readonly Color[], minRatio: number): Color => {
  if (worstContrast(color, grounds) >= minRatio) return color;
  const end = worstContrast(BLACK, grounds) > worstContrast(WHITE, grounds) ? BLACK : WHITE;
  for (let share = 0.96; share > 0; share -= 0.04) {
    const step = mix(color, end, share);
    if (worstContrast(step, grounds) >= minRatio) return step;
  }
  return end;
};
