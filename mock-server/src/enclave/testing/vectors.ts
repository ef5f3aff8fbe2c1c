import { existsSync, readFileSync } from 'node:fs';

export const fromHex = (hex: string) => new Uint8Array(Buffer.from(hex, 'hex'));
export const toHex = (value: Uint8Array) => Buffer.from(value).toString('hex');

export type Test = { readonly tcId: number; readonly result: string; readonly [field: string]: unknown };
export type Group = { readonly tests: readonly Test[]; readonly [field: string]: unknown };

/** Groups of a Wycheproof file; null where the shared vectors are absent (a clone by itself). */
export function wycheproof(file: string): readonly Group[] | null {
  const url = new URL(`../../../../../shared/vectors/wycheproof/${file}`, import.meta.url);
  return existsSync(url) ? (JSON.parse(readFileSync(url, 'utf8')) as { testGroups: Group[] }).testGroups : null;
}
