const SIZE = 5;
const HALF = 3;
const CELLS_MIN = 9;
const CELLS_MAX = 17;
const TRIES = 24;
/** Bits of the half rows: a diamond, which leaves no picture empty. */
const DIAMOND = 0b000_100_110_100_000;

export type Cell = { readonly x: number; readonly y: number };
/** A mirrored 5 × 5 picture and one of eight hues. */
export type Identicon = { readonly hue: number; readonly cells: readonly Cell[] };

/** FNV-1a with a seed, finished with a murmur mix so that near addresses look far apart. Not a cryptographic hash. */
const mix = (text: string, seed: number): number => {
  let hash = 0x811c9dc5 ^ seed;
  for (const character of text) hash = Math.imul(hash ^ (character.codePointAt(0) ?? 0), 0x01000193);
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return (hash ^ (hash >>> 16)) >>> 0;
};

const draw = (shape: number): readonly Cell[] => {
  const cells: Cell[] = [];
  for (let y = 0; y < SIZE; y++) {
    for (let x = 0; x < HALF; x++) {
      if (((shape >>> (y * HALF + x)) & 1) === 0) continue;
      cells.push({ x, y });
      if (x < HALF - 1) cells.push({ x: SIZE - 1 - x, y });
    }
  }
  return cells;
};

/**
 * The picture of an address: the same for every spelling of it (checksum or lower case). It helps to see that two addresses differ;
 * it does not prove that two are the same.
 */
export const identicon = (address: string): Identicon => {
  const text = address.toLowerCase();
  const hue = mix(text, 0) % 8;
  // A picture with body: the first that is neither a scatter of dots nor a block.
  for (let seed = 1; seed <= TRIES; seed++) {
    const cells = draw(mix(text, seed));
    if (cells.length >= CELLS_MIN && cells.length <= CELLS_MAX) return { hue, cells };
  }
  return { hue, cells: draw(mix(text, 1) | DIAMOND) };
};
