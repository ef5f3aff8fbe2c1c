import type { Transaction } from '../../../widget/src/contract/wallet-api.ts';
import type { AuditEntry, AuditEvent } from './audit-entry.ts';
import type { RegistryStore } from './registry-rows.ts';

/*
 * What the server keeps, as the rest of the server sees it. One implementation over Kysely serves `node:sqlite` and
 * PostgreSQL. Every method is one transaction; a method that returns has been made durable.
 */

export type UserRow = {
  readonly userId: string;
  readonly appId: string;
  readonly issuer: string;
  readonly subjectHash: Uint8Array;
  readonly providerId: string;
  readonly name: string | null;
  readonly email: string | null;
};

export type SessionRow = {
  readonly sessionId: string;
  readonly userId: string;
  readonly appId: string;
  /** RFC 7638 thumbprint of the session key, base64url. */
  readonly thumbprint: string;
  readonly deviceLabel: string;
  readonly certificate: Uint8Array;
  readonly certificateExpiresAtSeconds: number;
  /** HMAC of the refresh token that is good now; presenting an older one of the family ends the session. */
  readonly refreshHash: Uint8Array;
  readonly createdAtMs: number;
  readonly lastSeenAtMs: number;
  readonly expiresAtMs: number;
};

export type WalletState = 'POPULATED' | 'AVAILABLE' | 'PIN_DESTROYED';
export type AccountRow = {
  readonly accountIndex: number;
  readonly address: string;
  readonly path: string;
  /** What its owner calls it; absent or null for the wallet's own name. */
  readonly name?: string | null;
  readonly hidden?: boolean;
};
export type WalletRow = {
  readonly walletId: string;
  readonly userId: string;
  readonly appId: string;
  readonly state: WalletState;
  readonly pinEpoch: number;
  /** Opaque: only the enclave can read it. */
  readonly record: Uint8Array;
  /** The next PIN epoch's record while it waits for its activation. */
  readonly pending: { readonly record: Uint8Array; readonly pinEpoch: number } | null;
  readonly imported: boolean;
  readonly accounts: readonly AccountRow[];
  readonly createdAtMs: number;
};

export type WrapKind = 'kit' | 'passkey';
/** A way back to the seed without the PIN. Opaque, like the record. */
export type WrapRow = {
  readonly walletId: string;
  readonly wrapId: string;
  readonly kind: WrapKind;
  readonly wrap: Uint8Array;
  readonly createdAtMs: number;
  /** Null until the person has shown to have kept it. */
  readonly confirmedAtMs: number | null;
};

export type SignatureRow = {
  readonly walletId: string;
  readonly requestId: string;
  readonly intentHash: Uint8Array;
  readonly signature: Uint8Array;
  readonly createdAtMs: number;
};
export type TransactionRow = Omit<Transaction, 'replacedBy' | 'offer'> & {
  /** Hash of the one that has its nonce; null unless it is replaced. */
  readonly replacedBy: string | null;
  readonly walletId: string;
  readonly rawTransaction: string;
  /** When the user's client asked for it to be sent; null while it only has been signed. Nothing is broadcast without it. */
  readonly sendRequestedAtMs: number | null;
  readonly updatedAtMs: number;
};
/** A signed transaction nobody asked to send gives its nonce back after this time: an approval is worth minutes, not days. */
export const UNSENT_LIFETIME_MS = 600_000;

/** Whose nonce it is; the address in any spelling. */
export type NonceHolder = { readonly chainId: number; readonly address: string; readonly requestId: string };

export type IdempotentReply = { readonly requestHash: Uint8Array; readonly status: number; readonly body: string };

/** Somebody's own server, told of what becomes of an app's transactions. */
export type WebhookEndpointRow = {
  readonly endpointId: string;
  readonly appId: string;
  readonly url: string;
  /** Which of its secrets signs; each is derived, none is stored. */
  readonly secretVersion: number;
  /** When the version was raised; the one before signs too for a day. */
  readonly rotatedAtMs: number | null;
  /** It answered 410 (Gone), or was switched off: it is told nothing more. */
  readonly disabledAtMs: number | null;
  readonly createdAtMs: number;
};
export type WebhookDeliveryState = 'waiting' | 'delivered' | 'failed';
export type WebhookDelivery = {
  readonly deliveryId: string;
  readonly eventId: string;
  readonly body: string;
  /** With this one. */
  readonly attempts: number;
  readonly createdAtMs: number;
  readonly endpoint: WebhookEndpointRow;
};
/** What was delivered or given up is kept this long, for whoever asks what became of it. */
export const WEBHOOK_RECORD_LIFETIME_MS = 7 * 86_400_000;

