/** A frame is a 4-byte big-endian length and that many bytes. */
export const MAX_FRAME_BYTES = 65_536;
const HEAD_BYTES = 4;

export function frame(payload: Uint8Array): Uint8Array<ArrayBuffer> {
  if (payload.length === 0 || payload.length > MAX_FRAME_BYTES) throw new RangeError(`frame: payload must be 1 to ${MAX_FRAME_BYTES} bytes`);
  const framed = new Uint8Array(HEAD_BYTES + payload.length);
  new DataView(framed.buffer).setUint32(0, payload.length);
  framed.set(payload, HEAD_BYTES);
  return framed;
}

/** Cuts a byte stream into frames. Holds at most one unfinished frame. */
export class FrameReader {
  #rest: Buffer = Buffer.alloc(0);

  /** @throws RangeError for a length of zero or over the limit; the stream cannot be read on after that. */
  push(chunk: Uint8Array): Uint8Array[] {
    this.#rest = this.#rest.length === 0 ? Buffer.from(chunk) : Buffer.concat([this.#rest, chunk]);
    const frames: Uint8Array[] = [];
    while (this.#rest.length >= HEAD_BYTES) {
      const length = this.#rest.readUInt32BE(0);
      if (length === 0 || length > MAX_FRAME_BYTES) throw new RangeError(`frame: length must be 1 to ${MAX_FRAME_BYTES}`);
      if (this.#rest.length < HEAD_BYTES + length) break;
      // Copied, so that a kept entry does not hold the whole chunk alive.
      frames.push(Uint8Array.from(this.#rest.subarray(HEAD_BYTES, HEAD_BYTES + length)));
      this.#rest = this.#rest.subarray(HEAD_BYTES + length);
    }
    return frames;
  }

  /** True between the first byte of a frame and its last. */
  get isMidFrame(): boolean {
    return this.#rest.length > 0;
  }
}
