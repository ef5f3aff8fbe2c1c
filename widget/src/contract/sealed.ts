import { type CborValue, concatBytes, encodeDcbor } from './dcbor.ts';

/*
 * The sealed call: one operation, sealed to the attested enclave, stamped by the session key (PROTOCOL §5).
 * Neither side sends the AAD: both build it from what they know, so there is nothing to disagree about.
 */

const textEncoder = new TextEncoder();
const nul = Uint8Array.of(0);

/** The closed list of enclave operations (PROTOCOL §2). Anything else is `unknown_op`. */
export const operations = [
  'attest',
  'challenge',
  'session_open',
  'session_revoke',
  'wallet_create',
  'wallet_activate',
  'address_derive',
  'unlock',
  'sign_intent',
  'pin_change',
  'pin_activate',
  'wrap_add',
  'wrap_remove',
  'recover',
  'export',
  'import',
  'ledger_head',
  'policy_set',
  'health',
] as const;
export type Operation = (typeof operations)[number];

/** Operations that only a sealed, stamped call may ask for. */
export const sealedOperations = [
  'wallet_create',
  'wallet_activate',
  'address_derive',
  'unlock',
  'sign_intent',
  'pin_change',
  'pin_activate',
  'wrap_add',
  'wrap_remove',
  'recover',
  'export',
  'import',
  'policy_set',
] as const;
export type SealedOperation = (typeof sealedOperations)[number];

/** RFC 9180: DHKEM(P-256, HKDF-SHA256), HKDF-SHA256, AES-256-GCM. */
export const hpkeSuite = { kemId: 0x0010, kdfId: 0x0001, aeadId: 0x0002 } as const;

export const HPKE_INFO_LABEL = 'alcove/hpke/v1';
export const AAD_LABEL = 'alcove/pin/v1';
export const STAMP_LABEL = 'alcove/stamp/v1';
export const REPLY_KEY_LABEL = 'alcove/resp/v1';
export const REPLY_NONCE_LABEL = 'alcove/resp-n/v1';
export const OIDC_NONCE_LABEL = 'alcove/oidc/v1';
export const PROOF_LABEL = 'alcove/proof/v1';

export const CHALLENGE_LIFETIME_SECONDS = 60;
export const PIN_FIELD_LENGTH = 32;
export const REPLY_PADDING_LENGTH = 512;

/** HPKE `info`: label ‖ 0x00 ‖ SHA-256(attestation payload). The seal is worth nothing under another document. */
export function hpkeInfo(attestationPayloadSha256: Uint8Array): Uint8Array<ArrayBuffer> {
  return concatBytes(textEncoder.encode(HPKE_INFO_LABEL), nul, attestationPayloadSha256);
}

export type SealContext = {
  readonly appId: string;
  /** SHA-256(iss ‖ 0x00 ‖ sub), 32 bytes. */
  readonly subjectHash: Uint8Array;
  /** UUIDv4. For `wallet_create` the client chooses it; it is the idempotency key of the creation too. */
  readonly walletId: string;
  readonly operation: SealedOperation;
  /** 32 bytes, single use. */
  readonly challenge: Uint8Array;
  /** RFC 7638 SHA-256 thumbprint of the session key, 32 bytes. */
  readonly sessionKeyThumbprint: Uint8Array;
  /** SHA-256 of the intent's canonical bytes for `sign_intent`, else empty. */
  readonly intentHash: Uint8Array;
  /** 0 at creation. */
  readonly pinEpoch: number;
};

/** HPKE `aad`, in the order of PROTOCOL §5.3. */
export function sealAad(context: SealContext): Uint8Array<ArrayBuffer> {
  return encodeDcbor([
    AAD_LABEL,
    context.appId,
    context.subjectHash,
    context.walletId,
    context.operation,
    context.challenge,
    context.sessionKeyThumbprint,
    context.intentHash,
    context.pinEpoch,
  ]);
}

/** The bytes the session key signs with ES256: label ‖ 0x00 ‖ aad ‖ enc ‖ ciphertext. `enc` is 65 bytes, the AAD delimits itself. */
export function stampMessage(aad: Uint8Array, enc: Uint8Array, ciphertext: Uint8Array): Uint8Array<ArrayBuffer> {
  return concatBytes(textEncoder.encode(STAMP_LABEL), nul, aad, enc, ciphertext);
}

/** The preimage of the OIDC `nonce`: label ‖ thumbprint ‖ 32 random bytes. The nonce is its base64url SHA-256. */
export function oidcNoncePreimage(sessionKeyThumbprint: Uint8Array, random: Uint8Array): Uint8Array<ArrayBuffer> {
  return concatBytes(textEncoder.encode(OIDC_NONCE_LABEL), sessionKeyThumbprint, random);
}

