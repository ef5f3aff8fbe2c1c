export type Sample = { readonly atMs: number; readonly value: number };

/**
 * How much the samples grow in ten minutes, in percent of their mean: the slope of the straight line that fits them best (least squares).
 *
 * @example
 * ```ts
 * growthPerTenMinutes([{ atMs: 0, value: 100 }, { atMs: 600_000, value: 102 }]); // 1.98
 * ```
 */
export function growthPerTenMinutes(samples: readonly Sample[]): number {
  const mean = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length;
  const [meanAt, meanValue] = [mean(samples.map(({ atMs }) => atMs)), mean(samples.map(({ value }) => value))];
  let [products, squares] = [0, 0];
  for (const { atMs, value } of samples) {
    products += (atMs - meanAt) * (value - meanValue);
    squares += (atMs - meanAt) ** 2;
  }
  return ((products / squares) * 600_000 * 100) / meanValue;
}
