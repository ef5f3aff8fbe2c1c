import { readFile } from 'node:fs/promises';
import { type AssetsConfig, parseAssetsConfig } from '../assets/config.ts';
import { StackError } from './stack-error.ts';

/** Reads the file that ALCOVE_ASSETS_FILE names; null for the development chain's own alone. @throws StackError */
export async function readAssetsConfig(path: string | null): Promise<AssetsConfig> {
  try {
    return parseAssetsConfig(path === null ? '{}' : await readFile(path, 'utf8'));
  } catch (error) {
    throw new StackError(`ALCOVE_ASSETS_FILE: ${path} ${error instanceof TypeError ? error.message : 'cannot be read'}.`, { cause: error });
  }
}