/** The bytes the app-proof key signs: label ‖ 0x00 ‖ payload (dCBOR). */
export function proofMessage(payload: Uint8Array): Uint8Array<ArrayBuffer> {
  return concatBytes(textEncoder.encode(PROOF_LABEL), nul, payload);
}

/** A PIN as it stands in a plaintext: ASCII digits, zero-padded to 32 bytes, so that its length does not show. */
export type PinField = Uint8Array;

/** Plaintexts, one dCBOR map per operation. `random` is 32 bytes from the client (entropy, and it salts the seal). */
export type SealedPlaintexts = {
  wallet_create: { readonly pin: PinField; readonly random: Uint8Array };
  /** SHA-256 of the ADDRESS_DERIVATION proof's payload: proof that the client saw the result. */
  wallet_activate: { readonly resultHash: Uint8Array; readonly random: Uint8Array };
  address_derive: { readonly accountIndex: number; readonly pin?: PinField; readonly grantId?: Uint8Array; readonly random: Uint8Array };
  unlock: { readonly pin: PinField; readonly ttlSeconds: number; readonly maxSignatures: number; readonly valueCapWei: string; readonly random: Uint8Array };
  /** Exactly one of `pin` and `grantId`. */
  sign_intent: { readonly pin?: PinField; readonly grantId?: Uint8Array; readonly random: Uint8Array };
  pin_change: { readonly pin: PinField; readonly newPin: PinField; readonly random: Uint8Array };
  pin_activate: { readonly resultHash: Uint8Array; readonly random: Uint8Array };
  wrap_add:
    | { readonly step: 'kit'; readonly pin: PinField; readonly passphrase?: string; readonly random: Uint8Array }
    /** The words asked for, as ASCII, lower case, one space between them. */
    | { readonly step: 'confirm'; readonly wrapId: string; readonly words: Uint8Array; readonly random: Uint8Array }
    /** `prf`: 32 bytes, output of the WebAuthn PRF extension for the salt SHA-256("alcove/prf/v1" ‖ walletId). */
    | { readonly step: 'passkey'; readonly pin: PinField; readonly credentialId: Uint8Array; readonly prf: Uint8Array; readonly random: Uint8Array };
  wrap_remove: { readonly wrapId: string; readonly pin: PinField; readonly random: Uint8Array };
  recover: /** All 24 words, as ASCII, lower case, one space between them. */
    | { readonly factor: 'kit'; readonly words: Uint8Array; readonly passphrase?: string; readonly newPin: PinField; readonly random: Uint8Array }
    | { readonly factor: 'passkey'; readonly credentialId: Uint8Array; readonly prf: Uint8Array; readonly newPin: PinField; readonly random: Uint8Array };
  export: { readonly pin: PinField; readonly random: Uint8Array };
  /** 12 to 24 English BIP-39 words, as ASCII, lower case, one space between them. */
  import: { readonly words: Uint8Array; readonly pin: PinField; readonly random: Uint8Array };
  /** Without `policy` nothing changes, and the answer says what is in force. */
  policy_set: { readonly policy?: WalletPolicy; readonly pin: PinField; readonly random: Uint8Array };
};

/**
 * What a person allows a wallet to do, held by the enclave and not by the page (PROTOCOL §7.8). A wallet without one
 * has `{ dailyCaps: [], origins: [], others: 'allow' }`.
 *
 * @example
 * ```ts
 * const policy: WalletPolicy = {
 *   dailyCaps: [{ chainId: 1, capWei: '100000000000000000' }],
 *   origins: [{ origin: 'https://shop.example', accounts: [0] }],
 *   others: 'ask',
 * };
 * ```
 */
export type WalletPolicy = {
  /** The most native coin of a chain that all signatures of any 24 hours may cost, in wei as decimal text, highest fees included. At most 8, one per chain. */
  readonly dailyCaps: readonly { readonly chainId: number; readonly capWei: string }[];
  /** Which page may use which accounts (EIP-2255). At most 16 exact origins with at most 8 account indexes each, both without repetition. */
  readonly origins: readonly { readonly origin: string; readonly accounts: readonly number[] }[];
  /** What becomes of a page or account that is not listed: signed as ever, signed with the PIN only and never under a grant, or refused. */
  readonly others: 'allow' | 'ask' | 'refuse';
};

/** A statement of the enclave that anyone can check against the attested Ed25519 key. */
export type AppProof = { readonly payload: Uint8Array; readonly signature: Uint8Array };

export type AppProofType = 'ADDRESS_DERIVATION' | 'SIGNATURE' | 'PIN_RESULT' | 'WRAP_SET' | 'EXPORT' | 'SESSION' | 'POLICY' | 'LEDGER_HEAD';

