import { argon2idAsync } from '@noble/hashes/argon2.js';

type Options = {
  readonly message: Uint8Array;
  readonly nonce: Uint8Array;
  readonly secret: Uint8Array;
  readonly associatedData: Uint8Array;
  readonly memory: number;
  readonly passes: number;
  readonly parallelism: number;
  readonly tagLength: number;
};

/** `argon2` of `node:crypto`, Argon2id only. The same digests as OpenSSL's, about four times slower. */
export function argon2(algorithm: string, options: Options, done: (error: Error | null, key: Buffer) => void): void {
  if (algorithm !== 'argon2id') throw new TypeError(`this playground has no ${algorithm}`);
  argon2idAsync(options.message, options.nonce, {
    t: options.passes,
    m: options.memory,
    p: options.parallelism,
    dkLen: options.tagLength,
    key: options.secret,
    personalization: options.associatedData,
  }).then(
    (key) => done(null, Buffer.from(key)),
    (error: Error) => done(error, Buffer.alloc(0)),
  );
}
