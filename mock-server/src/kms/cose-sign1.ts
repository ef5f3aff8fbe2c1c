import { decode, encode } from 'cborg';
import { concatBytes } from '../../../widget/src/contract/dcbor.ts';

/** Bytes that are not a COSE_Sign1 structure in the strict form of RFC 9052 §4.2. */
export class CoseFormatError extends Error {
  constructor(message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = 'CoseFormatError';
  }
}

export type CoseSign1 = {
  /** What was signed: as received, and never encoded again. */
  readonly protectedBytes: Uint8Array;
  readonly protectedHeader: ReadonlyMap<unknown, unknown>;
  readonly unprotectedHeader: ReadonlyMap<unknown, unknown>;
  readonly payload: Uint8Array;
  readonly signature: Uint8Array;
};

const COSE_SIGN1_TAG = 18;

/** CBOR with definite lengths, shortest heads, no duplicate keys, nothing after the end. @throws CoseFormatError */
export function decodeStrictCbor(bytes: Uint8Array, what: string): unknown {
  try {
    return decode(bytes, {
      strict: true,
      useMaps: true,
      allowIndefinite: false,
      allowUndefined: false,
      allowInfinity: false,
      allowNaN: false,
      rejectDuplicateMapKeys: true,
      tags: { [COSE_SIGN1_TAG]: (content) => content() },
    });
  } catch (cause) {
    throw new CoseFormatError(`${what} is not strict CBOR`, { cause });
  }
}

/** Reads a COSE_Sign1 array, tagged (18) or not. Does not verify it. @throws CoseFormatError */
export function readCoseSign1(bytes: Uint8Array): CoseSign1 {
  const parts = decodeStrictCbor(bytes, 'document');
  if (!Array.isArray(parts) || parts.length !== 4) throw new CoseFormatError('document must be an array of four');
  const [protectedBytes, unprotectedHeader, payload, signature] = parts as readonly unknown[];
  if (!(protectedBytes instanceof Uint8Array)) throw new CoseFormatError('protected header must be a byte string');
  if (!(unprotectedHeader instanceof Map)) throw new CoseFormatError('unprotected header must be a map');
  if (!(payload instanceof Uint8Array)) throw new CoseFormatError('payload must be a byte string');
  if (!(signature instanceof Uint8Array)) throw new CoseFormatError('signature must be a byte string');
  const protectedHeader = protectedBytes.length === 0 ? new Map() : decodeStrictCbor(protectedBytes, 'protected header');
  if (!(protectedHeader instanceof Map)) throw new CoseFormatError('protected header must be a map');
  // An empty map is signed as an empty byte string (RFC 9052 §4.4).
  const signedHeader = protectedHeader.size === 0 ? new Uint8Array(0) : protectedBytes;
  return { protectedBytes: signedHeader, protectedHeader, unprotectedHeader, payload, signature };
}

/** Sig_structure of RFC 9052 §4.4 for COSE_Sign1. */
export function toBeSigned(message: Pick<CoseSign1, 'protectedBytes' | 'payload'>, externalAad: Uint8Array = new Uint8Array(0)): Uint8Array {
  return concatBytes(encode(['Signature1', message.protectedBytes, externalAad, message.payload]));
}
