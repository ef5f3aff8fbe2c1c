/*
 * Framing of every socket the enclave has (PROTOCOL §2.1): 4-byte big-endian length ‖ bytes. vsock and Unix sockets
 * are byte streams alike, so nothing here changes on real hardware.
 */

/** A request, its record included. */
export const MAX_REQUEST_BYTES = 65_536;
/** A reply may carry a signed transaction twice: inside the seal, and for the server to store. */
export const MAX_REPLY_BYTES = 4 * MAX_REQUEST_BYTES;

export class FrameError extends Error {
  constructor(length: number, maxBytes: number) {
    super(`a frame of ${length} bytes is over the limit of ${maxBytes}`);
    this.name = 'FrameError';
  }
}

/** Prefixes `bytes` with their length. */
export function encodeFrame(bytes: Uint8Array): Uint8Array<ArrayBuffer> {
  const frame = new Uint8Array(4 + bytes.length);
  new DataView(frame.buffer).setUint32(0, bytes.length);
  frame.set(bytes, 4);
  return frame;
}

/**
 * Cuts a byte stream into frames. The length is judged before a byte of the body is kept, so a peer cannot make the
 * reader hold more than one frame.
 *
 * @example
 * ```ts
 * const reader = createFrameReader(MAX_REQUEST_BYTES);
 * for (const request of reader(chunk)) serve(request);
 * ```
 */
export function createFrameReader(maxBytes: number): (chunk: Uint8Array) => Uint8Array[] {
  let pending = new Uint8Array(0);
  return (chunk) => {
    const joined = new Uint8Array(pending.length + chunk.length);
    joined.set(pending);
    joined.set(chunk, pending.length);
    const frames: Uint8Array[] = [];
    let offset = 0;
    while (joined.length - offset >= 4) {
      const length = new DataView(joined.buffer, offset).getUint32(0);
      if (length > maxBytes) throw new FrameError(length, maxBytes);
      if (joined.length - offset - 4 < length) break;
      frames.push(joined.slice(offset + 4, offset + 4 + length));
      offset += 4 + length;
    }
    pending = joined.slice(offset);
    return frames;
  };
}
