import { base58 } from '@scure/base';
import { base64url, decodeJwt, importJWK, jwtVerify } from 'jose';

/*
 * Who is on the line: a client of the relay signs a token with a key of its own, and is named by that key (WalletConnect's
 * "Client Auth": a JWT, RFC 7519, signed with EdDSA, whose issuer is a did:key of Ed25519).
 */

/** multibase base58btc, and multicodec `ed25519-pub` before the 32 bytes of the key (did:key §3.1). */
const DID_PREFIX = 'did:key:z';
const ED25519_CODEC: readonly number[] = [0xed, 0x01];
const TOKEN_LENGTH_LIMIT = 2_048;
const LIFETIME_LIMIT_SECONDS = 2 * 86_400;

export type RelayAuthFault = 'token_missing' | 'token_malformed' | 'issuer_malformed' | 'token_refused' | 'lifetime_too_long';

export class RelayAuthError extends Error {
  readonly reason: RelayAuthFault;
  constructor(reason: RelayAuthFault, options?: ErrorOptions) {
    super(reason, options);
    this.reason = reason;
  }
}

/** The Ed25519 key in a did:key. @throws RelayAuthError `issuer_malformed` */
function keyOf(did: string): Uint8Array {
  try {
    const bytes = base58.decode(did.startsWith(DID_PREFIX) ? did.slice(DID_PREFIX.length) : '');
    if (bytes.length === 34 && ED25519_CODEC.every((byte, at) => bytes[at] === byte)) return bytes.subarray(2);
  } catch {
    // Not base58: as wrong as any other.
  }
  throw new RelayAuthError('issuer_malformed');
}

function issuerOf(token: string): { readonly iss: string; readonly lifetimeSeconds: number } {
  try {
    const { iss = '', iat = 0, exp = Number.POSITIVE_INFINITY } = decodeJwt(token);
    return { iss, lifetimeSeconds: exp - iat };
  } catch (cause) {
    throw new RelayAuthError('token_malformed', { cause });
  }
}

/**
 * @param options.audience the relay's own address, exactly as its clients were given it.
 * @returns the client's id, its did:key.
 * @throws RelayAuthError
 */
export async function readRelayToken(token: string | null, options: { readonly audience: string; readonly nowMs: number }): Promise<string> {
  if (token === null || token === '') throw new RelayAuthError('token_missing');
  if (token.length > TOKEN_LENGTH_LIMIT) throw new RelayAuthError('token_malformed');
  const { iss, lifetimeSeconds } = issuerOf(token);
  const key = await importJWK({ kty: 'OKP', crv: 'Ed25519', x: base64url.encode(keyOf(iss)) }, 'EdDSA');
  try {
    await jwtVerify(token, key, {
      algorithms: ['EdDSA'],
      audience: options.audience,
      requiredClaims: ['sub', 'iat', 'exp'],
      currentDate: new Date(options.nowMs),
      clockTolerance: 60,
    });
  } catch (cause) {
    throw new RelayAuthError('token_refused', { cause });
  }
  if (lifetimeSeconds > LIFETIME_LIMIT_SECONDS) throw new RelayAuthError('lifetime_too_long');
  return iss;
}
