import type { Bom } from './npm-sbom.mjs';

/** The document of one artefact. `all`: what `everyPackage` gives. */
export function sbomOf(
  artefact: 'host-sdk' | 'widget' | 'admin' | 'enclave' | 'server',
  all: Bom,
): Promise<Bom & { readonly bomFormat: string; readonly specVersion: string }>;
