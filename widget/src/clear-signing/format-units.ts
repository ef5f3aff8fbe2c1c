/**
 * A token amount with its decimal point, exactly: no rounding, no grouping, no trailing zeros.
 *
 * @example
 * ```ts
 * formatUnits(1_500_000n, 6); // '1.5'
 * ```
 */
export function formatUnits(value: bigint, decimals: number): string {
  const digits = value.toString().padStart(decimals + 1, '0');
  const whole = digits.slice(0, digits.length - decimals);
  const fraction = digits.slice(digits.length - decimals).replace(/0+$/, '');
  return fraction === '' ? whole : `${whole}.${fraction}`;
}