/** Results inside a sealed reply with `ok: true`, one dCBOR map per operation. */
export type SealedResults = {
  /** proof payload: { type, v, releaseSeq, walletId, subjectHash, path, address(20 bytes), headerHash, ledgerSeq, issuedAtMs } */
  wallet_create: { readonly address: Uint8Array; readonly path: string; readonly pinEpoch: number; readonly proof: AppProof };
  wallet_activate: { readonly state: 'AVAILABLE' };
  address_derive: { readonly address: Uint8Array; readonly path: string; readonly proof: AppProof };
  unlock: { readonly grantId: Uint8Array; readonly expiresAtMs: number; readonly failedSinceLastUnlock: number };
  /** proof payload: { type, v, releaseSeq, walletId, intentHash, signatureHash, address, ledgerSeq, issuedAtMs } and, where one is in force, policyHash */
  sign_intent: {
    /** 65 bytes r ‖ s ‖ v (27 or 28) for messages; absent for transactions. */
    readonly signature?: Uint8Array;
    /** The signed type-2 transaction and its hash; absent for messages. */
    readonly rawTransaction?: Uint8Array;
    readonly transactionHash?: Uint8Array;
    readonly proof: AppProof;
    readonly failedSinceLastUnlock: number;
  };
  pin_change: { readonly pinEpoch: number; readonly proof: AppProof };
  pin_activate: { readonly pinEpoch: number };
  /** Step `kit`: shown once. `positions` (from 1) are the words to ask for; `kit` is the file, UTF-8 JSON. */
  wrap_add:
    | { readonly wrapId: string; readonly words: Uint8Array; readonly positions: readonly number[]; readonly kit: Uint8Array }
    /** Steps `confirm` and `passkey`. Proof payload: { type: 'WRAP_SET', v, releaseSeq, walletId, subjectHash, wraps, ledgerSeq, issuedAtMs } */
    | { readonly wrapId: string; readonly proof: AppProof };
  wrap_remove: { readonly wrapId: string; readonly proof: AppProof };
  /** Like `pin_change`: `pin_activate` follows. */
  recover: { readonly pinEpoch: number; readonly proof: AppProof };
  /** Proof payload: { type: 'EXPORT', v, releaseSeq, walletId, subjectHash, address, headerHash, ledgerSeq, issuedAtMs } */
  export: { readonly words: Uint8Array; readonly address: Uint8Array; readonly path: string; readonly proof: AppProof };
  /** Like `wallet_create`: `wallet_activate` follows. */
  import: { readonly address: Uint8Array; readonly path: string; readonly pinEpoch: number; readonly proof: AppProof };
  /** Proof payload: { type: 'POLICY', v, releaseSeq, walletId, subjectHash, policyHash (SHA-256 of the policy's dCBOR), ledgerSeq, issuedAtMs } */
  policy_set: { readonly policy: WalletPolicy; readonly proof: AppProof };
};

/** Errors that travel inside the seal, so that the operator does not learn them. Same size as a success. */
export type SealedErrorCode =
  | 'pin_wrong'
  | 'pin_delayed'
  | 'pin_locked'
  | 'pin_policy'
  | 'grant_unknown'
  | 'grant_exhausted'
  | 'pin_required'
  | 'intent_invalid'
  | 'intent_expired'
  | 'account_mismatch'
  | 'result_mismatch'
  | 'wallet_state'
  /** Recovery words, passphrase or passkey do not open anything; the three words of a kit are others. */
  | 'factor_wrong'
  /** Refused until `retryAtMs`: a recovery or a new device is too recent. */
  | 'hold'
  /** The login is too old for this; sign in again. */
  | 'login_stale'
  /** Words that are no BIP-39 mnemonic. */
  | 'mnemonic_invalid'
  /** The wallet's policy forbids it; `field` says what: origin | accountIndex | valueWei (then `retryAtMs`, if waiting helps), or what of a new policy is wrong. */
  | 'policy_refused';

export type SealedError = {
  readonly code: SealedErrorCode;
  /** Wrong tries left before the PIN is destroyed. */
  readonly remaining?: number;
  /** Unix time in milliseconds before which another try is refused. */
  readonly retryAtMs?: number;
  /** Which PIN rule was broken: length | digits | repeated | sequence | date | common. */
  readonly rule?: string;
  /** Which field of the intent is wrong. */
  readonly field?: string;
};

/** The plaintext of a sealed reply is: 4-byte big-endian length ‖ dCBOR of this ‖ zeros up to a multiple of `REPLY_PADDING_LENGTH`. */
export type SealedReplyBody<Op extends keyof SealedResults> =
  | { readonly ok: true; readonly result: SealedResults[Op] }
  | { readonly ok: false; readonly error: SealedError };

/** Plaintexts as CBOR values, for the encoder. */
export type PlaintextValue = { readonly [key: string]: CborValue };
