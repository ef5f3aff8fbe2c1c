import type { Kysely, Selectable } from 'kysely';
import type { Database, SessionsTable, UsersTable } from './schema.ts';
import type { SessionRow, Store, UserRow } from './store.ts';

type SessionStore = Pick<
  Store,
  | 'upsertUser'
  | 'findUser'
  | 'createSession'
  | 'findSessionByThumbprint'
  | 'findSession'
  | 'rotateSession'
  | 'renewCertificate'
  | 'listSessions'
  | 'deleteSession'
  | 'listRevokedSessionKeys'
  | 'rememberProof'
>;

function toUser(row: Selectable<UsersTable>): UserRow {
  return {
    userId: row.user_id,
    appId: row.app_id,
    issuer: row.issuer,
    subjectHash: new Uint8Array(row.subject_hash),
    providerId: row.provider_id,
    name: row.name,
    email: row.email,
  };
}

function toSession(row: Selectable<SessionsTable>): SessionRow {
  return {
    sessionId: row.session_id,
    userId: row.user_id,
    appId: row.app_id,
    thumbprint: row.thumbprint,
    deviceLabel: row.device_label,
    certificate: new Uint8Array(row.certificate),
    certificateExpiresAtSeconds: row.certificate_expires_at_seconds,
    refreshHash: new Uint8Array(row.refresh_hash),
    createdAtMs: row.created_at_ms,
    lastSeenAtMs: row.last_seen_at_ms,
    expiresAtMs: row.expires_at_ms,
  };
}

/** The revocation stands before the enclave hears of it, so that no crash in between loses it. */
async function endSession(trx: Kysely<Database>, sessionId: string): Promise<void> {
  const ended = await trx
    .deleteFrom('sessions')
    .where('session_id', '=', sessionId)
    .returning(['thumbprint', 'certificate_expires_at_seconds'])
    .executeTakeFirst();
  if (ended === undefined) return;
  const revocation = { thumbprint: ended.thumbprint, expires_at_ms: ended.certificate_expires_at_seconds * 1000 };
  await trx
    .insertInto('revoked_session_keys')
    .values(revocation)
    .onConflict((conflict) => conflict.column('thumbprint').doUpdateSet(revocation))
    .execute();
}

/** Users, their sessions, and the DPoP proofs already seen. */
export function sessionStore(db: Kysely<Database>): SessionStore {
  return {
    async upsertUser(user) {
      const profile = { provider_id: user.providerId, name: user.name, email: user.email };
      const row = await db
        .insertInto('users')
        .values({ user_id: user.newUserId, app_id: user.appId, issuer: user.issuer, subject_hash: user.subjectHash, ...profile })
        .onConflict((conflict) => conflict.columns(['app_id', 'issuer', 'subject_hash']).doUpdateSet(profile))
        .returningAll()
        .executeTakeFirstOrThrow();
      return toUser(row);
    },

    async findUser(userId) {
      const row = await db.selectFrom('users').selectAll().where('user_id', '=', userId).executeTakeFirst();
      return row === undefined ? null : toUser(row);
    },

    async createSession(session) {
      const row = {
        session_id: session.sessionId,
        user_id: session.userId,
        app_id: session.appId,
        thumbprint: session.thumbprint,
        device_label: session.deviceLabel,
        certificate: session.certificate,
        certificate_expires_at_seconds: session.certificateExpiresAtSeconds,
        refresh_hash: session.refreshHash,
        created_at_ms: session.createdAtMs,
        last_seen_at_ms: session.lastSeenAtMs,
        expires_at_ms: session.expiresAtMs,
      };
      await db
        .insertInto('sessions')
        .values(row)
        .onConflict((conflict) => conflict.column('thumbprint').doUpdateSet(row))
        .execute();
    },

    async findSession(sessionId) {
      const row = await db.selectFrom('sessions').selectAll().where('session_id', '=', sessionId).executeTakeFirst();
      return row === undefined ? null : toSession(row);
    },

    async findSessionByThumbprint(thumbprint) {
      const row = await db.selectFrom('sessions').selectAll().where('thumbprint', '=', thumbprint).executeTakeFirst();
      return row === undefined ? null : toSession(row);
    },

    async rotateSession(sessionId, expected, next, { nowMs, overlapMs }) {
      return db.transaction().execute(async (trx) => {
        const swapped = await trx
          .updateTable('sessions')
          .set({ refresh_hash: next, last_seen_at_ms: nowMs })
          .where('session_id', '=', sessionId)
          .where('refresh_hash', '=', expected)
          .executeTakeFirst();
        if (swapped.numUpdatedRows === 1n) return 'rotated';
        const repeated = await trx
          .selectFrom('sessions')
          .select('session_id')
          .where('session_id', '=', sessionId)
          .where('refresh_hash', '=', next)
          .where('last_seen_at_ms', '>=', nowMs - overlapMs)
          .executeTakeFirst();
        if (repeated !== undefined) return 'repeated';
        // Someone holds a token of this family that was spent already: nobody keeps the family (RFC 9700 §4.14.2).
        await endSession(trx, sessionId);
        return 'reused';
      });
    },

    async renewCertificate(sessionId, certificate, expiresAtSeconds) {
      await db.updateTable('sessions').set({ certificate, certificate_expires_at_seconds: expiresAtSeconds }).where('session_id', '=', sessionId).execute();
    },

    async listSessions(userId) {
      const rows = await db.selectFrom('sessions').selectAll().where('user_id', '=', userId).orderBy('created_at_ms', 'desc').execute();
      return rows.map(toSession);
    },

    async deleteSession(sessionId) {
      await db.transaction().execute((trx) => endSession(trx, sessionId));
    },

    async listRevokedSessionKeys(nowMs) {
      const rows = await db.selectFrom('revoked_session_keys').selectAll().where('expires_at_ms', '>', nowMs).execute();
      return rows.map(({ thumbprint, expires_at_ms }) => ({ thumbprint, untilSeconds: Math.ceil(expires_at_ms / 1000) }));
    },

    async rememberProof(key, expiresAtMs) {
      const inserted = await db
        .insertInto('proofs')
        .values({ proof_key: key, expires_at_ms: expiresAtMs })
        .onConflict((conflict) => conflict.column('proof_key').doNothing())
        .executeTakeFirst();
      return inserted.numInsertedOrUpdatedRows === 1n;
    },
  };
}
