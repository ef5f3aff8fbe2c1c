import { concatBytes } from '../../../widget/src/contract/dcbor.ts';
import { addressText } from './address-proof.ts';
import { accountPath } from './crypto/hd-key.ts';
import { argon2id, hkdf, hmacSha256 } from './crypto/kdf.ts';
import { wipe } from './crypto/wipe.ts';
import type { Enclave } from './enclave.ts';
import type { WrapFields, WrapHeader } from './recovery-wrap.ts';

/*
 * The recovery kit (PROTOCOL §6.10): a file and 24 words. Both together give the seed back with nothing else in the
 * world: no server, no KMS, no enclave, no pepper. `widget/recover` is the page that does it offline.
 */

const encoder = new TextEncoder();
const KIT_LABEL = encoder.encode('alcove/kit/v1');
export const KIT_SECRET_BYTES = 32;

/** RFC 9106 §4, second recommended option: the words alone must not give a passphrase away cheaply. */
export const KIT_ARGON2 = { memoryKib: 65_536, passes: 3, parallelism: 4 } as const;

/**
 * HKDF(secret, salt, "alcove/kit/v1"), with a passphrase HKDF(secret ‖ Argon2id(passphrase), …). 32 bytes that the
 * caller wipes, who holds an Argon2 slot.
 *
 * @param passphrase any text; compared in NFKC.
 */
export async function kitFactor(secret: Uint8Array, header: WrapHeader, passphrase: string | null): Promise<Uint8Array<ArrayBuffer>> {
  if (header.kdf === null || passphrase === null) return hkdf(secret, header.salt, KIT_LABEL);
  const { memoryKib, passes, parallelism, salt } = header.kdf;
  const stretched = await argon2id({
    message: encoder.encode(passphrase.normalize('NFKC')),
    salt,
    secret: new Uint8Array(0),
    associatedData: concatBytes(KIT_LABEL, encoder.encode(header.walletId)),
    parameters: { memoryKib, passes, parallelism },
  });
  const joined = concatBytes(secret, stretched);
  try {
    return hkdf(joined, header.salt, KIT_LABEL);
  } finally {
    wipe(stretched, joined);
  }
}

/** What three words have to be, under a key of the fleet: the wrap says it without saying the words. */
export function confirmationTag(enclave: Enclave, hash: Uint8Array, positions: readonly number[], words: Uint8Array): Uint8Array<ArrayBuffer> {
  return hmacSha256(enclave.fleet.confirmationKey, concatBytes(hash, Uint8Array.from(positions), words));
}

/** Words number `positions` (from 1) of a phrase, one space between them. */
export function wordsAt(phrase: Uint8Array, positions: readonly number[]): Uint8Array<ArrayBuffer> {
  const chosen: Uint8Array[] = [];
  let start = 0;
  let number = 1;
  for (let index = 0; index <= phrase.length; index++) {
    if (index < phrase.length && phrase[index] !== 0x20) continue;
    if (positions.includes(number)) chosen.push(...(chosen.length > 0 ? [Uint8Array.of(0x20)] : []), phrase.subarray(start, index));
    start = index + 1;
    number++;
  }
  return concatBytes(...chosen);
}

const base64url = (value: Uint8Array) => Buffer.from(value).toString('base64url');

/** How to open a kit without this software: the file explains itself. */
const HOW = [
  'The 24 words are BIP-39 English words for a secret of 32 bytes. They are not a wallet of their own.',
  'factor = HKDF-SHA256(ikm = secret, salt = salt, info = "alcove/kit/v1", 32 bytes).',
  'With a kdf: ikm = secret followed by Argon2id(passphrase in Unicode NFKC, kdf.salt, m = kdf.memoryKib, t = kdf.passes, p = kdf.parallelism, associated data = "alcove/kit/v1" followed by walletId, 32 bytes).',
  'key = HKDF-SHA256(ikm = factor, salt = salt, info = "alcove/wrap/enc/v1" followed by SHA-256(header), 32 bytes).',
  'entropy = AES-256-GCM-Open(key, iv, ciphertext, associated data = header). Bytes are base64url; header is deterministic CBOR.',
  "The seed words are the BIP-39 words of entropy; the first account is at the path m/44'/60'/0'/0/0.",
];

/**
 * The kit's file: JSON, UTF-8, self-describing. What it says beside `header` stands in there too, authenticated.
 *
 * @param wrap without its confirmation.
 */
export function kitFile(wrap: WrapFields, header: WrapHeader): Uint8Array<ArrayBuffer> {
  const { kdf } = header;
  const file = {
    format: 'alcove-recovery-kit',
    version: 1,
    address: addressText(header.address0),
    path: accountPath(0),
    walletId: header.walletId,
    wrapId: header.wrapId,
    createdAt: new Date(header.createdAtMs).toISOString(),
    suite: header.suite,
    kdf: kdf === null ? null : { alg: kdf.alg, memoryKib: kdf.memoryKib, passes: kdf.passes, parallelism: kdf.parallelism, salt: base64url(kdf.salt) },
    salt: base64url(header.salt),
    header: base64url(wrap.header),
    iv: base64url(wrap.iv),
    ciphertext: base64url(wrap.ciphertext),
    commitment: base64url(wrap.commitment),
    how: HOW,
  };
  return encoder.encode(`${JSON.stringify(file, null, 2)}\n`);
}
