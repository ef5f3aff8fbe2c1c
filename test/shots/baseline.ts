import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { brotliCompressSync, brotliDecompressSync, constants } from 'node:zlib';
import type { Thumbnail } from './picture.ts';

/** The thumbnails of one state, by the names of their shots: `phone-dark-ko`. */
export type Baseline = ReadonlyMap<string, Thumbnail>;

type Entry = { readonly name: string; readonly width: number; readonly height: number };

const ENDING = '.br';

/** The lowest bit of a mean says nothing that is compared, and an eighth of the bytes. */
const coarse = (value: number): number => value & 0xfe;

/** `[{ name, width, height }, …]`, a line break, and the pixels of each in turn; Brotli finds what shots have in common. */
export function pack(baseline: Baseline): Buffer {
  const entries: readonly Entry[] = [...baseline].map(([name, { width, height }]) => ({ name, width, height }));
  const pixels = [...baseline.values()].map(({ data }) => data.map(coarse));
  const plain = Buffer.concat([Buffer.from(`${JSON.stringify(entries)}\n`), ...pixels]);
  const params = { [constants.BROTLI_PARAM_QUALITY]: 11, [constants.BROTLI_PARAM_LGWIN]: 22, [constants.BROTLI_PARAM_SIZE_HINT]: plain.length };
  return brotliCompressSync(plain, { params });
}

/** @throws Error The file is not one that {@link pack} wrote. */
export function unpack(packed: Uint8Array): Baseline {
  const plain = brotliDecompressSync(packed);
  const end = plain.indexOf('\n');
  const entries = JSON.parse(plain.subarray(0, end).toString()) as readonly Entry[];
  let at = end + 1;
  return new Map(
    entries.map(({ name, width, height }) => {
      const data = plain.subarray(at, at + width * height * 3);
      at += data.length;
      return [name, { width, height, data }];
    }),
  );
}

/** A folder with a file for each state. */
export function openBaselines(folder: string) {
  const path = (state: string): string => join(folder, `${state}${ENDING}`);
  return {
    /** Null for a state that has none yet. */
    read: (state: string): Baseline | null => (existsSync(path(state)) ? unpack(readFileSync(path(state))) : null),
    write(state: string, baseline: Baseline): void {
      mkdirSync(folder, { recursive: true });
      writeFileSync(path(state), pack(baseline));
    },
    remove: (state: string): void => rmSync(path(state)),
    names: (): readonly string[] =>
      existsSync(folder)
        ? readdirSync(folder)
            .filter((name) => name.endsWith(ENDING))
            .map((name) => name.slice(0, -ENDING.length))
        : [],
  };
}
