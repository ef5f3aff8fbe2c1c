import * as v from 'valibot';
import { problemSchema } from '../contract/api.ts';
import { ApiError } from './api-error.ts';
import { startDeadline } from './deadline.ts';
import { delay } from './delay.ts';
import { makeDpopProof, type ProofKey } from './dpop.ts';

/** Where access tokens come from. The session implements it; the transport only asks. */
export type TokenSource = {
  /** A token that has not expired, refreshed when needed. @throws ApiError `unauthorized` when nobody is signed in. */
  accessToken(): Promise<string>;
  /** Called after the server refused `usedToken` (`session_expired`, `unauthorized`). Resolves with another token, or rejects. */
  renewedToken(usedToken: string): Promise<string>;
};

export type TransportOptions = {
  /** Origin of the wallet server, e.g. `http://localhost:4100`. */
  readonly origin: string;
  readonly fetch: typeof fetch;
  readonly nowMs: () => number;
  /** Null until the session key is open; calls that need a proof are refused until then. */
  readonly proofKey: () => ProofKey | null;
  readonly tokens: () => TokenSource | null;
};

/** `none`: public. `proof`: a DPoP proof without a token (opening and refreshing a session). `token`: both. */
export type Authentication = 'none' | 'proof' | 'token';

export type ApiCall<Schema extends v.GenericSchema> = {
  readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  readonly path: string;
  readonly body?: unknown;
  readonly schema: Schema;
  readonly authentication: Authentication;
  /** Makes a state-changing call safe to repeat; the same key always goes with the same body. */
  readonly idempotencyKey?: string;
  readonly signal?: AbortSignal | undefined;
  /** For the whole call with its repetitions, in milliseconds. Default 15,000. */
  readonly timeoutMs?: number;
};

const DEFAULT_TIMEOUT_MS = 15_000;
/** What the server says of a token that is too old, and of one whose session it has ended: the refresh decides which it was. */
const staleTokenCodes: ReadonlySet<string> = new Set(['session_expired', 'unauthorized']);
/** Waits before a call is repeated after the network failed under it; about 0.6 s in all, so that a person hears within a second. */
const RETRY_DELAYS_MS = [150, 400];

async function readJson(answer: Response, signal: AbortSignal): Promise<unknown> {
  if (answer.status === 204) return null;
  try {
    return await answer.json();
  } catch (cause) {
    if (signal.aborted) throw cause;
    throw new ApiError('response_invalid', { status: answer.status }, { cause });
  }
}

async function problemOf(answer: Response, signal: AbortSignal): Promise<ApiError> {
  const { status } = answer;
  const problem = v.safeParse(problemSchema, await readJson(answer, signal));
  // A proxy in between speaks no problem details: 5xx means that the service is not there.
  if (!problem.success) return new ApiError(status >= 500 ? 'network' : 'response_invalid', { status });
  const { code, field, detail, retryAfterMs } = problem.output;
  return new ApiError(code, { status, field, detail, retryAfterMs });
}

export type Transport = <Schema extends v.GenericSchema>(call: ApiCall<Schema>) => Promise<v.InferOutput<Schema>>;

/**
 * One typed fetch for everything the widget asks its server: deadline, DPoP with the server's nonce, one refresh of an
 * expired session, and repetition of the very same request when the network fails under it. What the server has
 * answered is never repeated.
 *
 * @throws ApiError (by the returned function).
 */
export function createTransport({ origin, fetch, nowMs, proofKey, tokens }: TransportOptions): Transport {
  let dpopNonce: string | null = null;

  async function send(call: ApiCall<v.GenericSchema>, accessToken: string | null, signal: AbortSignal): Promise<Response> {
    const url = new URL(call.path, origin);
    const headers: Record<string, string> = { accept: 'application/json, application/problem+json' };
    let body: string | null = null;
    if (call.body !== undefined) {
      headers['content-type'] = 'application/json';
      body = JSON.stringify(call.body);
    }
    if (call.idempotencyKey !== undefined) headers['idempotency-key'] = call.idempotencyKey;
    if (accessToken !== null) headers.authorization = `DPoP ${accessToken}`;
    if (call.authentication !== 'none') {
      const key = proofKey();
      if (key === null) throw new ApiError('unauthorized');
      headers.dpop = await makeDpopProof(key, { method: call.method, url, accessToken, nonce: dpopNonce, nowMs: nowMs() });
    }
    const answer = await fetch(url, { method: call.method, headers, body, signal, credentials: 'same-origin', cache: 'no-store', redirect: 'error' });
    dpopNonce = answer.headers.get('dpop-nonce') ?? dpopNonce;
    return answer;
  }

  async function sendThroughFailures(call: ApiCall<v.GenericSchema>, accessToken: string | null, signal: AbortSignal): Promise<Response> {
    for (let attempt = 0; ; attempt++) {
      try {
        return await send(call, accessToken, signal);
      } catch (cause) {
        const delayMs = RETRY_DELAYS_MS[attempt];
        if (!(cause instanceof TypeError) || signal.aborted) throw cause;
        if (delayMs === undefined) throw new ApiError(navigator.onLine === false ? 'offline' : 'network', {}, { cause });
        await delay(delayMs, signal);
      }
    }
  }

  async function answered(call: ApiCall<v.GenericSchema>, signal: AbortSignal): Promise<Response> {
    const source = call.authentication === 'token' ? tokens() : null;
    if (call.authentication === 'token' && source === null) throw new ApiError('unauthorized');
    let accessToken = (await source?.accessToken()) ?? null;
    const may = { nonce: true, renewal: source !== null };
    for (;;) {
      const answer = await sendThroughFailures(call, accessToken, signal);
      if (answer.ok) return answer;
      const problem = await problemOf(answer, signal);
      if (problem.code === 'use_dpop_nonce' && may.nonce) may.nonce = false;
      else if (staleTokenCodes.has(problem.code) && may.renewal && source !== null && accessToken !== null) {
        may.renewal = false;
        accessToken = await source.renewedToken(accessToken);
      } else throw problem;
    }
  }

  return async (call) => {
    const { signal, clear } = startDeadline(call.timeoutMs ?? DEFAULT_TIMEOUT_MS, call.signal);
    try {
      const body = await readJson(await answered(call, signal), signal);
      const output = v.safeParse(call.schema, body);
      if (!output.success) throw new ApiError('response_invalid', { status: 200, field: v.getDotPath(output.issues[0]) ?? undefined });
      return output.output;
    } catch (cause) {
      throw signal.aborted ? signal.reason : cause;
    } finally {
      clear();
    }
  };
}
