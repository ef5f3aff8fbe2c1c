import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { rollup } from 'rollup';
import { loadConfigFile } from 'rollup/loadConfigFile';

const configFile = resolve(import.meta.dirname, '../rollup.config.mjs');

/** @returns {Map<string, string>} name@version of each package that has code in the output. */
function packagesOf(output) {
  const found = new Map();
  const modules = output.flatMap((part) => (part.type === 'chunk' ? Object.entries(part.modules) : []));
  for (const [id, module] of modules) {
    const match = /^(.*\/node_modules\/(?:@[^/]+\/)?[^/]+)\//.exec(id.replace(/\0/g, ''));
    if (match === null || module.renderedLength === 0) continue;
    const { name, version } = JSON.parse(readFileSync(join(match[1], 'package.json'), 'utf8'));
    found.set(`${name}@${version}`, version);
  }
  return found;
}

/**
 * The npm packages whose code is in a part of the build, by building that part once more in memory: what a bundle holds is known to the
 * bundler alone, since most of what is installed is a tool or is shaken out.
 *
 * @param {string} part a part of rollup.config.mjs, e.g. `enclave`.
 * @returns {Promise<readonly string[]>} e.g. `['aws4fetch@1.0.20', …]`, sorted.
 */
export async function bundledPackages(part) {
  const { options, warnings } = await loadConfigFile(configFile, { configOnly: part, silent: true });
  warnings.flush();
  const found = new Set();
  for (const option of options) {
    // The folders of the build stay as they are.
    const plugins = option.plugins.flat().filter((plugin) => plugin.name !== 'clean');
    const bundle = await rollup({ ...option, plugins });
    for (const output of option.output) for (const name of packagesOf((await bundle.generate(output)).output).keys()) found.add(name);
    await bundle.close();
  }
  return [...found].sort();
}
