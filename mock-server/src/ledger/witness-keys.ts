import { createPrivateKey, createPublicKey, type KeyObject } from 'node:crypto';
import { closeSync, fsyncSync, linkSync, mkdirSync, openSync, readFileSync, unlinkSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import type { RandomBytes } from '../deps.ts';

const KEY_FILE = 'witness-key.pem';
/** PKCS #8 head of an Ed25519 private key (RFC 8410 §7); the 32-byte seed follows. */
const ED25519_PKCS8_HEAD = Buffer.from('302e020100300506032b657004220420', 'hex');

/** `publicKey`: 32 bytes, for the enclave's manifest. */
export type WitnessKey = { readonly privateKey: KeyObject; readonly publicKey: Uint8Array };

function publicBytes(privateKey: KeyObject): Uint8Array {
  return Buffer.from(createPublicKey(privateKey).export({ format: 'jwk' }).x ?? '', 'base64url');
}

export function createWitnessKey(random: RandomBytes): WitnessKey {
  const privateKey = createPrivateKey({ format: 'der', type: 'pkcs8', key: Buffer.concat([ED25519_PKCS8_HEAD, random(32)]) });
  return { privateKey, publicKey: publicBytes(privateKey) };
}

/**
 * The key of the witness whose folder this is; made at the first call (file mode 0600, fsynced).
 * A key that cannot be read is an error and is never replaced: the manifest pins it.
 * @example
 * ```ts
 * const { publicKey } = loadOrCreateWitnessKey('.alcove/witness-1', randomBytes);
 * manifest.witnesses.push({ id: 'witness-1', publicKey });
 * ```
 */
export function loadOrCreateWitnessKey(folder: string, random: RandomBytes): WitnessKey {
  const path = join(folder, KEY_FILE);
  const load = (): WitnessKey => {
    const privateKey = createPrivateKey(readFileSync(path));
    if (privateKey.asymmetricKeyType !== 'ed25519') throw new TypeError(`${path} is not an Ed25519 key`);
    return { privateKey, publicKey: publicBytes(privateKey) };
  };
  try {
    return load();
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
  }
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const made = createWitnessKey(random);
  const temporary = `${path}.${Buffer.from(random(6)).toString('hex')}`;
  const file = openSync(temporary, 'wx', 0o600);
  try {
    writeSync(file, String(made.privateKey.export({ format: 'pem', type: 'pkcs8' })));
    fsyncSync(file);
  } finally {
    closeSync(file);
  }
  try {
    // link, not rename: whoever comes second must not replace a key that is already pinned.
    linkSync(temporary, path);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
  } finally {
    unlinkSync(temporary);
  }
  return load();
}
