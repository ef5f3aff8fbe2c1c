import { createHash } from 'node:crypto';

/** Measurements in lower-case hexadecimal, 96 digits each: 0 image, 1 kernel and boot, 2 application. */
export type Measurements = { readonly 0: string; readonly 1: string; readonly 2: string };

function sha384(data: Uint8Array | string): string {
  return createHash('sha384').update(data).digest('hex');
}

/**
 * Measures an enclave the way the development chain does: PCR0 is the SHA-384 of the bundle file (which holds the
 * digest of its native addon), PCR1 and PCR2 are fixed digests, since there is no kernel or ramdisk of its own here.
 * They are not zero: all-zero measurements mean debug mode and are refused everywhere.
 *
 * @example
 * ```ts
 * measureEnclave(await readFile('mock-server/dist/enclave.mjs'))[0]; // PCR0
 * ```
 */
export function measureEnclave(bundle: Uint8Array): Measurements {
  return { 0: sha384(bundle), 1: sha384('alcove/development/kernel/v1'), 2: sha384('alcove/development/application/v1') };
}
