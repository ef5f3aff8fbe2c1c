/*
 * A witness keeps, per wallet, an append-only hash chain of small entries on its own disk, and signs receipts
 * (PROTOCOL §8). It learns no identity: `walletHash` is keyed by a secret only enclaves have. Frames are 4-byte
 * big-endian length ‖ dCBOR, over a Unix socket (a network socket with TLS elsewhere: receipts carry the trust).
 */

export type WalletLedgerState = 'POPULATED' | 'AVAILABLE' | 'PIN_DESTROYED' | 'SHREDDED';
/** What an entry was written for, besides tries and states. Belongs to its own entry only. */
export type LedgerEvent = 'pin_change' | 'recover' | 'pin_activate' | 'wrap_add' | 'wrap_remove' | 'export' | 'import' | 'policy_set';

/** dCBOR map; `hash` of an entry is SHA-256 of its bytes. The first entry has seq 0 and `prev` = 32 zero bytes. */
export type LedgerEntry = {
  readonly walletHash: Uint8Array;
  readonly seq: number;
  readonly prev: Uint8Array;
  readonly pinEpoch: number;
  /** Wrong (or unfinished) tries in this epoch. Counted before the PIN is checked. */
  readonly attempts: number;
  /** Wrong tries in the running year, across resets; `yearStartMs` says when it began. */
  readonly yearAttempts: number;
  readonly yearStartMs: number;
  readonly state: WalletLedgerState;
  /** No try is evaluated before this time. */
  readonly retryAtMs: number;
  /** SHA-256 of the record's header the entry speaks of. */
  readonly recordHash: Uint8Array;
  readonly atMs: number;
  /** SHA-256 of the header of the next epoch's record while it waits for its activation. Absent: none waits. */
  readonly pendingHash?: Uint8Array;
  /** SHA-256 of each recovery wrap that counts, ascending, at most 8. Absent: there is none. */
  readonly wraps?: readonly Uint8Array[];
  /** After a recovery: no export and a cap on value until then. Absent: there was none. */
  readonly holdUntilMs?: number;
  /** When the wallet was made. Absent in chains that began before it was kept. */
  readonly createdAtMs?: number;
  /** The wallet's policy and what it has spent of late, sealed for the enclaves (`limits.ts`), at most 3,072 bytes. Absent: there is neither. */
  readonly limits?: Uint8Array;
  readonly event?: LedgerEvent;
};

/**
 * What travels and is stored: the same dCBOR map with `mac`, HMAC-SHA256 under a key only the enclaves of the deployment
 * have over "alcove/ledger-entry/v1" ‖ 0x00 ‖ dCBOR(LedgerEntry). Whoever runs the machine could otherwise append a
 * well-chained entry with `attempts: 0` of his own.
 */
export type SealedLedgerEntry = LedgerEntry & { readonly mac: Uint8Array };

/** Ed25519 by the witness over "alcove/witness/v1" ‖ 0x00 ‖ dCBOR[witnessId, walletHash, seq, entryHash, enclaveNonce]. */
export type Receipt = { readonly witnessId: string; readonly signature: Uint8Array };

export type WitnessRequest =
  /** Newest entry of a wallet, or null; the receipt covers seq -1 and 32 zero bytes when there is none. */
  | { readonly op: 'head'; readonly walletHash: Uint8Array; readonly nonce: Uint8Array }
  /** Accepted only when seq = head + 1 and prev = hash(head); fsynced before the receipt is signed. The same entry again is accepted again. */
  | { readonly op: 'append'; readonly entry: Uint8Array; readonly nonce: Uint8Array }
  | { readonly op: 'history'; readonly walletHash: Uint8Array; readonly fromSeq: number; readonly nonce: Uint8Array }
  | { readonly op: 'health'; readonly nonce: Uint8Array }
  /** Asks for 32 fresh bytes that receipts for the next `adopt` must cover; the answer is the one entry of the reply. */
  | { readonly op: 'adopt_challenge'; readonly nonce: Uint8Array }
  /**
   * Takes the branch a quorum of the other witnesses holds in the place of an own, unconfirmed one. `entries` begin where
   * the branches part and end with the quorum's newest; `receipts` are the others', for that one, over the challenge.
   */
  | { readonly op: 'adopt'; readonly entries: readonly Uint8Array[]; readonly receipts: readonly Receipt[]; readonly nonce: Uint8Array };

export type WitnessReply =
  | { readonly ok: true; readonly entries: readonly Uint8Array[]; readonly receipt: Receipt }
  | { readonly ok: false; readonly code: 'conflict' | 'malformed' | 'storage_failed'; readonly head: Uint8Array | null };
