import type { ProblemCode } from '../../../widget/src/contract/api.ts';
import type { CallRequest } from '../../../widget/src/contract/wallet-api.ts';

/*
 * What the wallet server may ask of the enclave, and nothing else. One implementation speaks to the process over its
 * socket; another, in tests and in the playground, calls it in memory. The server sees records, addresses and
 * signatures; never a PIN, a key or what was said inside a sealed reply.
 */

/** A failure outside the seal. `code` is one of the API's problem codes. */
export class EnclaveError extends Error {
  readonly code: ProblemCode;
  constructor(code: ProblemCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = 'EnclaveError';
    this.code = code;
  }
}

export type Challenge = { readonly challenge: Uint8Array; readonly document: Uint8Array; readonly enclaveId: string; readonly expiresAtMs: number };

export type SessionOpenRequest = {
  readonly appId: string;
  readonly issuer: string;
  readonly clientId: string;
  readonly idToken: string;
  /** The 32 random bytes of the OIDC nonce formula. */
  readonly nonceRandom: Uint8Array;
  /** An earlier certificate of this session key: since when the device is known. */
  readonly previousCertificate?: Uint8Array | null;
  /** Public session key, P-256 JWK (RFC 7517). */
  readonly sessionKey: { readonly kty: 'EC'; readonly crv: 'P-256'; readonly x: string; readonly y: string };
};
export type SessionOpenReply = { readonly certificate: Uint8Array; readonly subjectHash: Uint8Array; readonly expiresAtSeconds: number };

/** What the parent must do with the outcome of a sealed call, before it hands the reply on (store before acting). */
export type CallEffects =
  | { readonly kind: 'none' }
  | {
      readonly kind: 'created';
      readonly record: Uint8Array;
      readonly address: string;
      readonly path: string;
      readonly proof: Uint8Array;
      readonly pinEpoch: number;
      /** The seed existed elsewhere before. */
      readonly imported: boolean;
    }
  | { readonly kind: 'activated' }
  | { readonly kind: 'account'; readonly accountIndex: number; readonly address: string; readonly path: string }
  | { readonly kind: 'pin-destroyed' }
  /** A record of the next epoch that waits beside the one that counts. */
  | { readonly kind: 'pin-changed'; readonly record: Uint8Array; readonly pinEpoch: number }
  /** The waiting record of this epoch is the one that counts; the one before it is to be deleted. */
  | { readonly kind: 'pin-activated'; readonly pinEpoch: number }
  /** A kit is confirmed later, when some of its words have come back. */
  | {
      readonly kind: 'wrap-added';
      readonly wrapId: string;
      readonly wrapKind: 'kit' | 'passkey';
      readonly wrap: Uint8Array;
      readonly createdAtMs: number;
      readonly isConfirmed: boolean;
    }
  | { readonly kind: 'wrap-confirmed'; readonly wrapId: string }
  | { readonly kind: 'wrap-removed'; readonly wrapId: string }
  | { readonly kind: 'signed-message'; readonly requestId: string; readonly signature: Uint8Array }
  | {
      readonly kind: 'signed-transaction';
      readonly requestId: string;
      readonly chainId: number;
      readonly rawTransaction: Uint8Array;
      readonly transactionHash: Uint8Array;
    };

/** What else the server keeps of the wallet: a record that waits for its activation, and recovery wraps. */
export type CallAttachments = { readonly pending: Uint8Array | null; readonly wraps: readonly Uint8Array[] };

export type CallReply = { readonly reply: Uint8Array; readonly effects: CallEffects };

export type EnclaveHealth = {
  readonly enclaveId: string;
  readonly pcr0: string;
  readonly releaseSeq: number;
  readonly witnessesReachable: number;
  /** Ids of witnesses that hold an entry the quorum does not: an operator should look at them. */
  readonly witnessesForked: readonly string[];
  readonly kmsReachable: boolean;
};

export type LedgerHeadRequest = {
  readonly appId: string;
  readonly subjectHash: Uint8Array;
  readonly walletId: string;
  /** 32 bytes of the caller, covered by proof and receipts. */
  readonly nonce: Uint8Array;
};
export type LedgerHeadReply = {
  readonly walletHash: Uint8Array;
  readonly entryHash: Uint8Array;
  readonly ledgerSeq: number;
  readonly pinEpoch: number;
  readonly state: string;
  readonly atMs: number;
  /** Ed25519 by the witnesses the manifest pins, a quorum of them. */
  readonly receipts: readonly { readonly witnessId: string; readonly signature: Uint8Array }[];
  readonly proof: { readonly payload: Uint8Array; readonly signature: Uint8Array };
};

export type EnclaveClient = {
  /** @throws EnclaveError `enclave_unavailable` when the process is gone; it is restarted by its supervisor. */
  attest(nonce: Uint8Array): Promise<Uint8Array>;
  challenge(request: {
    readonly operation: string;
    readonly walletId: string;
    readonly sessionKeyThumbprint: Uint8Array;
    readonly nonce: Uint8Array;
  }): Promise<Challenge>;
  /** Verifies the ID token inside the enclave and issues the session certificate. @throws EnclaveError `invalid_id_token` */
  sessionOpen(request: SessionOpenRequest): Promise<SessionOpenReply>;
  /** Has the enclave refuse a session key's certificates that expire up to `untilSeconds`; one of a later login is taken. */
  sessionRevoke(sessionKeyThumbprint: Uint8Array, untilSeconds: number): Promise<void>;
  /** One sealed operation. `record` is the stored wallet record, null where a wallet is made. */
  call(request: CallRequest, record: Uint8Array | null, attachments?: CallAttachments): Promise<CallReply>;
  /** Where a wallet's ledger stands, for whoever wants to hold the operator to it. @throws EnclaveError `wallet_unknown` | `ledger_unavailable` */
  ledgerHead(request: LedgerHeadRequest): Promise<LedgerHeadReply>;
  health(): Promise<EnclaveHealth>;
};
