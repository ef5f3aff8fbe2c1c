import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';

/*
 * libsecp256k1 (constant time) as a native addon. The build writes the addon beside the bundle and its SHA-384 into
 * the bundle, so that PCR0 covers it; a file with another digest is not loaded.
 */
declare const __SECP256K1_SHA384__: string;

/** The addon's calls return 0 for success; outputs are written into the first argument. */
export type Addon = {
  contextRandomize(seed: Uint8Array): number;
  privateKeyVerify(privateKey: Uint8Array): number;
  privateKeyTweakAdd(privateKey: Uint8Array, tweak: Uint8Array): number;
  publicKeyCreate(output: Uint8Array, privateKey: Uint8Array): number;
  ecdsaSign(output: { signature: Uint8Array; recid: number }, digest: Uint8Array, privateKey: Uint8Array, data: undefined, nonce: undefined): number;
  ecdsaRecover(output: Uint8Array, signature: Uint8Array, recoveryId: number, digest: Uint8Array): number;
};

function addonPath(): string {
  if (typeof __SECP256K1_SHA384__ === 'string') {
    const path = fileURLToPath(new URL('./secp256k1.node', import.meta.url));
    const digest = createHash('sha384').update(readFileSync(path)).digest('hex');
    if (digest !== __SECP256K1_SHA384__) throw new Error('secp256k1.node is not the addon this enclave was built with');
    return path;
  }
  const require = createRequire(import.meta.url);
  const { path } = require('node-gyp-build') as { path(directory: string): string };
  return path(dirname(require.resolve('secp256k1/package.json')));
}

let loaded: Addon | null = null;

/** Loaded at the first call, and checked. */
export function addon(): Addon {
  if (loaded === null) {
    const target = { exports: {} as { Secp256k1: new () => Addon } };
    process.dlopen(target, addonPath());
    loaded = new target.exports.Secp256k1();
  }
  return loaded;
}
