import { isValidBase64 } from './base64.ts';
import type { EncryptionContext } from './ciphertext.ts';
import { KmsFault } from './fault.ts';

/** A request's JSON object. Fields that an operation does not know are left alone, as AWS does. */
export type RequestBody = Readonly<Record<string, unknown>>;

export const MAX_ATTESTATION_BYTES = 262_144;
const MAX_CONTEXT_BYTES = 8_192;

function invalid(field: string, rule: string): KmsFault {
  return new KmsFault('ValidationException', `1 validation error detected: Value at '${field}' failed to satisfy constraint: ${rule}`);
}

function wrongType(field: string): KmsFault {
  return new KmsFault('SerializationException', `${field} has an unexpected type`);
}

export function optionalText(body: RequestBody, field: string): string | null {
  const value = body[field] ?? null;
  if (value !== null && typeof value !== 'string') throw wrongType(field);
  return value;
}

export function requiredText(body: RequestBody, field: string): string {
  const value = optionalText(body, field);
  if (value === null || value === '') throw invalid(field, 'Member must not be null');
  return value;
}

/** Base64 in, bytes out. @throws KmsFault for other text and for lengths outside `min` to `max` */
export function requiredBlob(body: RequestBody, field: string, min: number, max: number): Uint8Array {
  const text = optionalText(body, field);
  if (text === null) throw invalid(field, 'Member must not be null');
  if (!isValidBase64(text)) throw new KmsFault('SerializationException', `${field} is not base64`);
  const bytes = Uint8Array.from(Buffer.from(text, 'base64'));
  if (bytes.length < min || bytes.length > max) throw invalid(field, `Member must have length between ${min} and ${max}`);
  return bytes;
}

export function optionalCount(body: RequestBody, field: string, min: number, max: number): number | null {
  const value = body[field] ?? null;
  if (value === null) return null;
  if (typeof value !== 'number' || !Number.isInteger(value)) throw wrongType(field);
  if (value < min || value > max) throw invalid(field, `Member must be between ${min} and ${max}`);
  return value;
}

export function optionalFlag(body: RequestBody, field: string): boolean {
  const value = body[field] ?? false;
  if (typeof value !== 'boolean') throw wrongType(field);
  return value;
}

export function oneOf(body: RequestBody, field: string, allowed: readonly string[]): string | null {
  const value = optionalText(body, field);
  if (value !== null && !allowed.includes(value)) throw invalid(field, `Member must satisfy enum value set: [${allowed.join(', ')}]`);
  return value;
}

function objectField(body: RequestBody, field: string): Readonly<Record<string, unknown>> | null {
  const value = body[field] ?? null;
  if (value === null) return null;
  if (typeof value !== 'object' || Array.isArray(value)) throw wrongType(field);
  return value as Readonly<Record<string, unknown>>;
}

export function encryptionContext(body: RequestBody): EncryptionContext {
  const context = objectField(body, 'EncryptionContext') ?? {};
  if (!Object.values(context).every((value) => typeof value === 'string')) throw wrongType('EncryptionContext');
  const entries = Object.entries(context as Readonly<Record<string, string>>);
  const size = entries.reduce((total, [key, value]) => total + Buffer.byteLength(key) + Buffer.byteLength(value), 0);
  if (size > MAX_CONTEXT_BYTES) throw invalid('encryptionContext', `Member must be at most ${MAX_CONTEXT_BYTES} bytes`);
  return Object.fromEntries(entries);
}

/** The attestation document of `Recipient`, or null when the caller wants a plain answer. */
export function recipientDocument(body: RequestBody): Uint8Array | null {
  const recipient = objectField(body, 'Recipient');
  if (recipient === null) return null;
  if (oneOf(recipient, 'KeyEncryptionAlgorithm', ['RSAES_OAEP_SHA_256']) === null) throw invalid('recipient.keyEncryptionAlgorithm', 'Member must not be null');
  return requiredBlob(recipient, 'AttestationDocument', 1, MAX_ATTESTATION_BYTES);
}
