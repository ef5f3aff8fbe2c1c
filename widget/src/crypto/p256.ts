import { toHex } from './bytes.ts';

/** NIST P-256 (SP 800-186 §3.2.1.3). */
const P = 0xffffffff00000001000000000000000000000000ffffffffffffffffffffffffn;
const B = 0x5ac635d8aa3a93e7b3ebbd55769886bc651d06b0cc53b0f63bce3c3e27d2604bn;

/**
 * Whether 65 bytes are an uncompressed point on P-256. Not every engine's WebCrypto asks that when it imports a key.
 */
export function isP256Point(bytes: Uint8Array): boolean {
  if (bytes.length !== 65 || bytes[0] !== 4) return false;
  const x = BigInt(`0x${toHex(bytes.subarray(1, 33))}`);
  const y = BigInt(`0x${toHex(bytes.subarray(33))}`);
  return x < P && y < P && (y * y - (x * x * x - 3n * x + B)) % P === 0n;
}
