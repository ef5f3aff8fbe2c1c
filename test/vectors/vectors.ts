import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** Where the published vectors are: `ALCOVE_VECTORS`, or the folder beside the checkout. */
const folder = process.env.ALCOVE_VECTORS ?? join(import.meta.dirname, '../../../shared/vectors');

/** Options for a test that needs vectors: skipped with its reason where the repository is used alone. */
export const needsVectors = existsSync(folder) ? {} : { skip: `no published vectors at ${folder}` };

export function readVector(path: string): Buffer<ArrayBuffer> {
  return readFileSync(join(folder, path));
}

/** The folder of one kind of vectors. */
export function vectorFolder(name: string): string {
  return join(folder, name);
}
