/** Pixels, row by row, 3 (RGB) or 4 (RGBA) bytes each. */
export type Pixels = { readonly width: number; readonly height: number; readonly channels: number; readonly data: Uint8Array };

/** A picture of means: one pixel (RGB) for each square of {@link CELL_PX} pixels. */
export type Thumbnail = { readonly width: number; readonly height: number; readonly data: Uint8Array };

export const CELL_PX = 6;

/*
 * How unlike two cells may be before they count, in steps of 255 of one colour. How a letter's edge is smoothed differs from machine to
 * machine, by a few steps in the mean of a square. A line of text that is gone or has moved changes its squares by 20 and more; a hairline
 * or a shade of colour changes many squares by a little.
 */
const STRONG_STEPS = 16;
const WEAK_STEPS = 4;
const MAX_STRONG_CELLS = 1;
const MAX_WEAK_CELLS = 11;

/** The means of a picture's squares; those at the right and lower edge may be smaller. */
export function shrink({ width, height, channels, data }: Pixels): Thumbnail {
  const columns = Math.ceil(width / CELL_PX);
  const rows = Math.ceil(height / CELL_PX);
  const sums = new Uint32Array(columns * rows * 3);
  for (let y = 0; y < height; y++) {
    const row = Math.floor(y / CELL_PX) * columns;
    for (let x = 0, at = y * width * channels; x < width; x++, at += channels) {
      const cell = (row + Math.floor(x / CELL_PX)) * 3;
      sums[cell] = (sums[cell] as number) + (data[at] as number);
      sums[cell + 1] = (sums[cell + 1] as number) + (data[at + 1] as number);
      sums[cell + 2] = (sums[cell + 2] as number) + (data[at + 2] as number);
    }
  }
  const means = new Uint8Array(sums.length);
  for (let cell = 0; cell < columns * rows; cell++) {
    const [x, y] = [cell % columns, Math.floor(cell / columns)];
    const pixels = Math.min(CELL_PX, width - x * CELL_PX) * Math.min(CELL_PX, height - y * CELL_PX);
    for (let channel = 0; channel < 3; channel++) means[cell * 3 + channel] = Math.round((sums[cell * 3 + channel] as number) / pixels);
  }
  return { width: columns, height: rows, data: means };
}

/** The squares in which two pictures differ so much that a person might see it; empty when they show the same. */
export function differences(before: Thumbnail, after: Thumbnail): readonly number[] {
  if (before.width !== after.width || before.height !== after.height) return Array.from({ length: after.width * after.height }, (_, cell) => cell);
  const weak: number[] = [];
  let strong = 0;
  for (let cell = 0; cell < after.width * after.height; cell++) {
    let steps = 0;
    for (let at = cell * 3; at < cell * 3 + 3; at++) steps = Math.max(steps, Math.abs((before.data[at] as number) - (after.data[at] as number)));
    if (steps > WEAK_STEPS) weak.push(cell);
    if (steps > STRONG_STEPS) strong++;
  }
  return strong > MAX_STRONG_CELLS || weak.length > MAX_WEAK_CELLS ? weak : [];
}
