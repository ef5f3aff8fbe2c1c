import type { LedgerEntry, Receipt } from '../ledger/witness-wire.ts';

/** The security module of the enclave's own hypervisor. Real: `/dev/nsm`. Same CBOR requests and documents either way. */
export type SecurityModule = {
  attest(request: { readonly publicKey?: Uint8Array; readonly userData?: Uint8Array; readonly nonce?: Uint8Array }): Promise<Uint8Array>;
  random(length: number): Promise<Uint8Array>;
};

/** KMS over TLS that ends in here. Every call carries a fresh attestation as `Recipient`; plaintexts come back as CMS to this enclave only. */
export type Kms = {
  generateRandom(length: number): Promise<Uint8Array>;
  /** AES-256 data key. @throws KmsError */
  generateDataKey(
    context: Readonly<Record<string, string>>,
  ): Promise<{ readonly plaintext: Uint8Array; readonly ciphertext: Uint8Array; readonly keyId: string }>;
  decrypt(ciphertext: Uint8Array, context: Readonly<Record<string, string>>): Promise<Uint8Array>;
};

export class KmsError extends Error {
  /** `kms_ciphertext_invalid`: the KMS is well and says that this ciphertext is none of its own, or not for this context. */
  readonly code: 'kms_unavailable' | 'kms_response_invalid' | 'kms_denied' | 'kms_ciphertext_invalid';
  constructor(code: KmsError['code'], message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = 'KmsError';
    this.code = code;
  }
}

/** The witnesses, as a quorum. */
export type Ledger = {
  /** The newest entry a quorum agrees on; lagging witnesses are caught up. Null for an unknown wallet. @throws LedgerError */
  head(walletHash: Uint8Array): Promise<{ readonly entry: LedgerEntry; readonly hash: Uint8Array } | null>;
  /** The same with what a quorum of witnesses signs for it over the caller's nonce. @throws LedgerError */
  attestHead(
    walletHash: Uint8Array,
    nonce: Uint8Array,
  ): Promise<{ readonly entry: LedgerEntry; readonly hash: Uint8Array; readonly receipts: readonly Receipt[] } | null>;
  /** Returns once a quorum has fsynced the entry and signed for it. @throws LedgerError `ledger_unavailable` | `ledger_conflict` */
  append(entry: LedgerEntry): Promise<{ readonly hash: Uint8Array }>;
  reachable(): Promise<number>;
  /** Ids of the witnesses that hold an entry the quorum does not and could not be led back so far. An operator should look at them. */
  forked(): readonly string[];
};

export class LedgerError extends Error {
  readonly code: 'ledger_unavailable' | 'ledger_conflict' | 'ledger_rollback';
  constructor(code: LedgerError['code'], message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = 'LedgerError';
    this.code = code;
  }
}
