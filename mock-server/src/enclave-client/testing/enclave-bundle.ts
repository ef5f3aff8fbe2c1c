import { createHash } from 'node:crypto';
import { copyFileSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build, type Plugin } from 'esbuild';

/**
 * Bundles the enclave's sources as the release build does: one file, the addon beside it, the addon's digest inside.
 *
 * @param plugins of a test that needs another enclave than the shipped one, which is then measured as another.
 */
export async function buildEnclaveBundle(
  folder: string,
  plugins: readonly Plugin[] = [],
): Promise<{ readonly bundlePath: string; readonly bundle: Uint8Array }> {
  const require = createRequire(import.meta.url);
  const { path } = require('node-gyp-build') as { path(directory: string): string };
  const addon = path(dirname(require.resolve('secp256k1/package.json')));
  const bundlePath = join(folder, 'enclave.mjs');
  await build({
    entryPoints: [fileURLToPath(new URL('../../enclave/main.ts', import.meta.url))],
    outfile: bundlePath,
    bundle: true,
    platform: 'node',
    format: 'esm',
    target: 'node24',
    plugins: [...plugins],
    define: { __SECP256K1_SHA384__: JSON.stringify(createHash('sha384').update(readFileSync(addon)).digest('hex')) },
  });
  copyFileSync(addon, join(folder, 'secp256k1.node'));
  return { bundlePath, bundle: readFileSync(bundlePath) };
}
