import { EnclaveError } from '../enclave-client/port.ts';
import { CERTIFICATE_LIFETIME_SECONDS, importSessionKey, issueCertificate, thumbprintOf } from './certificate.ts';
import type { Enclave } from './enclave.ts';
import { verifyIdToken } from './id-token.ts';
import { bytes, literal, matching, object, text } from './schema.ts';

const coordinate = matching(/^[A-Za-z0-9_-]{43}$/, 'must be 32 bytes in base64url');

export const readSessionOpen = object({
  appId: text(1, 64),
  issuer: text(1, 512),
  clientId: text(1, 256),
  idToken: text(1, 16_384),
  nonceRandom: bytes(32),
  sessionKey: object({ kty: literal('EC'), crv: literal('P-256'), x: coordinate, y: coordinate }),
});

/** `session_open` (PROTOCOL §4.3): an ID token becomes a certificate for the session key the token names. */
export async function sessionOpen(enclave: Enclave, request: ReturnType<typeof readSessionOpen>) {
  const { appId, sessionKey } = request;
  try {
    importSessionKey(sessionKey);
  } catch (cause) {
    throw new EnclaveError('invalid_request', 'sessionKey is not a point of P-256', { cause });
  }
  const thumbprint = thumbprintOf(sessionKey);
  const { manifest, issuerKeys, clock } = enclave;
  const subjectHash = await verifyIdToken({ ...request, thumbprint, manifest, issuerKeys, clock });
  const issuedAtSeconds = Math.floor(clock.nowMs() / 1000);
  const expiresAtSeconds = issuedAtSeconds + CERTIFICATE_LIFETIME_SECONDS;
  const certificate = issueCertificate(enclave.fleet.certificateKey, {
    v: 1,
    appId,
    subjectHash,
    thumbprint,
    x: new Uint8Array(Buffer.from(sessionKey.x, 'base64url')),
    y: new Uint8Array(Buffer.from(sessionKey.y, 'base64url')),
    issuedAtSeconds,
    expiresAtSeconds,
  });
  return { certificate, subjectHash, expiresAtSeconds };
}

export const readSessionRevoke = object({ thumbprint: bytes(32) });

/** `session_revoke`: the key's certificates are refused from now on, and what it had unlocked is locked. */
export function sessionRevoke(enclave: Enclave, { thumbprint }: ReturnType<typeof readSessionRevoke>) {
  enclave.revocations.add(thumbprint);
  enclave.grants.revoke(thumbprint);
  return {};
}
