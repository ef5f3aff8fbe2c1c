import { EnclaveError } from '../enclave-client/port.ts';
import { CERTIFICATE_LIFETIME_SECONDS, importSessionKey, issueCertificate, readCertificate, thumbprintOf } from './certificate.ts';
import type { Enclave } from './enclave.ts';
import { verifyIdToken } from './id-token.ts';
import { bytes, integer, literal, matching, nullable, object, optional, text } from './schema.ts';

const coordinate = matching(/^[A-Za-z0-9_-]{43}$/, 'must be 32 bytes in base64url');

export const readSessionOpen = object({
  appId: text(1, 64),
  issuer: text(1, 512),
  clientId: text(1, 256),
  idToken: text(1, 16_384),
  nonceRandom: bytes(32),
  /** An earlier certificate of the same session key, expired or not. */
  previousCertificate: optional(nullable(bytes(1, 2048))),
  sessionKey: object({ kty: literal('EC'), crv: literal('P-256'), x: coordinate, y: coordinate }),
});

/**
 * How much later than now a certificate may be dated to come after the ones that are refused: a second for each sign-out within a second, and
 * what the clocks of a fleet differ by. It bounds what a parent that names any time can do to a certificate's life.
 */
const MAX_AHEAD_SECONDS = 60;

type Holder = { readonly appId: string; readonly subjectHash: Uint8Array; readonly thumbprint: Uint8Array };

/** Whoever holds back the earlier certificate makes a device look newer than it is, never older. */
function keySince(enclave: Enclave, previous: Uint8Array | null, holder: Holder): number | null {
  const certificate = previous === null ? null : (readCertificate(enclave.fleet.certificateKey, previous)?.certificate ?? null);
  if (certificate === null || certificate.appId !== holder.appId) return null;
  const isSame = [certificate.subjectHash, certificate.thumbprint].every(
    (bytesOf, index) => Buffer.compare(bytesOf, index === 0 ? holder.subjectHash : holder.thumbprint) === 0,
  );
  return isSame ? (certificate.keySinceSeconds ?? certificate.issuedAtSeconds) : null;
}

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
  const { subjectHash, authTimeSeconds } = await verifyIdToken({ ...request, thumbprint, manifest, issuerKeys, clock });
  // Later than what is refused of this key, also for who signs out and in again within a second.
  const expiresAtSeconds = Math.max(Math.floor(clock.nowMs() / 1000) + CERTIFICATE_LIFETIME_SECONDS, enclave.revocations.untilSeconds(thumbprint) + 1);
  const issuedAtSeconds = expiresAtSeconds - CERTIFICATE_LIFETIME_SECONDS;
  const certificate = issueCertificate(enclave.fleet.certificateKey, {
    v: 1,
    appId,
    subjectHash,
    thumbprint,
    x: new Uint8Array(Buffer.from(sessionKey.x, 'base64url')),
    y: new Uint8Array(Buffer.from(sessionKey.y, 'base64url')),
    issuedAtSeconds,
    expiresAtSeconds,
    authTimeSeconds,
    keySinceSeconds: keySince(enclave, request.previousCertificate, { appId, subjectHash, thumbprint }) ?? issuedAtSeconds,
  });
  return { certificate, subjectHash, expiresAtSeconds };
}

/** `untilSeconds`: when the last certificate expires that is meant. */
export const readSessionRevoke = object({ thumbprint: bytes(32), untilSeconds: integer(0) });

/** `session_revoke`: the key's certificates up to then are refused from now on, and what it had unlocked is locked. */
export function sessionRevoke(enclave: Enclave, { thumbprint, untilSeconds }: ReturnType<typeof readSessionRevoke>) {
  const latestSeconds = Math.floor(enclave.clock.nowMs() / 1000) + CERTIFICATE_LIFETIME_SECONDS + MAX_AHEAD_SECONDS;
  enclave.revocations.add(thumbprint, Math.min(untilSeconds, latestSeconds));
  enclave.grants.revoke(thumbprint);
  return {};
}
