import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { packFolders } from './pack-folder.ts';

/*
 * `npm run descriptors -- FOLDER… [--out FOLDER]`: packs the wallet's own descriptors and those of the folders named (a clone of a
 * registry, say) for the next build. Without a folder it packs the wallet's own alone.
 */

const { positionals, values } = parseArgs({ allowPositionals: true, options: { out: { type: 'string', default: join(import.meta.dirname, 'packed') } } });
const standards = join(import.meta.dirname, 'standards');
const pack = packFolders([...positionals.map((folder) => resolve(folder)), standards], standards);

rmSync(values.out, { recursive: true, force: true });
mkdirSync(values.out, { recursive: true });
for (const [name, text] of pack.files) writeFileSync(join(values.out, `${name}.json`), text);
writeFileSync(join(values.out, 'index.sha256'), `${pack.indexSha256}\n`);
for (const reason of pack.refused) console.error(`left out: ${reason}`);
console.log(`${pack.formats} formats for ${pack.contracts} contracts in ${pack.files.size} files. Index (SHA-256): ${pack.indexSha256}`);
