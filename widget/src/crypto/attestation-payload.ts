import type { AttestationPayload } from '../contract/attestation.ts';
import { type CborItem, decodeCborMap } from './cbor-decode.ts';

/*
 * The payload of a Nitro attestation document and its field rules (aws-nitro-enclaves-nsm-api, docs/attestation_process.md):
 * sizes are bounded, indexes are 0 to 31, measurements are 32, 48 or 64 bytes.
 */

const MAX_CERTIFICATE_LENGTH = 1024;
const MAX_OPTIONAL_LENGTH = 1024;

function bytesWithin(item: CborItem | undefined, minimum: number, maximum: number): Uint8Array<ArrayBuffer> | null {
  return item instanceof Uint8Array && item.length >= minimum && item.length <= maximum ? item : null;
}

/** Nitro writes null for a field that was not asked for. */
function optionalBytes(item: CborItem | undefined): Uint8Array<ArrayBuffer> | null | undefined {
  if (item === undefined || item === null) return null;
  return bytesWithin(item, 0, MAX_OPTIONAL_LENGTH) ?? undefined;
}

function readPcrs(item: CborItem | undefined): ReadonlyMap<number, Uint8Array> | null {
  if (!(item instanceof Map) || item.size === 0 || item.size > 32) return null;
  const pcrs = new Map<number, Uint8Array>();
  for (const [index, value] of item) {
    if (typeof index !== 'number' || index < 0 || index > 31) return null;
    if (!(value instanceof Uint8Array) || ![32, 48, 64].includes(value.length)) return null;
    pcrs.set(index, value);
  }
  return pcrs;
}

function readBundle(item: CborItem | undefined): readonly Uint8Array[] | null {
  if (!Array.isArray(item) || item.length === 0 || item.length > 8) return null;
  const bundle = (item as readonly CborItem[]).map((certificate) => bytesWithin(certificate, 1, MAX_CERTIFICATE_LENGTH));
  return bundle.every((certificate) => certificate !== null) ? bundle : null;
}

/** @returns the payload, or null when a field breaks its rule. @throws CborError */
export function readAttestationPayload(bytes: Uint8Array): AttestationPayload | null {
  const map = decodeCborMap(bytes);
  const moduleId = map.get('module_id');
  const timestampMs = map.get('timestamp');
  const pcrs = readPcrs(map.get('pcrs'));
  const certificate = bytesWithin(map.get('certificate'), 1, MAX_CERTIFICATE_LENGTH);
  const cabundle = readBundle(map.get('cabundle'));
  const publicKey = optionalBytes(map.get('public_key'));
  const userData = optionalBytes(map.get('user_data'));
  const nonce = optionalBytes(map.get('nonce'));
  if (typeof moduleId !== 'string' || moduleId === '' || typeof timestampMs !== 'number' || timestampMs <= 0) return null;
  if (map.get('digest') !== 'SHA384' || pcrs === null || certificate === null || cabundle === null) return null;
  if (publicKey === undefined || userData === undefined || nonce === undefined) return null;
  return { moduleId, timestampMs, digest: 'SHA384', pcrs, certificate, cabundle, publicKey, userData, nonce };
}
