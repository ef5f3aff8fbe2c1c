/** A failure to get an answer: the node was not reached, not in time, or did not speak JSON-RPC. Another node may do better. */
export class EndpointError extends Error {
  /** How long the node asked to be left alone (`Retry-After`); undefined when it did not say. */
  readonly restMs: number | undefined;
  constructor(message: string, options?: ErrorOptions & { readonly restMs?: number | undefined }) {
    super(message, options);
    this.name = 'EndpointError';
    this.restMs = options?.restMs;
  }
}

export type RpcCall = { readonly method: string; readonly params: readonly unknown[] };
export type RpcOutcome = { readonly result: unknown } | { readonly error: { readonly code: number; readonly message: string; readonly data?: unknown } };

/** One node: a batch of calls in, as many outcomes out, in order. @throws EndpointError */
export type JsonRpcEndpoint = (calls: readonly RpcCall[], timeoutMs: number) => Promise<readonly RpcOutcome[]>;

/** A block with full transactions is about 1 MB; a node that answers more is not helping anyone. */
const maxResponseBytes = 8 * 1024 * 1024;

/** A node that asks for an hour is asked again after a minute: its limit may be another's by then. */
const longestRestMs = 60_000;

/** RFC 9110 §10.2.3, in seconds. A date is not worth a second clock. */
function readRetryAfterMs(response: Response): number | undefined {
  const text = response.headers.get('retry-after') ?? '';
  return /^\d{1,6}$/.test(text) ? Math.min(longestRestMs, Number(text) * 1_000) : undefined;
}

async function readBody(response: Response): Promise<string> {
  if (response.body === null) return '';
  const decoder = new TextDecoder();
  let text = '';
  let received = 0;
  for await (const chunk of response.body) {
    received += chunk.length;
    if (received > maxResponseBytes) throw new EndpointError(`answered more than ${maxResponseBytes} bytes`);
    text += decoder.decode(chunk, { stream: true });
  }
  return text + decoder.decode();
}

function readOutcome(entry: unknown): { readonly index: number; readonly outcome: RpcOutcome } {
  if (typeof entry !== 'object' || entry === null || !('id' in entry) || typeof entry.id !== 'number') throw new EndpointError('answered without an id');
  if ('error' in entry && typeof entry.error === 'object' && entry.error !== null) {
    const { error } = entry;
    const code = 'code' in error && typeof error.code === 'number' ? error.code : -32603;
    const message = 'message' in error && typeof error.message === 'string' ? error.message : 'unknown error';
    return { index: entry.id, outcome: { error: { code, message, ...('data' in error ? { data: error.data } : {}) } } };
  }
  if (!('result' in entry)) throw new EndpointError('answered with neither a result nor an error');
  return { index: entry.id, outcome: { result: entry.result } };
}

/**
 * Speaks JSON-RPC 2.0 over HTTP to one node. Ids are its own (0, 1, 2 …), so that a caller's duplicate ids cannot mix answers up.
 *
 * @example
 * ```ts
 * const ask = createEndpoint('http://127.0.0.1:4400', fetch);
 * await ask([{ method: 'eth_chainId', params: [] }], 2_000); // [{ result: '0x7a69' }]
 * ```
 */
export function createEndpoint(url: string, fetch: typeof globalThis.fetch): JsonRpcEndpoint {
  return async (calls, timeoutMs) => {
    const messages = calls.map((call, id) => ({ jsonrpc: '2.0', id, method: call.method, params: call.params }));
    let answer: unknown;
    try {
      const response = await fetch(url, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify(messages.length === 1 ? messages[0] : messages),
        redirect: 'error',
        signal: AbortSignal.timeout(Math.ceil(timeoutMs)),
      });
      if (response.status === 429 || response.status > 500) {
        response.body?.cancel().catch(() => undefined);
        throw new EndpointError(`answered ${response.status}`, { restMs: readRetryAfterMs(response) });
      }
      const body = await readBody(response);
      // Some nodes answer 400 or 500 with a proper JSON-RPC error inside, so the body decides.
      answer = JSON.parse(body);
    } catch (error) {
      throw error instanceof EndpointError ? error : new EndpointError('did not answer', { cause: error });
    }
    const entries = Array.isArray(answer) ? answer : [answer];
    const outcomes = new Map(entries.map(readOutcome).map(({ index, outcome }) => [index, outcome]));
    return calls.map((_, index) => {
      const outcome = outcomes.get(index);
      if (outcome === undefined) throw new EndpointError('left a request of the batch without an answer');
      return outcome;
    });
  };
}
