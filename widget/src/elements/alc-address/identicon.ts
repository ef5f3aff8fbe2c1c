const SIZE = 5;
const HALF = 3;

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

/**
 * The picture of an address: the same for every spelling of it (checksum or lower case). It helps to see that two addresses differ;
 * it does not prove that two are the same.
 */
export const identicon = (address: string): Identicon => {
  const text = address.toLowerCase();
  const shape = mix(text, 1);
  const cells: Cell[] = [];
  for (let y = 0; y < SIZE; y++) {
    for (let x = 0; x < HALF; x++) {
      if (((shape >>> (y * HALF + x)) & 1) === 0) continue;
      cells.push({ x, y });
      if (x < HALF - 1) cells.push({ x: SIZE - 1 - x, y });
    }
  }
  // Fewer than four squares say too little: draw a diamond, which no hash can leave empty.
  const enough =
    cells.length >= 4
      ? cells
      : [
          { x: 2, y: 1 },
          { x: 1, y: 2 },
          { x: 3, y: 2 },
          { x: 2, y: 3 },
        ];
  return { hue: mix(text, 2) % 8, cells: enough };
};
