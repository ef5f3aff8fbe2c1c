import { calculateJwkThumbprint, exportJWK, generateKeyPair, type JSONWebKeySet, type JWK } from 'jose';
import type { RandomBytes } from '../deps.ts';

/** What the issuer must keep: with other keys, every ID token and every login session of yesterday is void. */
export type IssuerMaterial = {
  /** Private keys, ES256. The first one signs. */
  readonly jwks: { readonly keys: readonly JWK[] };
  /** Signs the issuer's cookies; base64url. */
  readonly cookieKeys: readonly string[];
};

export async function createIssuerMaterial(random: RandomBytes): Promise<IssuerMaterial> {
  const { privateKey } = await generateKeyPair('ES256', { extractable: true });
  const jwk = await exportJWK(privateKey);
  const kid = await calculateJwkThumbprint(jwk);
  return {
    jwks: { keys: [{ ...jwk, kid, alg: 'ES256', use: 'sig' }] },
    cookieKeys: [Buffer.from(random(32)).toString('base64url')],
  };
}

/** The public half, as the issuer's `jwks_uri` answers it and as an enclave's manifest pins it. */
export function publicJwks(material: IssuerMaterial): JSONWebKeySet {
  const keys = material.jwks.keys.map(({ kty, crv, x, y, kid, alg, use }) => ({ kty, crv, x, y, kid, alg, use }) as JWK);
  return { keys };
}
