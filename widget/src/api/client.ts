import * as v from 'valibot';
import type { Json } from '../../../host-sdk/src/contract/types.ts';
import { type App, appSchema, type Chain, chainsSchema, type SessionResponse, sessionResponseSchema } from '../contract/api.ts';
import { nextTask } from '../next-task.ts';
import { ApiError, RpcError } from './api-error.ts';
import type { ReadLine, ReadQuestion } from './read-line.ts';
import { createTransport, type Transport, type TransportOptions } from './transport.ts';

const RPC_TIMEOUT_MS = 10_000;
/** A page that asks once or twice needs no line. */
const READS_BEFORE_LINE = 3;

const rpcResponseSchema = v.union([
  v.object({ error: v.object({ code: v.number(), message: v.string(), data: v.optional(v.unknown()) }) }),
  v.object({ result: v.unknown() }),
]);

function resultOf(answer: v.InferOutput<typeof rpcResponseSchema>): Json {
  if ('error' in answer) throw new RpcError(answer.error.code, answer.error.message, answer.error.data);
  if (answer.result === undefined) throw new ApiError('response_invalid', { field: 'result' });
  return answer.result as Json;
}

export type OpenSessionRequest = {
  readonly idToken: string;
  readonly appId: string;
  readonly providerId: string;
  readonly nonceRandom: string;
  readonly deviceLabel: string;
};

/** What the first screen asks of the wallet's server (contract/api.ts), one method per route. Every method rejects with `ApiError`. */
export type FirstApiClient = {
  /** For the routes whose code is loaded when they are needed (wallet-client.ts, session/relay.ts). */
  readonly send: Transport;
  app(appId: string): Promise<App>;
  chains(): Promise<readonly Chain[]>;
  openSession(request: OpenSessionRequest, idempotencyKey: string): Promise<SessionResponse>;
  refreshSession(): Promise<SessionResponse>;
  closeSession(): Promise<void>;
  /** An allow-listed read. @throws RpcError when the chain itself answers with an error. */
  rpc(chainId: number, method: string, params: readonly Json[], signal?: AbortSignal): Promise<Json>;
  /** The same for a page, which may ask for much: from the third read on by a line that stays open while it does. */
  read(chainId: number, method: string, params: readonly Json[]): Promise<Json>;
};

/**
 * @example
 * ```ts
 * const api = createApiClient({ origin: location.origin, fetch, nowMs: Date.now, proofKey: () => key, tokens: () => session });
 * const app = await api.app('demo');
 * ```
 */
export function createApiClient(options: TransportOptions): FirstApiClient {
  const send = createTransport({ ...options, fetch: options.fetch.bind(globalThis) });
  const segment = encodeURIComponent;
  let rpcId = 0;
  let reads = 0;
  let line: ReadLine | null = null;
  const questionOf = (method: string, params: readonly Json[]) => ({ jsonrpc: '2.0', id: ++rpcId, method, params });

  async function overHttp(chainId: number, body: ReadQuestion, signal?: AbortSignal): Promise<Json> {
    const path = `/v1/rpc/${chainId}`;
    return resultOf(await send({ method: 'POST', path, body, schema: rpcResponseSchema, authentication: 'none', signal, timeoutMs: RPC_TIMEOUT_MS }));
  }

  return {
    send,
    app: (appId) => send({ method: 'GET', path: `/v1/apps/${segment(appId)}`, schema: appSchema, authentication: 'none' }),
    chains: () => send({ method: 'GET', path: '/v1/chains', schema: chainsSchema, authentication: 'none' }),
    openSession: (request, idempotencyKey) =>
      send({
        method: 'POST',
        path: '/v1/session',
        body: {
          grant_type: 'urn:ietf:params:oauth:grant-type:token-exchange',
          subject_token_type: 'urn:ietf:params:oauth:token-type:id_token',
          subject_token: request.idToken,
          app_id: request.appId,
          provider_id: request.providerId,
          nonce_random: request.nonceRandom,
          device_label: request.deviceLabel,
        },
        schema: sessionResponseSchema,
        authentication: 'proof',
        idempotencyKey,
      }),
    refreshSession: () => send({ method: 'POST', path: '/v1/session/refresh', body: {}, schema: sessionResponseSchema, authentication: 'proof' }),
    closeSession: async () => {
      await send({ method: 'DELETE', path: '/v1/session', schema: v.unknown(), authentication: 'token', idempotencyKey: crypto.randomUUID() });
    },
    async rpc(chainId, method, params, signal) {
      // An approval asks four at once, and each takes a phone fifteen milliseconds to send off.
      await nextTask();
      return overHttp(chainId, questionOf(method, params), signal);
    },
    async read(chainId, method, params) {
      // Where a service worker is the server, there is none to have a line to.
      if (++reads === READS_BEFORE_LINE && navigator.serviceWorker?.controller == null) {
        import('./read-line.ts').then(
          ({ createReadLine }) => {
            line = createReadLine(options.origin);
          },
          () => undefined,
        );
      }
      const question = questionOf(method, params);
      const answer = await line?.ask(chainId, question);
      return v.is(rpcResponseSchema, answer) ? resultOf(answer) : overHttp(chainId, question);
    },
  };
}
