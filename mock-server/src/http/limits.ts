import type { AppContext } from './context.ts';
import { ApiProblem } from './problem.ts';
import { readPieces } from './read-bytes.ts';

export const BODY_LIMIT_BYTES = 65_536;
/** Calls that carry a whole transaction in hexadecimal: twice the bytes that fit a sealed call, and room around them. */
export const TRANSACTION_BODY_LIMIT_BYTES = 262_144;
export const JSON_DEPTH_LIMIT = 32;

/**
 * Reads a body of JSON, and no more of it than allowed, whether `Content-Length` is absent, wrong or right; compressed bodies
 * are refused, so that a small request cannot become a large one in here.
 *
 * @throws ApiProblem `unsupported_media_type`, `payload_too_large`, `invalid_request` when the body breaks off
 */
export async function readLimitedBody(context: AppContext, limitBytes: number): Promise<Uint8Array<ArrayBuffer>> {
  const encoding = context.req.header('content-encoding');
  if (encoding !== undefined && encoding.toLowerCase() !== 'identity') {
    throw new ApiProblem('unsupported_media_type', { field: 'content-encoding', detail: 'The body must not be compressed.' });
  }
  const [mediaType] = (context.req.header('content-type') ?? '').split(';');
  if (mediaType?.trim().toLowerCase() !== 'application/json') {
    throw new ApiProblem('unsupported_media_type', { field: 'content-type', detail: 'Content-Type must be application/json.' });
  }
  const tooLarge = () => new ApiProblem('payload_too_large', { detail: `The body must not exceed ${limitBytes} bytes.` });
  const announced = context.req.header('content-length');
  if (announced !== undefined && !(Number(announced) <= limitBytes)) throw tooLarge();
  // Under HTTP/1.1 a body is as long as its `Content-Length` says (RFC 9112 §6.3): read in one piece, without a web stream between.
  const reading = announced === undefined ? readPieces(context.req.raw.body, limitBytes) : context.req.raw.arrayBuffer().then((whole) => new Uint8Array(whole));
  const body = await reading.catch((cause: unknown) => {
    // Its sender went away, which is no failure of this server.
    throw new ApiProblem('invalid_request', { detail: 'The body ended before it was whole.' }, { cause });
  });
  if (body.length > limitBytes) throw tooLarge();
  return body;
}

/** Looks at the text before any parser recurses into it. Brackets inside strings do not count. */
export function exceedsJsonDepth(text: string, limit: number): boolean {
  let depth = 0;
  let inString = false;
  for (let index = 0; index < text.length; index++) {
    const character = text[index];
    if (inString) {
      if (character === '\\') index++;
      else if (character === '"') inString = false;
    } else if (character === '"') inString = true;
    else if (character === '{' || character === '[') {
      if (++depth > limit) return true;
    } else if (character === '}' || character === ']') depth--;
  }
  return false;
}

const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

/**
 * Parses JSON text (RFC 8259) in UTF-8, at most `JSON_DEPTH_LIMIT` levels deep.
 *
 * @throws ApiProblem `invalid_request`
 */
export function parseJson(body: Uint8Array): unknown {
  const invalid = (detail: string, cause?: unknown) => new ApiProblem('invalid_request', { detail }, { cause });
  let text: string;
  try {
    text = utf8.decode(body);
  } catch (cause) {
    throw invalid('The body is not UTF-8.', cause);
  }
  if (exceedsJsonDepth(text, JSON_DEPTH_LIMIT)) throw invalid(`The body is nested more than ${JSON_DEPTH_LIMIT} levels deep.`);
  try {
    return JSON.parse(text) as unknown;
  } catch {
    // The parser's message quotes the text, so it goes nowhere, not even as a cause.
    throw invalid('The body is not JSON.');
  }
}
