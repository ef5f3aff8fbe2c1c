import { createHash } from 'node:crypto';
import { encodeManifest, readManifest } from '../enclave/boot-request.ts';
import type { Manifest } from '../enclave/manifest.ts';
import { StackError } from './stack-error.ts';

export type ManifestFile = {
  readonly manifest: Manifest;
  /** The bytes that an enclave is booted with. */
  readonly bytes: Uint8Array;
  /** Of those bytes, hexadecimal: `manifestSha256` of the pins. */
  readonly sha256: string;
};

type Json = { readonly [key: string]: unknown };
const isFields = (value: unknown): value is Json => typeof value === 'object' && value !== null && !Array.isArray(value);
const mapFields = (value: unknown, change: (fields: Json) => Json): unknown =>
  Array.isArray(value) ? value.map((entry: unknown) => (isFields(entry) ? change(entry) : entry)) : value;

/**
 * Reads the manifest of a deployment as people write it: JSON with the fields of `Manifest`, witnesses' public keys in hexadecimal, and
 * an issuer's `jwks` as the object that the issuer publishes.
 *
 * @throws StackError that names the field.
 */
export function parseManifestFile(text: string, name: string): ManifestFile {
  try {
    const written: unknown = JSON.parse(text);
    if (!isFields(written)) throw new TypeError('is no object');
    const witnesses = mapFields(written.witnesses, ({ publicKey, ...witness }) => ({
      ...witness,
      publicKey: typeof publicKey === 'string' && /^[0-9a-f]{64}$/.test(publicKey) ? new Uint8Array(Buffer.from(publicKey, 'hex')) : publicKey,
    }));
    const oidcIssuers = mapFields(written.oidcIssuers, ({ jwks, ...issuer }) => ({ ...issuer, jwks: isFields(jwks) ? JSON.stringify(jwks) : jwks }));
    // What is there is checked by the enclave's own reader, on the bytes that it will get.
    const bytes = encodeManifest({ ...written, witnesses, oidcIssuers } as unknown as Manifest);
    return { manifest: readManifest(bytes), bytes, sha256: createHash('sha256').update(bytes).digest('hex') };
  } catch (error) {
    throw new StackError(`${name}: ${error instanceof Error ? error.message : 'cannot be read'}.`, { cause: error });
  }
}
