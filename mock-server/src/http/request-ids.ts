import { bytesToHex } from 'viem/utils';

const ID_BYTES = 16;
/** Drawn at once: a system call for each request would be a twentieth of what a read of the chain takes. */
const IDS_DRAWN = 64;

/**
 * Names for requests, for headers and logs.
 *
 * @param random so many random bytes.
 * @returns gives a new one each time: 128 random bits, 32 hexadecimal digits.
 */
export function createRequestIds(random: (length: number) => Uint8Array): () => string {
  let drawn = '';
  let at = 0;
  return () => {
    if (at === drawn.length) {
      drawn = bytesToHex(random(ID_BYTES * IDS_DRAWN)).slice(2);
      at = 0;
    }
    const from = at;
    at += 2 * ID_BYTES;
    return drawn.slice(from, at);
  };
}
