/*
 * `node:fs` and `node:path`: there are no files in a worker. Code that would keep something in one is imported for its other parts
 * and never gets here.
 */
function none(): never {
  throw new Error('this playground has no files');
}

export const closeSync = none;
export const fdatasyncSync = none;
export const fstatSync = none;
export const fsyncSync = none;
export const ftruncateSync = none;
export const linkSync = none;
export const mkdirSync = none;
export const openSync = none;
export const readFileSync = none;
export const readSync = none;
export const writeSync = none;
/** A socket's path is no file here; one that is left over is nothing to take away. */
export const unlinkSync = (): void => undefined;
export const dirname = none;
export const join = (...parts: readonly string[]): string => parts.join('/');
