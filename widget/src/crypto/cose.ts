import { encodeDcbor } from '../contract/dcbor.ts';
import { type CborItem, decodeCbor, decodeCborMap } from './cbor-decode.ts';

/** COSE_Sign1 (RFC 9052 §4.2), restricted to ES384 with nothing unprotected. The received bytes are what is verified. */
export type CoseSign1 = {
  readonly protectedBytes: Uint8Array<ArrayBuffer>;
  readonly payload: Uint8Array<ArrayBuffer>;
  readonly signature: Uint8Array<ArrayBuffer>;
};

const COSE_SIGN1_TAG = 18;
const HEADER_ALGORITHM = 1;
const ES384 = -35;

export type CoseFault = 'cose_shape' | 'cose_algorithm' | 'cose_unprotected';

function isBytes(item: CborItem | undefined): item is Uint8Array<ArrayBuffer> {
  return item instanceof Uint8Array;
}

/** @returns the parts, or what is wrong. @throws CborError for input that is not strict CBOR. */
export function readCoseSign1(document: Uint8Array): CoseSign1 | CoseFault {
  let item = decodeCbor(document);
  if (typeof item === 'object' && item !== null && 'tag' in item) {
    if (item.tag !== COSE_SIGN1_TAG) return 'cose_shape';
    item = item.value;
  }
  if (!Array.isArray(item) || item.length !== 4) return 'cose_shape';
  const [protectedBytes, unprotected, payload, signature] = item as readonly CborItem[];
  if (!isBytes(protectedBytes) || !isBytes(payload) || !isBytes(signature) || signature.length !== 96) return 'cose_shape';
  if (!(unprotected instanceof Map) || unprotected.size !== 0) return 'cose_unprotected';
  const headers = decodeCborMap(protectedBytes);
  if (headers.size !== 1 || headers.get(HEADER_ALGORITHM) !== ES384) return 'cose_algorithm';
  return { protectedBytes, payload, signature };
}

/** RFC 9052 §4.4: ECDSA over `["Signature1", protected, external_aad = h'', payload]`. */
export function verifyCoseSign1(message: CoseSign1, key: CryptoKey): Promise<boolean> {
  const signed = encodeDcbor(['Signature1', message.protectedBytes, new Uint8Array(), message.payload]);
  return crypto.subtle.verify({ name: 'ECDSA', hash: 'SHA-384' }, key, message.signature, signed);
}
