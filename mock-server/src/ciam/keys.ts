import { sha256 as hash } from '@noble/hashes/sha2.js';

/** Keys of the CIAM, each for one purpose, all from the deployment's one secret. */
export type CiamKeys = {
  /** HMAC-SHA-256 that signs access tokens. The first one has no salt; each rotation brings one. */
  accessToken(salt: Uint8Array | null): Promise<CryptoKey>;
  /** HMAC-SHA-256 over DPoP nonces. */
  readonly dpopNonce: CryptoKey;
  /** HMAC-SHA-256 that refresh tokens are made with. */
  readonly refreshToken: CryptoKey;
  /** HMAC-SHA-256 that the store keeps of a refresh token. */
  readonly refreshHash: CryptoKey;
  /** AES-256-GCM over replies kept for idempotency, because some of them hold tokens. */
  readonly storedReply: CryptoKey;
  /** HMAC-SHA-256 over references to pictures. */
  readonly imageReference: CryptoKey;
};

const TOKEN_SECRET_LENGTH = 32;

/**
 * Derives the keys by HKDF-SHA-256 (RFC 5869) with one `info` for each purpose.
 *
 * @param tokenSecret 32 bytes.
 * @throws TypeError for a secret of another length.
 */
export async function deriveCiamKeys(tokenSecret: Uint8Array): Promise<CiamKeys> {
  if (tokenSecret.length !== TOKEN_SECRET_LENGTH) throw new TypeError(`tokenSecret must be ${TOKEN_SECRET_LENGTH} bytes`);
  const secret = await crypto.subtle.importKey('raw', new Uint8Array(tokenSecret), 'HKDF', false, ['deriveBits']);
  async function derive(purpose: string, salt = new Uint8Array()): Promise<Uint8Array<ArrayBuffer>> {
    const info = new TextEncoder().encode(`alcove/ciam/${purpose}/v1`);
    return new Uint8Array(await crypto.subtle.deriveBits({ name: 'HKDF', hash: 'SHA-256', salt, info }, secret, 256));
  }
  async function hmac(purpose: string, salt?: Uint8Array<ArrayBuffer>): Promise<CryptoKey> {
    return crypto.subtle.importKey('raw', await derive(purpose, salt), { name: 'HMAC', hash: 'SHA-256' }, false, ['sign', 'verify']);
  }
  return {
    accessToken: (salt) => hmac('access-token', new Uint8Array(salt ?? [])),
    dpopNonce: await hmac('dpop-nonce'),
    refreshToken: await hmac('refresh-token'),
    refreshHash: await hmac('refresh-hash'),
    storedReply: await crypto.subtle.importKey('raw', await derive('stored-reply'), 'AES-GCM', false, ['encrypt', 'decrypt']),
    imageReference: await hmac('image-reference'),
  };
}

/** HMAC-SHA-256 (RFC 2104) of UTF-8 text, 32 bytes. */
export async function macOf(key: CryptoKey, text: string): Promise<Uint8Array<ArrayBuffer>> {
  return new Uint8Array(await crypto.subtle.sign('HMAC', key, new TextEncoder().encode(text)));
}

/** Compares without telling by its duration where two texts differ. Their length is no secret. */
export function equalInConstantTime(left: string, right: string): boolean {
  let difference = left.length ^ right.length;
  for (let index = 0; index < right.length; index++) difference |= left.charCodeAt(index) ^ right.charCodeAt(index);
  return difference === 0;
}

/** SHA-256 of bytes, 32 bytes. Done here and now: for the little that is hashed a thread's turn takes several times as long. */
export function sha256(bytes: Uint8Array): Uint8Array<ArrayBuffer> {
  return new Uint8Array(hash(bytes));
}
