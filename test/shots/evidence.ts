import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { decode, encode } from 'fast-png';
import { CELL_PX, type Pixels, type Thumbnail } from './picture.ts';

const MARK = [255, 0, 96] as const;

export const readPng = (png: Uint8Array): Pixels => {
  const { width, height, channels, data } = decode(png, { checkCrc: false });
  return { width, height, channels, data: data as Uint8Array };
};

const canvas = (width: number, height: number, colorAt: (x: number, y: number) => ArrayLike<number>): Uint8Array => {
  const data = new Uint8Array(width * height * 3);
  for (let y = 0; y < height; y++) for (let x = 0; x < width; x++) data.set([...Array.from(colorAt(x, y)).slice(0, 3)], (y * width + x) * 3);
  return encode({ width, height, channels: 3, data });
};

/**
 * Three pictures of a shot that differs: `NAME.before.png` as far as the baseline knows it, `NAME.after.png`, and `NAME.diff.png`, pale, with
 * what differs framed in red.
 */
export function writeEvidence(folder: string, name: string, before: Thumbnail, png: Uint8Array, cells: readonly number[]): void {
  mkdirSync(folder, { recursive: true });
  const write = (kind: string, bytes: Uint8Array): void => writeFileSync(join(folder, `${name}.${kind}.png`), bytes);
  write('after', png);
  const { width, height, channels, data } = readPng(png);
  write(
    'before',
    canvas(width, height, (x, y) => {
      const at = (Math.floor(y / CELL_PX) * before.width + Math.floor(x / CELL_PX)) * 3;
      return before.data.subarray(at, at + 3);
    }),
  );
  const columns = Math.ceil(width / CELL_PX);
  const changed = new Set(cells);
  const isChanged = (column: number, row: number): boolean => column >= 0 && column < columns && changed.has(row * columns + column);
  write(
    'diff',
    canvas(width, height, (x, y) => {
      const [column, row] = [Math.floor(x / CELL_PX), Math.floor(y / CELL_PX)];
      const at = (y * width + x) * channels;
      const pixel = data.subarray(at, at + 3);
      if (!isChanged(column, row)) return pixel.map((value) => 255 - (255 - value) * 0.3);
      const [left, top] = [x % CELL_PX, y % CELL_PX];
      const isEdge =
        (left === 0 && !isChanged(column - 1, row)) ||
        (left === CELL_PX - 1 && !isChanged(column + 1, row)) ||
        (top === 0 && !isChanged(column, row - 1)) ||
        (top === CELL_PX - 1 && !isChanged(column, row + 1));
      return isEdge ? MARK : pixel;
    }),
  );
}
