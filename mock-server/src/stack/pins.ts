import type { EnclavePins, EnclaveRelease } from '../../../widget/src/contract/attestation.ts';

/**
 * Source of the module that tells the widget what to trust on this machine: the development root made here, and the
 * enclave built here. A production build of the widget has its pins inside and never asks for this file.
 */
export function pinsModule(rootSha256: string, releases: readonly EnclaveRelease[]): string {
  const pins: EnclavePins = { mode: 'development', rootSha256, releases };
  return `export const pins = ${JSON.stringify(pins)};\n`;
}
