import * as v from 'valibot';
import { address, base64url, bytes32, chainId, count } from './api-values.ts';

/*
 * The widget's API (design §4.2): what the widget calls and the server answers. Byte strings are base64url without
 * padding. Every state-changing call carries `Idempotency-Key` (UUIDv4) and a DPoP proof (RFC 9449) where a session
 * is needed. Errors are RFC 9457 problem details with a stable `code`.
 */

/** Paths under the wallet's origin. `:name` is one path segment. */
export const routes = {
  app: 'GET /v1/apps/:appId',
  chains: 'GET /v1/chains',
  attest: 'POST /v1/enclave/attest',
  challenge: 'POST /v1/enclave/challenge',
  call: 'POST /v1/enclave/call',
  openSession: 'POST /v1/session',
  refreshSession: 'POST /v1/session/refresh',
  closeSession: 'DELETE /v1/session',
  openRelay: 'PUT /v1/relay/:id',
  answerRelay: 'POST /v1/relay/:id',
  takeRelay: 'GET /v1/relay/:id',
  devices: 'GET /v1/devices',
  revokeDevice: 'DELETE /v1/devices/:id',
  wallets: 'GET /v1/wallets',
  activity: 'GET /v1/wallets/:id/activity',
  updateAccount: 'PUT /v1/wallets/:id/accounts/:index',
  prepareTransaction: 'POST /v1/transactions/prepare',
  sendTransaction: 'POST /v1/transactions',
  transaction: 'GET /v1/transactions/:hash',
  rpc: 'POST /v1/rpc/:chainId',
} as const;

/** Stable error codes of the API and of the enclave, outside the seal. */
export const problemCodes = [
  'invalid_request',
  'not_found',
  'method_not_allowed',
  'payload_too_large',
  'unsupported_media_type',
  'forbidden_origin',
  'rate_limited',
  'app_unknown',
  'unauthorized',
  'session_expired',
  'invalid_id_token',
  'invalid_dpop_proof',
  'use_dpop_nonce',
  'invalid_refresh_token',
  'idempotency_key_required',
  'idempotency_conflict',
  'envelope_invalid',
  'challenge_used',
  'unknown_op',
  'wallet_exists',
  'wallet_unknown',
  'record_tampered',
  'ledger_rollback',
  'ledger_unavailable',
  'kms_unavailable',
  'kms_response_invalid',
  'enclave_unavailable',
  'issuer_unavailable',
  'chain_unknown',
  'chain_unavailable',
  'transaction_unknown',
  'transaction_rejected',
  'rpc_method_not_allowed',
  'operator_required',
  'edit_conflict',
  'internal',
] as const;
export type ProblemCode = (typeof problemCodes)[number];

/** RFC 9457 problem details, `application/problem+json`. */
export const problemSchema = v.object({
  type: v.string(),
  title: v.string(),
  status: v.number(),
  code: v.picklist(problemCodes),
  detail: v.optional(v.string()),
  /** Which field of the request is wrong, e.g. `subject_token`. */
  field: v.optional(v.string()),
  retryAfterMs: v.optional(v.number()),
  requestId: v.optional(v.string()),
});
export type Problem = v.InferOutput<typeof problemSchema>;

export const providerSchema = v.object({
  providerId: v.string(),
  name: v.string(),
  issuer: v.string(),
  clientId: v.string(),
  scope: v.string(),
});
export type Provider = v.InferOutput<typeof providerSchema>;

export const chainSchema = v.object({
  chainId,
  name: v.string(),
  nativeCurrency: v.object({ name: v.string(), symbol: v.string(), decimals: count }),
  explorerUrl: v.nullable(v.string()),
  /** Registry of names (ENSIP-1); without one, names are not looked up. */
  ensRegistry: v.optional(address),
  testnet: v.boolean(),
});
export type Chain = v.InferOutput<typeof chainSchema>;

export const appSchema = v.object({
  appId: v.string(),
  name: v.string(),
  logoUrl: v.nullable(v.string()),
  /** Exact origins; a development app may list `http://127.0.0.1:*` and `http://localhost:*`, meaning any port. */
  allowedOrigins: v.array(v.string()),
  /** Pages the operator has looked at: there, payments are approved in the frame also where the browser cannot tell what covers it. */
  reviewedOrigins: v.optional(v.array(v.string())),
  development: v.boolean(),
  providers: v.array(providerSchema),
  chainIds: v.array(chainId),
  /** Where the wallet meets sites by WalletConnect v2, and as which project. Absent: not at all. */
  walletConnect: v.optional(v.object({ relayUrl: v.string(), projectId: v.string() })),
});
export type App = v.InferOutput<typeof appSchema>;
export const chainsSchema = v.array(chainSchema);

/** RFC 8693 token exchange, as JSON with the RFC's parameter names. */
export const openSessionRequestSchema = v.strictObject({
  grant_type: v.literal('urn:ietf:params:oauth:grant-type:token-exchange'),
  subject_token_type: v.literal('urn:ietf:params:oauth:token-type:id_token'),
  subject_token: v.pipe(v.string(), v.maxLength(16_384)),
  app_id: v.string(),
  provider_id: v.string(),
  /** The 32 random bytes of the OIDC nonce formula. */
  nonce_random: bytes32,
  device_label: v.pipe(v.string(), v.maxLength(120)),
});
export const sessionResponseSchema = v.object({
  access_token: v.string(),
  token_type: v.literal('DPoP'),
  /** Seconds. */
  expires_in: count,
  /** dCBOR, issued by the enclave; at most 12 hours. */
  session_certificate: base64url,
  session_certificate_expires_at_seconds: count,
  subject_hash: bytes32,
  user: v.object({ name: v.nullable(v.string()), email: v.nullable(v.string()), providerId: v.string() }),
});
export type SessionResponse = v.InferOutput<typeof sessionResponseSchema>;
