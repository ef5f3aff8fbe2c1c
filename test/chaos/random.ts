import { randomFrom } from '../../widget/src/testing/random-from.ts';

/* Chance that can be repeated. Nothing here is secret: a run is the same again when its seed is. */

export type Chance = {
  /** A whole number, `from` ≤ it < `to`. */
  between(from: number, to: number): number;
  pick<T>(choices: readonly T[]): T;
  /** True `percent` times of a hundred. */
  isIn(percent: number): boolean;
  /** A UUIDv4 in form. */
  uuid(): string;
};

function hashOf(text: string): number {
  // FNV-1a, 32 bits.
  let hash = 0x811c9dc5;
  for (const character of text) hash = Math.imul(hash ^ (character.codePointAt(0) ?? 0), 0x01000193);
  return hash >>> 0;
}

/**
 * A stream of its own for each name, so that what one client draws does not move what another does.
 *
 * @example
 * ```ts
 * const chance = openChance(7, 'client 3');
 * ```
 */
export function openChance(seed: number, name: string): Chance {
  const next = randomFrom(hashOf(`${seed} ${name}`));
  const between = (from: number, to: number): number => from + Math.floor(next() * (to - from));
  return {
    between,
    pick: (choices) => {
      if (choices.length === 0) throw new RangeError('nothing to choose from');
      return choices[between(0, choices.length)] as (typeof choices)[number];
    },
    isIn: (percent) => between(0, 100) < percent,
    uuid() {
      const digits = Array.from({ length: 32 }, (_, index) => (index === 12 ? 4 : index === 16 ? between(8, 12) : between(0, 16)).toString(16)).join('');
      return [digits.slice(0, 8), digits.slice(8, 12), digits.slice(12, 16), digits.slice(16, 20), digits.slice(20)].join('-');
    },
  };
}