export type Store = RegistryStore & {
  /** Finds or makes the user of (app, issuer, subject). */
  upsertUser(user: Omit<UserRow, 'userId'> & { readonly newUserId: string }): Promise<UserRow>;
  findUser(userId: string): Promise<UserRow | null>;

  /** Takes the place of any session of the same session key. */
  createSession(session: SessionRow): Promise<void>;
  findSession(sessionId: string): Promise<SessionRow | null>;
  findSessionByThumbprint(thumbprint: string): Promise<SessionRow | null>;
  /**
   * Swaps the refresh hash if `expected` is still the current one ('rotated'). When it has been swapped for this very `next`
   * within the last `overlapMs`, nothing changes ('repeated': two tabs, or a reply that was lost). Anything else is the reuse
   * of a spent token, and the session is gone ('reused').
   */
  rotateSession(
    sessionId: string,
    expected: Uint8Array,
    next: Uint8Array,
    times: { readonly nowMs: number; readonly overlapMs: number },
  ): Promise<'rotated' | 'repeated' | 'reused'>;
  renewCertificate(sessionId: string, certificate: Uint8Array, expiresAtSeconds: number): Promise<void>;
  listSessions(userId: string): Promise<readonly SessionRow[]>;
  /** Ends a session, and remembers its key as revoked until its certificate has expired. */
  deleteSession(sessionId: string): Promise<void>;
  /** RFC 7638 thumbprints in base64url of ended sessions whose certificates an enclave would still take, and when the last of these expires. */
  listRevokedSessionKeys(nowMs: number): Promise<readonly { readonly thumbprint: string; readonly untilSeconds: number }[]>;

  /** True the first time; false when this (thumbprint, jti) was seen before `expiresAtMs`. */
  rememberProof(key: string, expiresAtMs: number): Promise<boolean>;

  /**
   * Inserts a POPULATED wallet, replacing an older POPULATED one of the same user.
   * Returns 'exists' and changes nothing when the user has a wallet that is AVAILABLE or PIN_DESTROYED.
   */
  createWallet(wallet: WalletRow): Promise<'created' | 'exists'>;
  findWallet(walletId: string): Promise<WalletRow | null>;
  listWallets(userId: string): Promise<readonly WalletRow[]>;
  /** @throws Error when the wallet is gone: a state that is not written must not be reported as reached. */
  setWalletState(walletId: string, state: WalletState): Promise<void>;
  /** Keeps the next PIN epoch's record beside the one that counts, in the place of one kept before. @throws Error when the wallet is gone or past that epoch. */
  savePending(walletId: string, record: Uint8Array, pinEpoch: number): Promise<void>;
  /**
   * The waiting record of this epoch takes the place of the record, which is gone then, and the wallet is AVAILABLE. Nothing
   * changes when it has reached that epoch. @throws Error when no such record waits.
   */
  activatePending(walletId: string, pinEpoch: number): Promise<void>;
  addAccount(walletId: string, account: AccountRow): Promise<void>;
  /** 'last-visible' when nothing would be left to see; nothing changes then. @throws Error without such an account. */
  updateAccount(
    walletId: string,
    accountIndex: number,
    change: { readonly name: string | null; readonly hidden: boolean },
  ): Promise<'updated' | 'last-visible'>;
  deleteStalePopulated(createdBeforeMs: number): Promise<number>;
  /** Those that `deleteStalePopulated` would delete. */
  listStalePopulated(createdBeforeMs: number): Promise<readonly WalletRow[]>;

  /** Stores a wrap, in the place of unconfirmed ones of its kind. */
  putWrap(wrap: WrapRow): Promise<void>;
  /** The first confirmation stays. @throws Error when the wrap is gone. */
  confirmWrap(walletId: string, wrapId: string, confirmedAtMs: number): Promise<void>;
  /** Oldest first. */
  listWraps(walletId: string): Promise<readonly WrapRow[]>;
  deleteWrap(walletId: string, wrapId: string): Promise<void>;

  /** One signature per (wallet, request): the first one stays, and is what comes back. */
  saveSignature(row: SignatureRow): Promise<SignatureRow>;
  findSignature(walletId: string, requestId: string): Promise<SignatureRow | null>;
  /**
   * The request may be signed anew: its signature goes, and a transaction that was dropped before anybody asked to send it stays without a
   * request. Nothing changes where the request has another transaction.
   */
  forgetUnsent(walletId: string, requestId: string): Promise<void>;
  /**
   * A signature and the transaction it makes, both or neither. One of each per (wallet, request): the first ones stay, and are what comes back;
   * no transaction where the first signature is over another intent. The same bytes signed for a later request are the same
   * transaction: it moves to that request, and one that was dropped is signed again.
   */
  saveSignedTransaction(
    signature: SignatureRow,
    row: TransactionRow,
  ): Promise<{ readonly signature: SignatureRow; readonly transaction: TransactionRow | null }>;
  findTransaction(hash: string): Promise<TransactionRow | null>;
  findTransactionByRequest(walletId: string, requestId: string): Promise<TransactionRow | null>;
  listTransactions(walletId: string, limit: number): Promise<readonly TransactionRow[]>;
  /** All that were signed with one nonce, oldest first: at most one of them is ever in a block. */
  listTransactionsOfNonce(of: { readonly chainId: number; readonly address: string; readonly nonce: number }): Promise<readonly TransactionRow[]>;
  /**
   * Takes signed and sent transactions, those left alone longest first, for one server alone. Whoever dies with them leaves them to
   * the next after `leaseUntilMs`.
   */
  claimUnsettledTransactions(claim: { readonly nowMs: number; readonly leaseUntilMs: number; readonly limit: number }): Promise<readonly TransactionRow[]>;
  /** Hands claimed ones back; nobody takes them before `nextAtMs`. */
  releaseTransactions(hashes: readonly string[], nextAtMs: number): Promise<void>;
  /** A status only moves forward: signed → sent → confirmed | failed | dropped | replaced; a late receipt revives a dropped or a replaced one. Else nothing changes. */
  updateTransaction(
    hash: string,
    change: Partial<Pick<TransactionRow, 'status' | 'blockNumber' | 'feeWei' | 'replacedBy' | 'sendRequestedAtMs'>>,
    updatedAtMs: number,
  ): Promise<void>;
  /** Transactions a block has held since `updatedAfterMs`, the newest first. */
  listMinedTransactions(updatedAfterMs: number, limit: number): Promise<readonly TransactionRow[]>;
  /**
   * The one way back: what was confirmed or failed from this nonce on is sent, in no block. For a chain that has taken blocks
   * back. Returns what it changed, lowest nonce first.
   */
  reopenTransactions(from: {
    readonly chainId: number;
    readonly address: string;
    readonly nonceFrom: number;
    readonly nowMs: number;
  }): Promise<readonly TransactionRow[]>;

  /**
   * The lowest nonce ≥ `atLeast` that no live reservation and nothing that is going out holds; the same for the same requestId. What was
   * only signed holds none: when its nonce goes to another request, it is dropped.
   *
   * @param reservation `isReplacement`: `atLeast` itself, whose it may be, to take the place of what was sent with it.
   */
  reserveNonce(
    reservation: NonceHolder & { readonly atLeast: number; readonly isReplacement: boolean; readonly nowMs: number; readonly expiresAtMs: number },
  ): Promise<{ readonly nonce: number; readonly expiresAtMs: number }>;
  /**
   * Keeps this very nonce for the request; a reservation that has lapsed counts as long as no other has the nonce.
   *
   * @returns false when another request has it, or was sent with it.
   */
  claimNonce(claim: NonceHolder & { readonly nonce: number; readonly nowMs: number; readonly expiresAtMs: number }): Promise<boolean>;
  /** From `atMs` on another request may have the nonce. A later payment must not wait behind a gap. */
  releaseNonce(reservation: NonceHolder & { readonly atMs: number }): Promise<void>;

  /**
   * Claims an idempotency key: 'new' (do the work, then finish), 'running', or the stored reply. A claim whose holder died
   * lapses at `runningUntilMs`.
   */
  beginIdempotent(
    key: string,
    requestHash: Uint8Array,
    lease: { readonly nowMs: number; readonly runningUntilMs: number },
  ): Promise<
    { readonly kind: 'new' } | { readonly kind: 'running' } | { readonly kind: 'done'; readonly reply: IdempotentReply } | { readonly kind: 'conflict' }
  >;
  finishIdempotent(key: string, reply: IdempotentReply, expiresAtMs: number): Promise<void>;
  abandonIdempotent(key: string): Promise<void>;

  /** Keeps a place for one answer, to be taken by this session key. The same again changes nothing. @returns false when it is another key's. */
  openRelay(relay: {
    readonly relayId: string;
    readonly thumbprint: string;
    /** Where whoever answers is led; null for nowhere. */
    readonly returnTo: string | null;
    readonly nowMs: number;
    readonly expiresAtMs: number;
  }): Promise<boolean>;
  /** @returns null, and changes nothing, when no such place is open and empty; else where the person is led. */
  fillRelay(relayId: string, answer: string, nowMs: number): Promise<{ readonly returnTo: string | null } | null>;
  /** Takes the answer out, once; the place is gone with it. `unknown` for any other key too. */
  takeRelay(
    relayId: string,
    thumbprint: string,
    nowMs: number,
  ): Promise<{ readonly state: 'unknown' } | { readonly state: 'waiting' } | { readonly state: 'answered'; readonly answer: string }>;

  /** Makes an endpoint, or changes its address, secret version or state. */
  saveWebhookEndpoint(row: WebhookEndpointRow): Promise<void>;
  /** Of one app, or with null of all; oldest first. */
  listWebhookEndpoints(appId: string | null): Promise<readonly WebhookEndpointRow[]>;
  /** With what it was still to be told. @returns false when there is none. */
  deleteWebhookEndpoint(endpointId: string): Promise<boolean>;
  /** Takes what is due, for one server alone: whoever dies with it leaves it to the next after `leaseUntilMs`. Counts as an attempt. */
  claimWebhookDeliveries(claim: { readonly nowMs: number; readonly leaseUntilMs: number; readonly limit: number }): Promise<readonly WebhookDelivery[]>;
  /** What became of a claimed delivery. One that was settled stays so. */
  settleWebhookDelivery(
    deliveryId: string,
    outcome: { readonly state: WebhookDeliveryState; readonly status: number | null; readonly nextAttemptAtMs: number },
  ): Promise<void>;
  countWebhookDeliveries(): Promise<Readonly<Record<WebhookDeliveryState, number>>>;

  /** Appends to the app's hash chain. */
  appendAudit(event: AuditEvent): Promise<AuditEntry>;
  /** In order, those after `afterSequence` (0 for all). */
  listAudit(appId: string, afterSequence: number, limit: number): Promise<readonly AuditEntry[]>;
  /** What operators did to any app and to the deployment, newest first, without the first `skip`. */
  listOperatorAudit(skip: number, limit: number): Promise<readonly AuditEntry[]>;
  /** The last entry; null for an app without any. */
  auditHead(appId: string): Promise<{ readonly sequence: number; readonly hash: Uint8Array } | null>;
  listAuditedApps(): Promise<readonly string[]>;

  /** Small secrets of the deployment that must survive a restart, e.g. the enclave's KMS-sealed secret. */
  getSetting(name: string): Promise<Uint8Array | null>;
  putSetting(name: string, value: Uint8Array): Promise<void>;
  /** @param expected what stood there when `value` was made, null for nothing. @returns false, and changes nothing, when that no longer stands. */
  replaceSetting(name: string, expected: Uint8Array | null, value: Uint8Array): Promise<boolean>;

  deleteExpired(nowMs: number): Promise<void>;
  close(): Promise<void>;
};
