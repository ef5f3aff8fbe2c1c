import * as v from 'valibot';
import {
  accountSchema,
  activitySchema,
  attestResponseSchema,
  type CallRequest,
  callResponseSchema,
  challengeResponseSchema,
  type Device,
  devicesSchema,
  prepareTransactionResponseSchema,
  type sendTransactionRequestSchema,
  type Transaction,
  transactionSchema,
  type UpdateAccountRequest,
  type Wallet,
  walletsSchema,
} from '../contract/wallet-api.ts';
import type { FirstApiClient } from './client.ts';

/** KMS, Argon2id and two witnesses are behind it. */
const ENCLAVE_TIMEOUT_MS = 20_000;

export type Challenge = v.InferOutput<typeof challengeResponseSchema>;
export type NonceReservation = v.InferOutput<typeof prepareTransactionResponseSchema>;
export type SendTransactionRequest = v.InferOutput<typeof sendTransactionRequestSchema>;

/** All of the wallet server's API (contract/), one method per route. Every method rejects with `ApiError`. */
export type ApiClient = FirstApiClient & {
  /** No session needed: what the enclave is can be checked before anyone signs in. */
  attest(nonce: string): Promise<{ readonly document: string }>;
  challenge(request: { readonly operation: string; readonly walletId: string; readonly nonce: string }, signal?: AbortSignal): Promise<Challenge>;
  /** Sealed: the same `idempotencyKey` with the same body gets the stored reply, which the same context still opens. */
  call(request: CallRequest, idempotencyKey: string, signal?: AbortSignal): Promise<{ readonly reply: string }>;
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
};

/** Adds to what the first screen needs what a person who signs in needs; it travels with the engine. */
export function withWalletCalls(first: FirstApiClient): ApiClient {
  const { send } = first;
  const segment = encodeURIComponent;
  return {
    ...first,
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
  };
}
