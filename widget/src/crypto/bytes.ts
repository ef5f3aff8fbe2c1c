/*
 * Byte helpers. Everything here is pure; lengths are checked by the callers with `assertLength`, which names the field.
 */

export type Bytes = Uint8Array<ArrayBuffer>;

const textEncoder = new TextEncoder();
const strictTextDecoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

export function utf8(text: string): Bytes {
  return new Uint8Array(textEncoder.encode(text));
}

/** @throws TypeError for bytes that are not UTF-8 (RFC 3629); a byte order mark is kept as what it is. */
export function fromUtf8(bytes: Uint8Array): string {
  return strictTextDecoder.decode(bytes);
}

/** Base64url without padding (RFC 4648 §5). */
export function toBase64url(bytes: Uint8Array): string {
  let binary = '';
  for (const byte of bytes) binary += String.fromCharCode(byte);
  return btoa(binary).replaceAll('+', '-').replaceAll('/', '_').replaceAll('=', '');
}

/** @throws TypeError naming `label` for anything but unpadded base64url with no stray bits. */
export function fromBase64url(text: string, label: string): Bytes {
  const failure = new TypeError(`${label} must be base64url`);
  if (/[^A-Za-z0-9_-]/.test(text) || text.length % 4 === 1) throw failure;
  const binary = atob(text.replaceAll('-', '+').replaceAll('_', '/'));
  const bytes = new Uint8Array(binary.length);
  for (let index = 0; index < bytes.length; index++) bytes[index] = binary.charCodeAt(index);
  if (toBase64url(bytes) !== text) throw failure;
  return bytes;
}

/** Lower-case hexadecimal without prefix. */
export function toHex(bytes: Uint8Array): string {
  let hex = '';
  for (const byte of bytes) hex += byte.toString(16).padStart(2, '0');
  return hex;
}

/** Hexadecimal with or without `0x`. @throws TypeError naming `label`. */
export function fromHex(text: string, label: string): Bytes {
  const digits = text.startsWith('0x') ? text.slice(2) : text;
  if (digits.length % 2 !== 0 || /[^0-9a-fA-F]/.test(digits)) throw new TypeError(`${label} must be hexadecimal`);
  const bytes = new Uint8Array(digits.length / 2);
  for (let index = 0; index < bytes.length; index++) bytes[index] = Number.parseInt(digits.slice(index * 2, index * 2 + 2), 16);
  return bytes;
}

/** Takes the same time wherever the first difference is. */
export function equalBytes(left: Uint8Array, right: Uint8Array): boolean {
  if (left.length !== right.length) return false;
  let difference = 0;
  for (let index = 0; index < left.length; index++) difference |= (left[index] as number) ^ (right[index] as number);
  return difference === 0;
}

/** @throws TypeError naming `label` when `bytes` is not exactly `length` long. */
export function assertLength(bytes: Uint8Array, length: number, label: string): void {
  if (bytes.length !== length) throw new TypeError(`${label} must be ${length} bytes, not ${bytes.length}`);
}

export function randomBytes(length: number): Bytes {
  return crypto.getRandomValues(new Uint8Array(length));
}

export async function sha256(bytes: Uint8Array): Promise<Bytes> {
  return new Uint8Array(await crypto.subtle.digest('SHA-256', new Uint8Array(bytes)));
}

/** Overwrites a secret. The engine may have copied it before; this is the part that can be done (README, "What is not guaranteed"). */
export function wipe(bytes: Uint8Array): void {
  bytes.fill(0);
}
