import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { importJWK, type JWK, SignJWT } from 'jose';
import type { Stack } from './stack.ts';

/** An OpenID Connect issuer with its private key, which stands for its login pages. */
export type Issuer = { readonly issuer: string; readonly clientId: string; readonly signingKey: JWK };

/** The demo issuer of a running stack. */
export function issuerOf(stack: Pick<Stack, 'origins' | 'dataDir'>): Issuer {
  const { jwks } = JSON.parse(readFileSync(join(stack.dataDir, 'issuer.json'), 'utf8')) as { jwks: { keys: [JWK] } };
  return { issuer: stack.origins.issuer, clientId: 'alcove-widget', signingKey: jwks.keys[0] };
}

/** The ID token of somebody who has just logged in. */
export async function signIdToken({ issuer, clientId, signingKey }: Issuer, subject: string, nonce: string): Promise<string> {
  return new SignJWT({ nonce, iss: issuer, aud: clientId, sub: subject })
    .setProtectedHeader({ alg: 'ES256', kid: String(signingKey.kid) })
    .setIssuedAt()
    .setExpirationTime('5m')
    .sign(await importJWK(signingKey, 'ES256'));
}
