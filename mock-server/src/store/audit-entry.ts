import { createHash } from 'node:crypto';

/** What was done, by whom, to what. `detail` is a flat object of names and hashes: never a secret, never a token. */
export type AuditEvent = {
  readonly appId: string;
  readonly atMs: number;
  /** A user or session id, or `operator`. */
  readonly actor: string;
  /** e.g. `wallet.created`. */
  readonly action: string;
  /** What it was done to, e.g. a wallet id. */
  readonly subject: string;
  readonly detail: Readonly<Record<string, string | number | boolean | null>>;
};

export type AuditEntry = AuditEvent & { readonly sequence: number; readonly previousHash: Uint8Array; readonly hash: Uint8Array };

/** What the first entry of a chain follows. */
export const AUDIT_GENESIS: Uint8Array = new Uint8Array(32);

const DOMAIN = 'alcove/audit/v1';

/** Keys in the order of their code units, so that one content has one text. */
export function canonicalDetail(detail: AuditEvent['detail']): string {
  return JSON.stringify(Object.fromEntries(Object.entries(detail).sort(([left], [right]) => (left < right ? -1 : 1))));
}

/**
 * SHA-256 over the text of the list [domain, hash before in hex, sequence, app, time, actor, action, subject, detail] as JSON.
 * A list has one order and its texts are quoted, so no two entries have the same text.
 */
export function hashAuditEntry(entry: AuditEvent & { readonly sequence: number; readonly previousHash: Uint8Array }): Uint8Array {
  const { previousHash, sequence, appId, atMs, actor, action, subject, detail } = entry;
  const list = [DOMAIN, Buffer.from(previousHash).toString('hex'), sequence, appId, atMs, actor, action, subject, canonicalDetail(detail)];
  return new Uint8Array(createHash('sha256').update(JSON.stringify(list)).digest());
}
