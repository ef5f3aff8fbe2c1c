import * as v from 'valibot';

/*
 * The widget's API (design §4.2): what the widget calls and the server answers. Byte strings are base64url without
 * padding. Every state-changing call carries `Idempotency-Key` (UUIDv4) and a DPoP proof (RFC 9449) where a session
 * is needed. Errors are RFC 9457 problem details with a stable `code`.
 */

const base64url = v.pipe(v.string(), v.regex(/^[A-Za-z0-9_-]*$/, 'must be base64url'));
const bytes32 = v.pipe(base64url, v.length(43, 'must be 32 bytes'));
const uuid = v.pipe(v.string(), v.regex(/^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/, 'must be a lower-case UUIDv4'));
const address = v.pipe(v.string(), v.regex(/^0x[0-9a-fA-F]{40}$/, 'must be an address'));
const hex = v.pipe(v.string(), v.regex(/^0x([0-9a-fA-F]{2})*$/, 'must be hexadecimal'));
const count = v.pipe(v.number(), v.safeInteger(), v.minValue(0));
const chainId = v.pipe(v.number(), v.safeInteger(), v.minValue(1));

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

export const attestRequestSchema = v.strictObject({ nonce: bytes32 });
export const attestResponseSchema = v.object({ document: base64url });

export const challengeRequestSchema = v.strictObject({ operation: v.string(), walletId: uuid, nonce: bytes32 });
export const challengeResponseSchema = v.object({
  challenge: bytes32,
  /** Attestation document over the request's nonce. */
  document: base64url,
  /** The call must name it again: challenges and grants live in one enclave's memory. */
  enclaveId: v.string(),
  expiresAtMs: count,
  /** 0 for a wallet that does not exist yet. */
  pinEpoch: count,
});

export const callRequestSchema = v.strictObject({
  operation: v.string(),
  walletId: uuid,
  enclaveId: v.string(),
  challenge: bytes32,
  pinEpoch: count,
  sessionCertificate: base64url,
  /** HPKE encapsulated key, 65 bytes. */
  enc: base64url,
  ciphertext: base64url,
  /** ES256 by the session key over `stampMessage`, 64 bytes r ‖ s. */
  stamp: base64url,
  /** Canonical bytes of the intent, for `sign_intent` only. */
  intent: v.optional(base64url),
});
export type CallRequest = v.InferOutput<typeof callRequestSchema>;
/** AES-256-GCM under the exported reply key; opened only by the context that sealed the call. */
export const callResponseSchema = v.object({ reply: base64url });

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

/** Hexadecimal SHA-256 of a label and the authorization request's `state` (session/callback-message.ts). */
export const relayIdSchema = v.object({ id: v.pipe(v.string(), v.regex(/^[0-9a-f]{64}$/, 'must be 64 hexadecimal digits')) });
/** Where a login by redirect leads back to: an address of the wallet's page or of one of the app's. Without it nothing is led anywhere. */
export const openRelayRequestSchema = v.strictObject({
  return_to: v.optional(v.strictObject({ app_id: v.string(), url: v.pipe(v.string(), v.maxLength(2_048)) })),
});
/** The address the provider redirected to. */
export const answerRelayRequestSchema = v.strictObject({ answer: v.pipe(v.string(), v.maxLength(8_192)) });
/** What the one who answered is told: where the person goes now. 204 (null) where they stay. */
export const relayAnsweredSchema = v.nullable(v.object({ return_to: v.string() }));
/** 204 (null) while nobody has answered. */
export const relayAnswerSchema = v.nullable(answerRelayRequestSchema);

export const deviceSchema = v.object({ id: v.string(), label: v.string(), createdAtMs: count, lastSeenAtMs: count, current: v.boolean() });
export const devicesSchema = v.array(deviceSchema);
export type Device = v.InferOutput<typeof deviceSchema>;

/** C0, C1 and the characters that turn the direction of text: none of them belongs into a name that others are shown beside. */
const unsafeInNames = /[\p{Cc}\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069\u2028\u2029\ufeff]/u;
const accountName = v.pipe(
  v.string(),
  v.check((name) => name.trim() === name && name !== '' && [...name].length <= 40, 'must be 1 to 40 characters without blanks at its ends'),
  v.check((name) => !unsafeInNames.test(name), 'must not hold control or direction characters'),
);

/** How the owner wants to see one account. `name` null: the one the wallet gives it. The last visible account cannot be hidden. */
export const updateAccountRequestSchema = v.strictObject({ name: v.nullable(accountName), hidden: v.boolean() });
export type UpdateAccountRequest = v.InferOutput<typeof updateAccountRequestSchema>;

export const accountSchema = v.object({
  accountIndex: count,
  address,
  path: v.string(),
  name: v.optional(v.nullable(v.string())),
  hidden: v.optional(v.boolean()),
});

export const walletSchema = v.object({
  walletId: uuid,
  /** POPULATED: created, not yet shown to be seen by its owner; after 15 minutes it can no more be activated, and goes. */
  state: v.picklist(['POPULATED', 'AVAILABLE', 'PIN_DESTROYED']),
  accounts: v.array(accountSchema),
  pinEpoch: count,
  createdAtMs: count,
  /** The seed existed elsewhere before. */
  imported: v.optional(v.boolean()),
  /** Ways back without the PIN, oldest first. A kit counts once `confirmedAtMs` is set. */
  backups: v.optional(v.array(v.object({ wrapId: uuid, kind: v.picklist(['kit', 'passkey']), createdAtMs: count, confirmedAtMs: v.nullable(count) }))),
});
export const walletsSchema = v.array(walletSchema);
export type Wallet = v.InferOutput<typeof walletSchema>;

/** `replaces`: the hash of one that is in no block yet; the new one takes its nonce, and its place once a block holds it. */
export const prepareTransactionRequestSchema = v.strictObject({ chainId, account: address, requestId: uuid, replaces: v.optional(hex) });
/** A nonce reserved for `requestId` until `expiresAtMs`; asking again with the same id answers the same. */
export const prepareTransactionResponseSchema = v.object({ nonce: count, expiresAtMs: count });

export const sendTransactionRequestSchema = v.strictObject({ chainId, walletId: uuid, requestId: uuid, rawTransaction: hex });
export const transactionSchema = v.object({
  hash: hex,
  chainId,
  requestId: v.nullable(v.string()),
  from: address,
  to: v.nullable(address),
  valueWei: v.string(),
  data: hex,
  nonce: count,
  /** signed: stored, not yet accepted by a node. sent: in a mempool. replaced: another of this wallet's has its nonce, in a block. dropped: it was never sent, or one sent elsewhere has its nonce. */
  status: v.picklist(['signed', 'sent', 'confirmed', 'failed', 'dropped', 'replaced']),
  /** The one in the block, of one that is replaced. */
  replacedBy: v.optional(hex),
  /** Of one that waits: maxFeePerGas and maxPriorityFeePerGas in wei, and the most gas it may use. One that replaces it has to offer more. */
  offer: v.optional(v.array(v.string())),
  blockNumber: v.nullable(count),
  /** gasUsed × effectiveGasPrice, in wei, once mined. */
  feeWei: v.nullable(v.string()),
  origin: v.nullable(v.string()),
  createdAtMs: count,
});
export type Transaction = v.InferOutput<typeof transactionSchema>;
export const activitySchema = v.array(transactionSchema);
