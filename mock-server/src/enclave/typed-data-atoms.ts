import { keccak_256 } from '@noble/hashes/sha3.js';
import { invalidIntent } from './intent.ts';

/* The atomic and dynamic types of EIP-712 §"Definition of encodeData": one value → 32 bytes. */

const INTEGER = /^(u?)int([0-9]*)$/;
const FIXED_BYTES = /^bytes([1-9]|[12][0-9]|3[0-2])$/;
const HEX = /^0x([0-9a-fA-F]{2})*$/;
const DECIMAL = /^(0|-?[1-9][0-9]{0,77})$/;
const HEX_NUMBER = /^0x[0-9a-fA-F]{1,64}$/;

/** Bits of `intN` and `uintN`; null when there is no such type. `int` and `uint` are aliases of the 256-bit ones. */
function integerBits(type: string): { readonly bits: number; readonly signed: boolean } | null {
  const match = INTEGER.exec(type);
  if (match === null) return null;
  const bits = match[2] === '' ? 256 : Number(match[2]);
  const canonical = match[2] === '' || match[2] === String(bits);
  return canonical && bits >= 8 && bits <= 256 && bits % 8 === 0 ? { bits, signed: match[1] === '' } : null;
}

/** Whether a type name belongs to the standard and is not a struct's. */
export function isAtomic(type: string): boolean {
  return ['bool', 'address', 'string', 'bytes'].includes(type) || FIXED_BYTES.test(type) || integerBits(type) !== null;
}

/** A JSON number must be a safe integer: larger ones have already lost digits when they are read. */
function readInteger(value: unknown, path: string): bigint {
  if (typeof value === 'number' && Number.isSafeInteger(value)) return BigInt(value);
  if (typeof value === 'string' && (DECIMAL.test(value) || HEX_NUMBER.test(value))) return BigInt(value);
  throw invalidIntent(path);
}

function readHex(value: unknown, path: string, length?: number): Uint8Array {
  if (typeof value !== 'string' || !HEX.test(value)) throw invalidIntent(path);
  if (length !== undefined && value.length !== 2 + 2 * length) throw invalidIntent(path);
  return new Uint8Array(Buffer.from(value.slice(2), 'hex'));
}

function leftPadded(bytes: Uint8Array): Uint8Array {
  const word = new Uint8Array(32);
  word.set(bytes, 32 - bytes.length);
  return word;
}

function rightPadded(bytes: Uint8Array): Uint8Array {
  const word = new Uint8Array(32);
  word.set(bytes);
  return word;
}

function encodeInteger(value: unknown, path: string, { bits, signed }: { readonly bits: number; readonly signed: boolean }): Uint8Array {
  const number = readInteger(value, path);
  const fits = signed ? BigInt.asIntN(bits, number) === number : BigInt.asUintN(bits, number) === number;
  if (!fits) throw invalidIntent(path);
  return new Uint8Array(Buffer.from(BigInt.asUintN(256, number).toString(16).padStart(64, '0'), 'hex'));
}

/** @throws SealedFailure `intent_invalid` with `path` when the value is not of the type. */
export function encodeAtomic(type: string, value: unknown, path: string): Uint8Array {
  if (type === 'string') {
    if (typeof value !== 'string' || !value.isWellFormed()) throw invalidIntent(path);
    return keccak_256(new TextEncoder().encode(value));
  }
  if (type === 'bytes') return keccak_256(readHex(value, path));
  if (type === 'address') return leftPadded(readHex(value, path, 20));
  if (type === 'bool') {
    if (typeof value !== 'boolean') throw invalidIntent(path);
    return leftPadded(Uint8Array.of(value ? 1 : 0));
  }
  const fixed = FIXED_BYTES.exec(type);
  if (fixed !== null) return rightPadded(readHex(value, path, Number(fixed[1])));
  const integer = integerBits(type);
  if (integer === null) throw invalidIntent(path);
  return encodeInteger(value, path, integer);
}
