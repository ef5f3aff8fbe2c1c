import { createHash } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** The enclave's bundle carries few packages, each listed and pinned. More than this needs a decision, not a build. */
const MOST_PACKAGES = 16;

/**
 * Rollup plugin: lists the npm packages inside the enclave's bundle, compares them with the checked-in list, and
 * prints the measurement.
 *
 * @param {{ list: string, write: boolean }} options `list`: the checked-in file; `write`: renew it instead of comparing.
 */
export function enclavePackages({ list, write }) {
  return {
    name: 'enclave-packages',
    generateBundle(_options, bundle) {
      const chunk = Object.values(bundle).find((output) => output.type === 'chunk' && output.isEntry);
      const found = new Map();
      for (const [id, module] of Object.entries(chunk.modules)) {
        const match = /^(.*\/node_modules\/((?:@[^/]+\/)?[^/]+))\//.exec(id.replace(/\0/g, ''));
        if (match === null || module.renderedLength === 0) continue;
        found.set(match[2], JSON.parse(readFileSync(join(match[1], 'package.json'), 'utf8')).version);
      }
      const packages = Object.fromEntries([...found].sort(([left], [right]) => (left < right ? -1 : 1)));
      const text = `${JSON.stringify(packages, null, 2)}\n`;
      if (write || !existsSync(list)) writeFileSync(list, text);
      else if (readFileSync(list, 'utf8') !== text)
        this.error(`The enclave's packages changed. Review, then ALCOVE_UPDATE_PACKAGES=1 npm run build. Now inside: ${text}`);
      if (found.size > MOST_PACKAGES) this.error(`The enclave holds ${found.size} packages; ${MOST_PACKAGES} are allowed.`);
      const pcr0 = createHash('sha384').update(chunk.code).digest('hex');
      console.log(`enclave.mjs: ${chunk.code.length} bytes, ${found.size} packages (${[...found.keys()].sort().join(', ')})`);
      console.log(`PCR0 (SHA-384): ${pcr0}`);
    },
  };
}
