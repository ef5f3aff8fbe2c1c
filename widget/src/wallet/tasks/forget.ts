import { wipe } from '../../crypto/bytes.ts';

/** Wipes a secret that may not be there yet. @returns null, to take its place. */
export function forget(secret: Uint8Array | null): null {
  if (secret !== null) wipe(secret);
  return null;
}
