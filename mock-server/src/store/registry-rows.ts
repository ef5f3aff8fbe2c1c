import type { AuditEvent } from './audit-entry.ts';

/*
 * Apps, chains and token keys, as operators keep them. What stands in `config` is opaque here: the registry checks it
 * (apps/app-config.ts). Each change is one transaction with its entry in the audit log, and counts the registry's revision up.
 */

export type AppRow = {
  readonly appId: string;
  /** JSON. */
  readonly config: string;
  readonly createdAtMs: number;
  readonly updatedAtMs: number;
  /** It serves nobody any more; its people's wallets stay. */
  readonly removedAtMs: number | null;
};
export type ChainRow = { readonly chainId: number; readonly config: string; readonly updatedAtMs: number };
export type TokenKeyRow = {
  readonly kid: string;
  /** Public by itself: the key is derived from it and the deployment's secret. */
  readonly salt: Uint8Array;
  readonly createdAtMs: number;
  /** Until when the keys before this one still verify. */
  readonly previousUntilMs: number;
};

export type RegistryStore = {
  findApp(appId: string): Promise<AppRow | null>;
  /** By id; removed ones too. */
  listApps(): Promise<readonly AppRow[]>;
  /** @param expected the `config` it was made from, null for an app that is not there. @returns false, and changes nothing, when that no longer stands. */
  saveApp(row: AppRow, expected: string | null, event: AuditEvent): Promise<boolean>;

  listChains(): Promise<readonly ChainRow[]>;
  /** @param expected as for `saveApp`. */
  saveChain(row: ChainRow, expected: string | null, event: AuditEvent): Promise<boolean>;
  /** @returns false when there is none. */
  deleteChain(chainId: number, event: AuditEvent): Promise<boolean>;

  /** Newest first. */
  listTokenKeys(): Promise<readonly TokenKeyRow[]>;
  /** Forgets those that verify nothing any more. */
  addTokenKey(row: TokenKeyRow, event: AuditEvent): Promise<void>;

  /** Grows with each change of the above. */
  registryRevision(): Promise<number>;
};
