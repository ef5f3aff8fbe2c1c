import { type Kysely, type Selectable, sql, type Transaction } from 'kysely';
import { AUDIT_GENESIS, type AuditEntry, type AuditEvent, canonicalDetail, hashAuditEntry } from './audit-entry.ts';
import type { AuditEntriesTable, Database } from './schema.ts';
import type { Store } from './store.ts';

/** Appends within the transaction that does what the entry tells of: neither is there without the other. */
export async function appendAuditIn(trx: Transaction<Database>, event: AuditEvent): Promise<AuditEntry> {
  const { appId } = event;
  await trx
    .insertInto('audit_heads')
    .values({ app_id: appId, sequence: 0, hash: AUDIT_GENESIS })
    .onConflict((conflict) => conflict.column('app_id').doNothing())
    .execute();
  // Counting up holds the row until the end of the transaction: whoever comes second sees the first one's hash.
  const { sequence, hash: previousHash } = await trx
    .updateTable('audit_heads')
    .set((head) => ({ sequence: head('sequence', '+', 1) }))
    .where('app_id', '=', appId)
    .returning(['sequence', 'hash'])
    .executeTakeFirstOrThrow();
  const entry = { ...event, sequence, previousHash: new Uint8Array(previousHash) };
  const hash = hashAuditEntry(entry);
  await trx
    .insertInto('audit_entries')
    .values({
      app_id: appId,
      sequence,
      at_ms: event.atMs,
      actor: event.actor,
      action: event.action,
      subject: event.subject,
      detail: canonicalDetail(event.detail),
      previous_hash: entry.previousHash,
      hash,
    })
    .execute();
  await trx.updateTable('audit_heads').set({ hash }).where('app_id', '=', appId).execute();
  return { ...entry, hash };
}

function toEntry(row: Selectable<AuditEntriesTable>): AuditEntry {
  return {
    appId: row.app_id,
    sequence: row.sequence,
    atMs: row.at_ms,
    actor: row.actor,
    action: row.action,
    subject: row.subject,
    detail: JSON.parse(row.detail) as AuditEntry['detail'],
    previousHash: new Uint8Array(row.previous_hash),
    hash: new Uint8Array(row.hash),
  };
}

/** The audit log: one hash chain per app, which any number of servers append to. */
export function auditStore(db: Kysely<Database>): Pick<Store, 'appendAudit' | 'listAudit' | 'listOperatorAudit' | 'auditHead' | 'listAuditedApps'> {
  return {
    // Not serializable: everybody writes to one row here, and shall wait for its lock instead of failing and coming again.
    appendAudit: (event) =>
      db
        .transaction()
        .setIsolationLevel('read committed')
        .execute((trx) => appendAuditIn(trx, event)),

    async listAudit(appId, afterSequence, limit) {
      const rows = await db
        .selectFrom('audit_entries')
        .selectAll()
        .where('app_id', '=', appId)
        .where('sequence', '>', afterSequence)
        .orderBy('sequence')
        .limit(limit)
        .execute();
      return rows.map(toEntry);
    },

    async listOperatorAudit(skip, limit) {
      const rows = await db
        .selectFrom('audit_entries')
        .selectAll()
        // Word for word the index's own condition (migration 0011).
        .where(sql<boolean>`substr(actor, 1, 8) = 'operator'`)
        .orderBy('at_ms', 'desc')
        .orderBy('app_id')
        .orderBy('sequence', 'desc')
        .offset(skip)
        .limit(limit)
        .execute();
      return rows.map(toEntry);
    },

    async auditHead(appId) {
      const row = await db.selectFrom('audit_heads').select(['sequence', 'hash']).where('app_id', '=', appId).executeTakeFirst();
      return row === undefined ? null : { sequence: row.sequence, hash: new Uint8Array(row.hash) };
    },

    async listAuditedApps() {
      const rows = await db.selectFrom('audit_heads').select('app_id').orderBy('app_id').execute();
      return rows.map((row) => row.app_id);
    },
  };
}
