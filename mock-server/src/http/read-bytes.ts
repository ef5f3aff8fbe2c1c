/** @returns all of a body; or, once it is more than the limit, what has come by then. What is left is not read. */
export async function readPieces(body: ReadableStream<Uint8Array> | null, limitBytes: number): Promise<Uint8Array<ArrayBuffer>> {
  const chunks: Uint8Array[] = [];
  let length = 0;
  const reader = body?.getReader();
  while (reader !== undefined && length <= limitBytes) {
    const { done, value } = await reader.read();
    if (done) break;
    length += value.length;
    chunks.push(value);
  }
  // Not awaited: whoever sends ten megabytes is answered now, not after the last of them.
  if (length > limitBytes) reader?.cancel().catch(() => undefined);
  const bytes = new Uint8Array(length);
  let at = 0;
  for (const chunk of chunks) {
    bytes.set(chunk, at);
    at += chunk.length;
  }
  return bytes;
}

/**
 * All of a response's body.
 *
 * @throws Error when there is more of it than the limit; what is left is not read.
 */
export async function readBytes(response: Response, limitBytes: number): Promise<Uint8Array<ArrayBuffer>> {
  const bytes = await readPieces(response.body, limitBytes);
  if (bytes.length > limitBytes) throw new Error(`a body of more than ${limitBytes} bytes`);
  return bytes;
}
