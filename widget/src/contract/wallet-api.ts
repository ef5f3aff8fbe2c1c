import * as v from 'valibot';
import { address, base64url, bytes32, chainId, count, hex, unsafeInNames, uuid } from './api-values.ts';

/*
 * The second half of the widget's API (contract/api.ts has the first): what is asked once somebody signs in or is signed in. It
 * travels with the engine, so that the first screen need not wait for it.
 */

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
