import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { packFolders } from '../descriptors/pack-folder.ts';

/** What `npm run descriptors` left, each file checked against its name; without it the wallet's own descriptors. */
function readPack(folder) {
  const packed = join(folder, 'packed');
  if (!existsSync(join(packed, 'index.sha256'))) {
    const standards = join(folder, 'standards');
    return packFolders([standards], standards);
  }
  const files = new Map();
  for (const file of readdirSync(packed).filter((name) => name.endsWith('.json'))) {
    const text = readFileSync(join(packed, file), 'utf8');
    const sha256 = createHash('sha256').update(text).digest('hex');
    if (file !== `${sha256}.json`) throw new Error(`${join(packed, file)} was changed: run "npm run descriptors" again`);
    files.set(sha256, text);
  }
  const indexSha256 = readFileSync(join(packed, 'index.sha256'), 'utf8').trim();
  if (!files.has(indexSha256)) throw new Error(`${packed} has no index: run "npm run descriptors" again`);
  return { files, indexSha256 };
}

/**
 * Rollup plugin: puts the descriptors (ERC-7730) beside the code, each file named by its SHA-256, and the digest of their index into the code.
 *
 * @param {{ folder: string, pin: string }} options `folder` holds `standards` and perhaps `packed`; `pin` is the module that gets the digest.
 */
export function packDescriptors({ folder, pin }) {
  let pack;
  return {
    name: 'pack-descriptors',
    load(id) {
      if (id !== pin) return null;
      pack ??= readPack(folder);
      const address = `(name) => new URL('./descriptors/' + name + '.json', import.meta.url).href`;
      return `export const indexSha256 = ${JSON.stringify(pack.indexSha256)};\nexport const addressOf = ${address};\n`;
    },
    generateBundle() {
      for (const [sha256, text] of pack?.files ?? []) this.emitFile({ type: 'asset', fileName: `assets/descriptors/${sha256}.json`, source: text });
    },
  };
}
