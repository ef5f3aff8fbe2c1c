import 'reflect-metadata';
import { verify } from 'node:crypto';
import { CertificateChainError, verifyCertificateChain } from './certificate-chain.ts';
import { CoseFormatError, decodeStrictCbor, readCoseSign1, toBeSigned } from './cose-sign1.ts';

/** SHA-256 of AWS's Nitro root certificate in DER; published at docs.aws.amazon.com, "verify-root". */
export const AWS_NITRO_ROOT_SHA256 = '641a0321a3e244efe456463195d606317ed7cdcc3c1756e09893f3c68f79bb5b';

/** `malformed`: not an attestation document. `untrusted`: one, but not from a genuine, current, non-debug enclave. */
export class AttestationError extends Error {
  readonly kind: 'malformed' | 'untrusted';
  constructor(kind: AttestationError['kind'], message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = 'AttestationError';
    this.kind = kind;
  }
}

export type Attestation = {
  readonly moduleId: string;
  readonly timestampMs: number;
  readonly pcrs: ReadonlyMap<number, Uint8Array>;
  readonly publicKey: Uint8Array | null;
  readonly userData: Uint8Array | null;
  readonly nonce: Uint8Array | null;
};

const ES384 = -35;
/** A document is made for one request. */
const MAX_AGE_MS = 5 * 60_000;
const MAX_AHEAD_MS = 60_000;
const MAX_CERTIFICATES = 10;
const FIELDS = ['module_id', 'timestamp', 'digest', 'pcrs', 'certificate', 'cabundle', 'public_key', 'user_data', 'nonce'];
const PCR_LENGTHS = [32, 48, 64];

function malformed(message: string): AttestationError {
  return new AttestationError('malformed', message);
}

function bytesField(value: unknown, name: string, min: number, max: number): Uint8Array {
  if (!(value instanceof Uint8Array) || value.length < min || value.length > max) throw malformed(`${name} must be ${min} to ${max} bytes`);
  return value;
}

/** Optional fields are absent or, as the real module writes them, null. */
function optionalBytes(value: unknown, name: string, min: number): Uint8Array | null {
  return value === undefined || value === null ? null : bytesField(value, name, min, 1024);
}

function readPcrs(value: unknown): ReadonlyMap<number, Uint8Array> {
  if (!(value instanceof Map) || value.size < 1 || value.size > 32) throw malformed('pcrs must be a map of 1 to 32');
  for (const [index, digest] of value as Map<unknown, unknown>) {
    if (typeof index !== 'number' || !Number.isInteger(index) || index < 0 || index > 31) throw malformed('pcrs must be numbered 0 to 31');
    if (!(digest instanceof Uint8Array) || !PCR_LENGTHS.includes(digest.length)) throw malformed(`pcrs[${index}] has a wrong length`);
  }
  return value as ReadonlyMap<number, Uint8Array>;
}

type Payload = Attestation & { readonly certificate: Uint8Array; readonly cabundle: readonly Uint8Array[] };

function readPayload(bytes: Uint8Array): Payload {
  const map = decodeStrictCbor(bytes, 'payload');
  if (!(map instanceof Map)) throw malformed('payload must be a map');
  const unknown = [...map.keys()].find((key) => !FIELDS.includes(key as string));
  if (unknown !== undefined) throw malformed('payload has an unknown field');
  const moduleId: unknown = map.get('module_id');
  const timestampMs: unknown = map.get('timestamp');
  const cabundle: unknown = map.get('cabundle');
  if (typeof moduleId !== 'string' || moduleId === '') throw malformed('module_id must be text and not empty');
  if (typeof timestampMs !== 'number' || !Number.isSafeInteger(timestampMs) || timestampMs <= 0) throw malformed('timestamp must be a positive whole number');
  if (map.get('digest') !== 'SHA384') throw malformed('digest must be SHA384');
  if (!Array.isArray(cabundle) || cabundle.length === 0 || cabundle.length > MAX_CERTIFICATES) throw malformed('cabundle must be a list of certificates');
  return {
    moduleId,
    timestampMs,
    pcrs: readPcrs(map.get('pcrs')),
    certificate: bytesField(map.get('certificate'), 'certificate', 1, 1024),
    cabundle: cabundle.map((der: unknown, index) => bytesField(der, `cabundle[${index}]`, 1, 1024)),
    publicKey: optionalBytes(map.get('public_key'), 'public_key', 1),
    userData: optionalBytes(map.get('user_data'), 'user_data', 0),
    nonce: optionalBytes(map.get('nonce'), 'nonce', 0),
  };
}

function readDocument(document: Uint8Array) {
  try {
    const message = readCoseSign1(document);
    if (message.protectedHeader.size !== 1 || message.protectedHeader.get(1) !== ES384) throw malformed('the protected header must be {1: -35}');
    if (message.unprotectedHeader.size !== 0) throw malformed('the unprotected header must be empty');
    if (message.signature.length !== 96) throw malformed('the signature must be 96 bytes');
    return { message, payload: readPayload(message.payload) };
  } catch (cause) {
    if (cause instanceof CoseFormatError) throw new AttestationError('malformed', cause.message, { cause });
    throw cause;
  }
}

/**
 * Verifies an AWS Nitro attestation document (aws-nitro-enclaves-nsm-api, docs/attestation_process.md): form, chain to
 * one of the pinned roots, ES384 signature, age of at most five minutes, and that it is not from a debug enclave, whose
 * measurements are all zero.
 * @param rootsSha256 lower-case hexadecimal digests of root certificates
 * @throws AttestationError
 */
export function verifyAttestation(document: Uint8Array, options: { readonly rootsSha256: readonly string[]; readonly nowMs: number }): Attestation {
  const { message, payload } = readDocument(document);
  const { certificate, cabundle, ...attestation } = payload;
  try {
    const key = verifyCertificateChain({ cabundle, leaf: certificate }, options);
    if (!verify('sha384', toBeSigned(message), { key, dsaEncoding: 'ieee-p1363' }, message.signature)) {
      throw new AttestationError('untrusted', 'the signature does not verify');
    }
  } catch (cause) {
    if (cause instanceof CertificateChainError) throw new AttestationError('untrusted', cause.message, { cause });
    throw cause;
  }
  if (payload.timestampMs < options.nowMs - MAX_AGE_MS) throw new AttestationError('untrusted', 'the document is older than five minutes');
  if (payload.timestampMs > options.nowMs + MAX_AHEAD_MS) throw new AttestationError('untrusted', 'the document is from the future');
  const image = payload.pcrs.get(0);
  if (image === undefined || image.every((byte) => byte === 0)) throw new AttestationError('untrusted', 'the enclave runs in debug mode');
  return attestation;
}
