import type { ColumnType } from 'kysely';
import type { TransactionRow, WalletState, WebhookDeliveryState, WrapKind } from './store.ts';

/*
 * Tables as Kysely sees them. Times are Unix milliseconds in `bigint` columns, byte strings are `bytea` (SQLite takes
 * the type name and keeps the bytes as they are), amounts in wei are decimal text because they exceed 64 bits.
 */

export type UsersTable = {
  user_id: string;
  app_id: string;
  issuer: string;
  subject_hash: Uint8Array;
  provider_id: string;
  name: string | null;
  email: string | null;
};

/** `thumbprint` in base64url, as in `sessions`. */
export type RevokedSessionKeysTable = { thumbprint: string; expires_at_ms: number };

export type SessionsTable = {
  session_id: string;
  user_id: string;
  app_id: string;
  thumbprint: string;
  device_label: string;
  certificate: Uint8Array;
  certificate_expires_at_seconds: number;
  refresh_hash: Uint8Array;
  created_at_ms: number;
  last_seen_at_ms: number;
  expires_at_ms: number;
};

export type ProofsTable = { proof_key: string; expires_at_ms: number };

export type WalletsTable = {
  wallet_id: string;
  user_id: string;
  app_id: string;
  state: WalletState;
  pin_epoch: number;
  record: Uint8Array;
  pending_record: Uint8Array | null;
  pending_pin_epoch: number | null;
  /** 1 or 0: SQLite has no booleans. */
  imported: number;
  created_at_ms: number;
};

export type WrapsTable = {
  wallet_id: string;
  wrap_id: string;
  kind: WrapKind;
  wrap: Uint8Array;
  created_at_ms: number;
  confirmed_at_ms: number | null;
};

export type AccountsTable = {
  wallet_id: string;
  account_index: number;
  address: string;
  path: string;
  name: ColumnType<string | null, string | null | undefined>;
  /** 1 or 0. */
  hidden: ColumnType<number, number | undefined>;
};

export type SignaturesTable = { wallet_id: string; request_id: string; intent_hash: Uint8Array; signature: Uint8Array; created_at_ms: number };

export type TransactionsTable = {
  hash: string;
  chain_id: number;
  wallet_id: string;
  request_id: string | null;
  from_address: string;
  to_address: string | null;
  value_wei: string;
  data: string;
  nonce: number;
  status: TransactionRow['status'];
  block_number: number | null;
  fee_wei: string | null;
  origin: string | null;
  replaced_by: ColumnType<string | null, string | null | undefined>;
  raw_transaction: string;
  send_requested_at_ms: number | null;
  claimed_until_ms: ColumnType<number, number | undefined>;
  created_at_ms: number;
  updated_at_ms: number;
};

export type NonceReservationsTable = { chain_id: number; address: string; request_id: string; nonce: number; expires_at_ms: number };

export type IdempotencyTable = {
  idempotency_key: string;
  request_hash: Uint8Array;
  /** Null while the first call is still running. */
  status: number | null;
  body: string | null;
  expires_at_ms: number;
};

export type RelaysTable = { relay_id: string; thumbprint: string; answer: string | null; return_to: string | null; expires_at_ms: number };

export type SettingsTable = { name: string; value: Uint8Array };

export type WebhookEndpointsTable = {
  endpoint_id: string;
  app_id: string;
  url: string;
  secret_version: number;
  rotated_at_ms: number | null;
  disabled_at_ms: number | null;
  created_at_ms: number;
};

export type WebhookDeliveriesTable = {
  delivery_id: string;
  event_id: string;
  endpoint_id: string;
  body: string;
  state: WebhookDeliveryState;
  attempts: number;
  /** While somebody is sending it: until when nobody else does. */
  next_attempt_at_ms: number;
  last_status: number | null;
  created_at_ms: number;
};

/** The last entry of each chain. */
export type AuditHeadsTable = { app_id: string; sequence: number; hash: Uint8Array };

export type AuditEntriesTable = {
  app_id: string;
  sequence: number;
  at_ms: number;
  actor: string;
  action: string;
  subject: string;
  /** JSON with sorted keys, as it was hashed. */
  detail: string;
  previous_hash: Uint8Array;
  hash: Uint8Array;
};

/** `config` is JSON, checked when it was written and again when it is read. */
export type AppsTable = { app_id: string; config: string; created_at_ms: number; updated_at_ms: number; removed_at_ms: number | null };
export type ChainsTable = { chain_id: number; config: string; updated_at_ms: number };
export type TokenKeysTable = { kid: string; salt: Uint8Array; created_at_ms: number; previous_until_ms: number };
/** Counts changes, so that a server learns with one short question whether what it remembers still stands. */
export type RevisionsTable = { name: string; revision: number };

export type Database = {
  users: UsersTable;
  sessions: SessionsTable;
  revoked_session_keys: RevokedSessionKeysTable;
  proofs: ProofsTable;
  wallets: WalletsTable;
  wraps: WrapsTable;
  accounts: AccountsTable;
  signatures: SignaturesTable;
  transactions: TransactionsTable;
  nonce_reservations: NonceReservationsTable;
  idempotency: IdempotencyTable;
  relays: RelaysTable;
  settings: SettingsTable;
  webhook_endpoints: WebhookEndpointsTable;
  webhook_deliveries: WebhookDeliveriesTable;
  audit_heads: AuditHeadsTable;
  audit_entries: AuditEntriesTable;
  apps: AppsTable;
  chains: ChainsTable;
  token_keys: TokenKeysTable;
  revisions: RevisionsTable;
};
