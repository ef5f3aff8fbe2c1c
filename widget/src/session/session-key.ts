import type { ProofKey } from '../api/dpop.ts';
import { fromBase64url, sha256, utf8 } from '../crypto/bytes.ts';
import type { Database } from '../state/database.ts';

/** The device's key for one app: it binds tokens (DPoP), stamps sealed calls, and cannot be taken out of the browser. */
export type SessionKey = ProofKey & {
  /** RFC 7638 SHA-256 thumbprint, 32 bytes. */
  readonly thumbprint: Uint8Array<ArrayBuffer>;
  /** False when the browser keeps no storage here: the session ends with the page. */
  readonly persistent: boolean;
  /** For a window of the wallet's own, which has a storage of its own (hand-over.ts). */
  readonly pair: CryptoKeyPair;
};

const DATABASE_KEY = 'session-key';
const algorithm = { name: 'ECDSA', namedCurve: 'P-256' } as const;

/** Whether this is a pair as it is made here, whose private half cannot leave the browser. */
export function isKeyPair(value: unknown): value is CryptoKeyPair {
  const pair = value as Partial<CryptoKeyPair> | null | undefined;
  return pair?.privateKey instanceof CryptoKey && pair.publicKey instanceof CryptoKey && !pair.privateKey.extractable;
}

/** RFC 7638 §3: required members only, in lexicographic order, without spaces. */
async function thumbprintOf({ x, y }: { readonly x: string; readonly y: string }): Promise<Uint8Array<ArrayBuffer>> {
  return sha256(utf8(JSON.stringify({ crv: 'P-256', kty: 'EC', x, y })));
}

/** @throws TypeError for a pair that is not P-256. */
export async function sessionKeyOf(pair: CryptoKeyPair, persistent: boolean): Promise<SessionKey> {
  const { x = '', y = '' } = await crypto.subtle.exportKey('jwk', pair.publicKey);
  for (const [label, value] of Object.entries({ x, y })) {
    if (fromBase64url(value, label).length !== 32) throw new TypeError(`session key: ${label} must be 32 bytes`);
  }
  return {
    publicJwk: { kty: 'EC', crv: 'P-256', x, y },
    thumbprint: await thumbprintOf({ x, y }),
    persistent,
    pair,
    sign: async (bytes) => new Uint8Array(await crypto.subtle.sign({ name: 'ECDSA', hash: 'SHA-256' }, pair.privateKey, new Uint8Array(bytes))),
  };
}

/**
 * Opens the app's session key, making it the first time. Two tabs that start at once end with the same key.
 *
 * @example
 * ```ts
 * const key = await openSessionKey(await openDatabase('demo'));
 * ```
 */
export async function openSessionKey(database: Database): Promise<SessionKey> {
  let stored = await database.get(DATABASE_KEY);
  if (!isKeyPair(stored)) {
    const made = await crypto.subtle.generateKey(algorithm, false, ['sign', 'verify']);
    stored = await database.add(DATABASE_KEY, made);
    if (!isKeyPair(stored)) {
      await database.put(DATABASE_KEY, made);
      stored = made;
    }
  }
  return sessionKeyOf(stored as CryptoKeyPair, database.persistent);
}
