import { sha256, toBase64url, utf8 } from '../crypto/bytes.ts';

/*
 * DPoP proofs (RFC 9449): each request to the wallet server is signed by the session key, so that a stolen token is
 * worth nothing without it.
 */

/** What signs: the session key, seen from here. */
export type ProofKey = {
  readonly publicJwk: { readonly kty: 'EC'; readonly crv: 'P-256'; readonly x: string; readonly y: string };
  /** ES256: 64 bytes r ‖ s. */
  sign(bytes: Uint8Array): Promise<Uint8Array>;
};

/**
 * One proof for one request (RFC 9449 §4.2).
 *
 * @param request.url only origin and path are signed.
 * @param request.accessToken adds `ath`, the token's SHA-256.
 * @param request.nonce the server's last `DPoP-Nonce`; it makes the client's clock irrelevant.
 * @returns a compact JWS.
 */
export async function makeDpopProof(
  key: ProofKey,
  request: { readonly method: string; readonly url: URL; readonly accessToken: string | null; readonly nonce: string | null; readonly nowMs: number },
): Promise<string> {
  const header = { typ: 'dpop+jwt', alg: 'ES256', jwk: key.publicJwk };
  const claims: Record<string, string | number> = {
    jti: crypto.randomUUID(),
    htm: request.method,
    htu: `${request.url.origin}${request.url.pathname}`,
    iat: Math.floor(request.nowMs / 1000),
  };
  if (request.nonce !== null) claims.nonce = request.nonce;
  if (request.accessToken !== null) claims.ath = toBase64url(await sha256(utf8(request.accessToken)));
  const signed = [header, claims].map((part) => toBase64url(utf8(JSON.stringify(part)))).join('.');
  return `${signed}.${toBase64url(await key.sign(utf8(signed)))}`;
}
