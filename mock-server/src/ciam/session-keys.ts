import { calculateJwkThumbprint, importJWK } from 'jose';
import { BoundedMap } from '../bounded-map.ts';
import type { SessionKey } from '../http/context.ts';

/** A session key, ready to verify with, and its RFC 7638 thumbprint. */
export type OpenedKey = { readonly key: CryptoKey; readonly thumbprint: string };

/** @throws Error for a point that is not on the curve. */
export type SessionKeys = (sessionKey: SessionKey) => Promise<OpenedKey>;

/** Each is a few hundred bytes. */
const KEPT_KEYS = 4_096;

/** Opens session keys, and keeps those that came last: each request of a session comes with the same one. */
export function createSessionKeys(): SessionKeys {
  const opened = new BoundedMap<string, OpenedKey>(KEPT_KEYS);
  return async function openKey(sessionKey) {
    const name = `${sessionKey.x}.${sessionKey.y}`;
    const known = opened.get(name);
    if (known !== undefined) return known;
    const [key, thumbprint] = await Promise.all([importJWK({ ...sessionKey }, 'ES256'), calculateJwkThumbprint({ ...sessionKey })]);
    if (key instanceof Uint8Array) throw new TypeError('an EC key was read as a symmetric one');
    opened.set(name, { key, thumbprint });
    return { key, thumbprint };
  };
}
