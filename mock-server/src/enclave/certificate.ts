import { createPublicKey, type KeyObject, timingSafeEqual } from 'node:crypto';
import { concatBytes, encodeDcbor } from '../../../widget/src/contract/dcbor.ts';
import { hmacSha256, sha256 } from './crypto/kdf.ts';
import { bytes, integer, list, literal, object, optional, text } from './schema.ts';
import { decodeStrict } from './strict-cbor.ts';

/*
 * The session certificate (PROTOCOL §4.4): who logged in, through which app, with which session key. Authenticated by
 * a key of the whole fleet, so every enclave of it accepts the certificate, also after a restart; nobody else can make
 * one, the wallet server included.
 */

export const CERTIFICATE_LIFETIME_SECONDS = 12 * 3600;
const MAC_LABEL = new TextEncoder().encode('alcove/session/v1\0');

const readBody = object({
  v: literal(1),
  appId: text(1, 64),
  subjectHash: bytes(32),
  thumbprint: bytes(32),
  x: bytes(32),
  y: bytes(32),
  issuedAtSeconds: integer(0),
  expiresAtSeconds: integer(0),
  /** When the person proved to the issuer who they are (`auth_time`); absent where the issuer does not say. */
  authTimeSeconds: optional(integer(0)),
  /** Since when this fleet has known the session key for this person. */
  keySinceSeconds: optional(integer(0)),
});
export type SessionCertificate = ReturnType<typeof readBody>;
const readSigned = list(bytes(1, 1024), 2);

/** A P-256 public key as JWK coordinates, base64url without padding. */
export type SessionKey = { readonly kty: 'EC'; readonly crv: 'P-256'; readonly x: string; readonly y: string };

/** RFC 7638 §3: SHA-256 of the JWK's required members in lexicographic order. */
export function thumbprintOf(key: SessionKey): Uint8Array<ArrayBuffer> {
  return sha256(new TextEncoder().encode(JSON.stringify({ crv: key.crv, kty: key.kty, x: key.x, y: key.y })));
}

/** @throws when the point is not on the curve. */
export function importSessionKey(key: SessionKey): KeyObject {
  return createPublicKey({ key, format: 'jwk' });
}

type Optional = 'authTimeSeconds' | 'keySinceSeconds';
export type NewCertificate = Omit<SessionCertificate, Optional> & Partial<Pick<SessionCertificate, Optional>>;

/** dCBOR [body, mac]. */
export function issueCertificate(
  certificateKey: Uint8Array,
  { authTimeSeconds = null, keySinceSeconds = null, ...certificate }: NewCertificate,
): Uint8Array<ArrayBuffer> {
  const body = encodeDcbor({
    ...certificate,
    ...(authTimeSeconds === null ? {} : { authTimeSeconds }),
    ...(keySinceSeconds === null ? {} : { keySinceSeconds }),
  });
  return encodeDcbor([body, hmacSha256(certificateKey, concatBytes(MAC_LABEL, body))]);
}

/** A certificate of this fleet, and the session key in it for checking stamps. */
export type ReadCertificate = { readonly certificate: SessionCertificate; readonly sessionKey: KeyObject };

function sessionKeyOf({ x, y }: SessionCertificate): KeyObject {
  return importSessionKey({ kty: 'EC', crv: 'P-256', x: Buffer.from(x).toString('base64url'), y: Buffer.from(y).toString('base64url') });
}

/**
 * Reads a certificate this fleet has issued. Null when it was not, or is not one; expiry and revocation are the
 * caller's to judge.
 */
export function readCertificate(certificateKey: Uint8Array, signed: Uint8Array): ReadCertificate | null {
  try {
    const [body, mac] = readSigned(decodeStrict(signed), 'certificate');
    if (body === undefined || mac === undefined || mac.length !== 32) return null;
    if (!timingSafeEqual(mac, hmacSha256(certificateKey, concatBytes(MAC_LABEL, body)))) return null;
    const certificate = readBody(decodeStrict(body), 'certificate');
    return { certificate, sessionKey: sessionKeyOf(certificate) };
  } catch {
    return null;
  }
}

/** Sessions in use at once that are read only once; about 2 KiB each. */
const MAX_CACHED = 1_000;

/**
 * `readCertificate` that remembers the last thousand good ones, by the hash of their bytes: a session sends the same
 * certificate with every call, and parsing its key costs half as much as checking a stamp with it.
 */
export function createCertificateReader(certificateKey: Uint8Array): (signed: Uint8Array) => ReadCertificate | null {
  const cached = new Map<string, ReadCertificate>();
  return (signed) => {
    const hash = Buffer.from(sha256(signed)).toString('base64');
    const found = cached.get(hash) ?? readCertificate(certificateKey, signed);
    if (found === null) return null;
    // Deleted and set again: a Map's order is then the order of use, and the first is the one to let go.
    cached.delete(hash);
    cached.set(hash, found);
    if (cached.size > MAX_CACHED) cached.delete(cached.keys().next().value as string);
    return found;
  };
}
