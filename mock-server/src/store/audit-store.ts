import { type Kysely, type Selectable, sql, type Transaction } from 'kysely';
import { AUDIT_GENESIS, type AuditEntry, type AuditEvent, canonicalDetail, hashAuditEntry } from './audit-entry.ts';
import type { Claims } from './claims.ts';
import { inBatches } from './in-batches.ts';
import type { AuditEntriesTable, Database } from './schema.ts';
import type { Store } from './store.ts';

/** How many entries one commit takes: nine parameters each. */
const BATCH_LIMIT = 50;

/** @param events of one app. */
async function appendAllIn(trx: Transaction<Database>, appId: string, events: readonly AuditEvent[]): Promise<readonly AuditEntry[]> {
  // Counting up holds the row until the end of the transaction: whoever comes second sees the first one's hash.
  const head = await trx
    .insertInto('audit_heads')
    .values({ app_id: appId, sequence: events.length, hash: AUDIT_GENESIS })
    .onConflict((conflict) => conflict.column('app_id').doUpdateSet((update) => ({ sequence: update('audit_heads.sequence', '+', events.length) })))
    .returning(['sequence', 'hash'])
    .executeTakeFirstOrThrow();
  const entries: AuditEntry[] = [];
  let previousHash: Uint8Array = new Uint8Array(head.hash);
  for (const [index, event] of events.entries()) {
    const entry = { ...event, sequence: head.sequence - events.length + 1 + index, previousHash };
    const hash = hashAuditEntry(entry);
    entries.push({ ...entry, hash });
    previousHash = hash;
  }
  await trx
    .insertInto('audit_entries')
    .values(
      entries.map((entry) => ({
        app_id: appId,
        sequence: entry.sequence,
        at_ms: entry.atMs,
        actor: entry.actor,
        action: entry.action,
        subject: entry.subject,
        detail: canonicalDetail(entry.detail),
        previous_hash: entry.previousHash,
        hash: entry.hash,
      })),
    )
    .execute();
  await trx.updateTable('audit_heads').set({ hash: previousHash }).where('app_id', '=', appId).execute();
  return entries;
}

/** Appends within the transaction that does what the entry tells of: neither is there without the other. */
export async function appendAuditIn(trx: Transaction<Database>, event: AuditEvent): Promise<AuditEntry> {
  const [entry] = await appendAllIn(trx, event.appId, [event]);
  return entry as AuditEntry;
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
export function auditStore(
  db: Kysely<Database>,
  { claim }: Claims,
  kind: 'sqlite' | 'postgres',
): Pick<Store, 'appendAudit' | 'listAudit' | 'listOperatorAudit' | 'auditHead' | 'listAuditedApps'> {
  // Not serializable: everybody writes to one row here, and shall wait for its lock instead of failing and coming again.
  const appendAll = (events: readonly AuditEvent[], appId: string) => claim((trx) => appendAllIn(trx, appId, events));

  return {
    // SQLite has one commit for all that is written at once. On PostgreSQL each would hold the row until the disk has it.
    appendAudit: kind === 'sqlite' ? (event) => claim((trx) => appendAuditIn(trx, event)) : inBatches(({ appId }) => appId, appendAll, BATCH_LIMIT),

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
