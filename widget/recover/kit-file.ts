import { type CborMap, decodeCborMap } from '../src/crypto/cbor-decode.ts';
import { messages } from './messages.ts';

/** What is wrong, and where: `file`, `words`, `passphrase`, or `browser` (its cryptography is not there). */
export class KitError extends Error {
  readonly part: 'file' | 'words' | 'passphrase' | 'browser';
  constructor(part: KitError['part'], message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = 'KitError';
    this.part = part;
  }
}

type Bytes = Uint8Array<ArrayBuffer>;

export type Argon2 = { readonly memoryKib: number; readonly passes: number; readonly parallelism: number; readonly salt: Bytes };

/** A recovery kit's file, version 1 (PROTOCOL §6.10), read and found to agree with itself. */
export type Kit = {
  /** Lower case, with 0x. */
  readonly address: string;
  readonly walletId: string;
  readonly createdAt: Date;
  /** Null: no passphrase was chosen. */
  readonly kdf: Argon2 | null;
  readonly salt: Bytes;
  readonly header: Bytes;
  readonly iv: Bytes;
  readonly ciphertext: Bytes;
  readonly commitment: Bytes;
};

type Fields = { readonly [key: string]: unknown };

const MOST_CHARACTERS = 65_536;

function broken(field: string, options?: ErrorOptions): KitError {
  return new KitError('file', messages.broken(field), options);
}

function fieldsOf(value: unknown, field: string): Fields {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) throw broken(field);
  return value as Fields;
}

function bytesOf(fields: Fields, field: string, length?: number): Bytes {
  const text = fields[field];
  if (typeof text !== 'string' || !/^[A-Za-z0-9_-]*$/.test(text)) throw broken(field);
  const binary = atob(text.replaceAll('-', '+').replaceAll('_', '/'));
  const bytes = Uint8Array.from(binary, (character) => character.charCodeAt(0));
  if (length !== undefined && bytes.length !== length) throw broken(field);
  return bytes;
}

function count(value: unknown, field: string, most: number): number {
  if (typeof value !== 'number' || !Number.isSafeInteger(value) || value < 1 || value > most) throw broken(field);
  return value;
}

function readKdf(value: unknown): Argon2 | null {
  if (value === null) return null;
  const kdf = fieldsOf(value, 'kdf');
  if (kdf.alg !== 'argon2id') throw broken('kdf.alg');
  return {
    memoryKib: count(kdf.memoryKib, 'kdf.memoryKib', 1_048_576),
    passes: count(kdf.passes, 'kdf.passes', 64),
    parallelism: count(kdf.parallelism, 'kdf.parallelism', 16),
    salt: bytesOf(kdf, 'salt', 16),
  };
}

const hex = (bytes: Uint8Array): string => Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
const isSame = (left: unknown, right: Uint8Array): boolean => left instanceof Uint8Array && hex(left) === hex(right);

/** The header is what the words authenticate; what stands beside it in plain sight must be the same. */
function checkHeader(kit: Kit): void {
  let header: CborMap;
  try {
    header = decodeCborMap(kit.header);
  } catch (cause) {
    throw broken('header', { cause });
  }
  const address = header.get('address0');
  const kdf = header.get('kdf');
  if (header.get('wrapType') !== 'kit' || header.get('suite') !== 'A256GCM+HKDF-SHA256') throw broken('suite');
  if (!(address instanceof Uint8Array) || `0x${hex(address)}` !== kit.address) throw broken('address');
  if (header.get('walletId') !== kit.walletId) throw broken('walletId');
  if (!isSame(header.get('salt'), kit.salt)) throw broken('salt');
  if ((kdf === undefined) !== (kit.kdf === null)) throw broken('kdf');
  if (kit.kdf === null || !(kdf instanceof Map)) return;
  const { memoryKib, passes, parallelism, salt } = kit.kdf;
  const agrees = kdf.get('memoryKib') === memoryKib && kdf.get('passes') === passes && kdf.get('parallelism') === parallelism && isSame(kdf.get('salt'), salt);
  if (!agrees) throw broken('kdf');
}

/**
 * Reads the text of a kit's file.
 *
 * @throws KitError `file`, naming the field.
 */
export function readKit(text: string): Kit {
  let fields: Fields;
  try {
    if (text.length > MOST_CHARACTERS) throw new RangeError('too long');
    fields = fieldsOf(JSON.parse(text), 'format');
  } catch (cause) {
    throw new KitError('file', messages.notKit, { cause });
  }
  if (fields.format !== 'alcove-recovery-kit') throw new KitError('file', messages.otherFormat);
  if (fields.version !== 1) throw new KitError('file', messages.newerVersion);
  const { address, walletId, createdAt } = fields;
  if (typeof address !== 'string' || !/^0x[0-9a-f]{40}$/.test(address)) throw broken('address');
  if (typeof walletId !== 'string' || walletId.length !== 36) throw broken('walletId');
  if (typeof createdAt !== 'string' || Number.isNaN(Date.parse(createdAt))) throw broken('createdAt');
  const kit: Kit = {
    address,
    walletId,
    createdAt: new Date(createdAt),
    kdf: readKdf(fields.kdf),
    salt: bytesOf(fields, 'salt', 32),
    header: bytesOf(fields, 'header'),
    iv: bytesOf(fields, 'iv', 12),
    ciphertext: bytesOf(fields, 'ciphertext'),
    commitment: bytesOf(fields, 'commitment', 32),
  };
  checkHeader(kit);
  return kit;
}
