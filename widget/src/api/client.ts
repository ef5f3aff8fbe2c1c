import * as v from 'valibot';
import type { Json } from '../../../host-sdk/src/contract/types.ts';
import {
  type App,
  accountSchema,
  activitySchema,
  appSchema,
  attestResponseSchema,
  type CallRequest,
  type Chain,
  callResponseSchema,
  chainsSchema,
  challengeResponseSchema,
  type Device,
  devicesSchema,
  prepareTransactionResponseSchema,
  type SessionResponse,
  type sendTransactionRequestSchema,
  sessionResponseSchema,
  type Transaction,
  transactionSchema,
  type UpdateAccountRequest,
  type Wallet,
  walletsSchema,
} from '../contract/api.ts';
import { ApiError, RpcError } from './api-error.ts';
import { createTransport, type Transport, type TransportOptions } from './transport.ts';

const RPC_TIMEOUT_MS = 10_000;
/** KMS, Argon2id and two witnesses are behind it. */
const ENCLAVE_TIMEOUT_MS = 20_000;

const rpcResponseSchema = v.union([
  v.object({ error: v.object({ code: v.number(), message: v.string(), data: v.optional(v.unknown()) }) }),
  v.object({ result: v.unknown() }),
]);

export type Challenge = v.InferOutput<typeof challengeResponseSchema>;
export type NonceReservation = v.InferOutput<typeof prepareTransactionResponseSchema>;
export type SendTransactionRequest = v.InferOutput<typeof sendTransactionRequestSchema>;
export type OpenSessionRequest = {
  readonly idToken: string;
  readonly appId: string;
  readonly providerId: string;
  readonly nonceRandom: string;
  readonly deviceLabel: string;
};

/** The wallet server's API (contract/api.ts), one method per route. Every method rejects with `ApiError`. */
export type ApiClient = {
  /** For the few routes whose code is loaded when they are needed (session/relay.ts). */
  readonly send: Transport;
  app(appId: string): Promise<App>;
  chains(): Promise<readonly Chain[]>;
  /** No session needed: what the enclave is can be checked before anyone signs in. */
  attest(nonce: string): Promise<{ readonly document: string }>;
  challenge(request: { readonly operation: string; readonly walletId: string; readonly nonce: string }, signal?: AbortSignal): Promise<Challenge>;
  /** Sealed: the same `idempotencyKey` with the same body gets the stored reply, which the same context still opens. */
  call(request: CallRequest, idempotencyKey: string, signal?: AbortSignal): Promise<{ readonly reply: string }>;
  openSession(request: OpenSessionRequest, idempotencyKey: string): Promise<SessionResponse>;
  refreshSession(): Promise<SessionResponse>;
  closeSession(): Promise<void>;
  /** Where the person is signed in. */
  devices(): Promise<readonly Device[]>;
  revokeDevice(id: string): Promise<void>;
  wallets(): Promise<readonly Wallet[]>;
  updateAccount(walletId: string, accountIndex: number, change: UpdateAccountRequest): Promise<void>;
  activity(walletId: string): Promise<readonly Transaction[]>;
  prepareTransaction(request: {
    readonly chainId: number;
    readonly account: string;
    readonly requestId: string;
    readonly replaces?: string;
  }): Promise<NonceReservation>;
  sendTransaction(request: SendTransactionRequest): Promise<Transaction>;
  transaction(hash: string): Promise<Transaction>;
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
export function createApiClient(options: TransportOptions): ApiClient {
  const send = createTransport({ ...options, fetch: options.fetch.bind(globalThis) });
  const segment = encodeURIComponent;
  let rpcId = 0;
  return {
    send,
    app: (appId) => send({ method: 'GET', path: `/v1/apps/${segment(appId)}`, schema: appSchema, authentication: 'none' }),
    chains: () => send({ method: 'GET', path: '/v1/chains', schema: chainsSchema, authentication: 'none' }),
    attest: (nonce) => send({ method: 'POST', path: '/v1/enclave/attest', body: { nonce }, schema: attestResponseSchema, authentication: 'none' }),
    challenge: (body, signal) =>
      send({ method: 'POST', path: '/v1/enclave/challenge', body, schema: challengeResponseSchema, authentication: 'token', signal }),
    call: (body, idempotencyKey, signal) =>
      send({
        method: 'POST',
        path: '/v1/enclave/call',
        body,
        schema: callResponseSchema,
        authentication: 'token',
        idempotencyKey,
        signal,
        timeoutMs: ENCLAVE_TIMEOUT_MS,
      }),
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
    devices: () => send({ method: 'GET', path: '/v1/devices', schema: devicesSchema, authentication: 'token' }),
    revokeDevice: async (id) => {
      await send({ method: 'DELETE', path: `/v1/devices/${segment(id)}`, schema: v.unknown(), authentication: 'token', idempotencyKey: crypto.randomUUID() });
    },
    updateAccount: async (walletId, accountIndex, body) => {
      await send({
        method: 'PUT',
        path: `/v1/wallets/${segment(walletId)}/accounts/${accountIndex}`,
        body,
        schema: accountSchema,
        authentication: 'token',
        idempotencyKey: crypto.randomUUID(),
      });
    },
    wallets: () => send({ method: 'GET', path: '/v1/wallets', schema: walletsSchema, authentication: 'token' }),
    activity: (walletId) => send({ method: 'GET', path: `/v1/wallets/${segment(walletId)}/activity`, schema: activitySchema, authentication: 'token' }),
    prepareTransaction: (body) =>
      send({
        method: 'POST',
        path: '/v1/transactions/prepare',
        body,
        schema: prepareTransactionResponseSchema,
        authentication: 'token',
        idempotencyKey: crypto.randomUUID(),
      }),
    // The server keys it by wallet and request id as well: a second key for the same transaction is the same broadcast.
    sendTransaction: (body) =>
      send({ method: 'POST', path: '/v1/transactions', body, schema: transactionSchema, authentication: 'token', idempotencyKey: crypto.randomUUID() }),
    transaction: (hash) => send({ method: 'GET', path: `/v1/transactions/${segment(hash)}`, schema: transactionSchema, authentication: 'token' }),
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
