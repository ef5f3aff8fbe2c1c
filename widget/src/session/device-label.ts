const browsers: readonly (readonly [marker: string, name: string])[] = [
  ['Edg/', 'Edge'],
  ['OPR/', 'Opera'],
  ['SamsungBrowser/', 'Samsung Internet'],
  ['Firefox/', 'Firefox'],
  ['Chrome/', 'Chrome'],
  ['Safari/', 'Safari'],
];
const systems: readonly (readonly [marker: string, name: string])[] = [
  ['iPhone', 'iPhone'],
  ['iPad', 'iPad'],
  ['Android', 'Android'],
  ['Mac OS X', 'Mac'],
  ['Windows', 'Windows'],
  ['Linux', 'Linux'],
];

/**
 * A name a person recognises in the list of devices. It is decoration: nothing is decided by it.
 *
 * @example
 * ```ts
 * deviceLabel('Mozilla/5.0 (X11; Linux x86_64) … Chrome/156.0 Safari/537.36'); // 'Chrome on Linux'
 * ```
 */
export function deviceLabel(userAgent: string): string {
  const find = (table: typeof browsers, fallback: string) => table.find(([marker]) => userAgent.includes(marker))?.[1] ?? fallback;
  return `${find(browsers, 'Browser')} on ${find(systems, 'an unknown system')}`;
}
