/*
 * What the numbers of the palette lead to: one radius, one density, one size of type, one speed, and the roles that follow from each.
 * A role that is set by itself wins.
 */

type Scaled = { readonly [role: string]: { readonly own: number; readonly unit: string; readonly min: number; readonly max: number } };

const px = (own: number, min: number, max: number) => ({ own, unit: 'px', min, max });
const rem = (own: number, min: number, max: number) => ({ own, unit: 'rem', min, max });
const ms = (own: number) => ({ own, unit: 'ms', min: 0, max: 500 });

/** `own` is what tokens.css has; the bounds keep what can be tapped and read. */
const scales: { readonly [palette: string]: Scaled } = {
  radius: { 'radius-sheet': px(20 / 14, 0, 32), 'radius-card': px(1, 0, 32), 'radius-field': px(10 / 14, 0, 24) },
  density: {
    'space-1': px(4, 2, 8),
    'space-2': px(8, 4, 12),
    'space-3': px(12, 6, 18),
    'space-4': px(16, 10, 24),
    'space-6': px(24, 14, 32),
    'space-8': px(32, 20, 48),
    'button-height': px(52, 44, 64),
  },
  'text-scale': {
    'text-s': rem(0.8125, 0.75, 0.9375),
    'text-m': rem(0.9375, 0.875, 1.125),
    'text-l': rem(1.0625, 0.9375, 1.25),
    'text-xl': rem(1.375, 1.125, 1.75),
    'text-2xl': rem(2.125, 1.625, 2.75),
  },
  motion: { 'duration-fast': ms(120), 'duration-normal': ms(200), 'duration-slow': ms(240) },
};

/** The roles that a palette number leads to, as they go into a style; empty for any other token. */
export const scaledRoles = (palette: string, value: number): readonly (readonly [role: string, text: string])[] =>
  Object.entries(scales[palette] ?? {}).map(([role, { own, unit, min, max }]) => {
    const scaled = Math.min(max, Math.max(min, own * value));
    return [role, `${Number(scaled.toFixed(4))}${unit}`];
  });
