import * as v from 'valibot';
import type { Json } from '../../../host-sdk/src/contract/types.ts';
import { type App, appSchema, type Chain, chainsSchema, type SessionResponse, sessionResponseSchema } from '../contract/api.ts';
import { ApiError, RpcError } from './api-error.ts';
import { createTransport, type Transport, type TransportOptions } from './transport.ts';

const RPC_TIMEOUT_MS = 10_000;

const rpcResponseSchema = v.union([
  v.object({ error: v.object({ code: v.number(), message: v.string(), data: v.optional(v.unknown()) }) }),
  v.object({ result: v.unknown() }),
]);

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
    rpc: async (chainId, method, params, signal) => {
      const answer = await send({
        method: 'POST',
        path: `/v1/rpc/${chainId}`,
        body: { jsonrpc: '2.0', id: ++rpcId, method, params },
        schema: rpcResponseSchema,
        authentication: 'none',
        signal,
        timeoutMs: RPC_TIMEOUT_MS,
      });
      if ('error' in answer) throw new RpcError(answer.error.code, answer.error.message, answer.error.data);
      if (answer.result === undefined) throw new ApiError('response_invalid', { field: 'result' });
      return answer.result as Json;
    },
  };
}
