import { argon2, createHash, createHmac, hkdfSync } from 'node:crypto';

/** Throws with the name of the value, never with the value. */
export function assertLength(value: Uint8Array, length: number, label: string): void {
  if (value.length !== length) throw new RangeError(`${label} must have ${length} bytes`);
}

export function sha256(...parts: readonly Uint8Array[]): Uint8Array<ArrayBuffer> {
  const hash = createHash('sha256');
  for (const part of parts) hash.update(part);
  return new Uint8Array(hash.digest());
}

export function hmacSha256(key: Uint8Array, ...parts: readonly Uint8Array[]): Uint8Array<ArrayBuffer> {
  const hmac = createHmac('sha256', key);
  for (const part of parts) hmac.update(part);
  return new Uint8Array(hmac.digest());
}

/** HKDF-SHA-256, extract and expand (RFC 5869 §2). An empty salt stands for 32 zero bytes (§2.2). */
export function hkdf(inputKey: Uint8Array, salt: Uint8Array, info: Uint8Array, length = 32): Uint8Array<ArrayBuffer> {
  return new Uint8Array(hkdfSync('sha256', inputKey, salt, info, length));
}

/** RFC 9106 parameters; memory in KiB. */
export type Argon2Parameters = { readonly memoryKib: number; readonly passes: number; readonly parallelism: number };

/**
 * Argon2id version 0x13 (RFC 9106 §3), 32 bytes, on libuv's thread pool.
 * `secret` is K of §3.1 (the fleet's pepper), `associatedData` is X.
 */
export function argon2id(input: {
  readonly message: Uint8Array;
  readonly salt: Uint8Array;
  readonly secret: Uint8Array;
  readonly associatedData: Uint8Array;
  readonly parameters: Argon2Parameters;
}): Promise<Uint8Array<ArrayBuffer>> {
  const { memoryKib, passes, parallelism } = input.parameters;
  return new Promise((resolve, reject) => {
    argon2(
      'argon2id',
      {
        message: input.message,
        nonce: input.salt,
        secret: input.secret,
        associatedData: input.associatedData,
        memory: memoryKib,
        passes,
        parallelism,
        tagLength: 32,
      },
      (error, key) => (error === null ? resolve(new Uint8Array(key.buffer, key.byteOffset, key.length)) : reject(error)),
    );
  });
}
