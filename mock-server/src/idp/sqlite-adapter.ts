import { createHash } from 'node:crypto';
import { DatabaseSync, type SQLInputValue } from 'node:sqlite';
import type { Adapter, AdapterFactory, AdapterPayload } from 'oidc-provider';
import type { Clock } from '../deps.ts';

export type IssuerStorage = { readonly adapter: AdapterFactory; close(): void };

/** What ends with its grant. An interaction names a grant too, but must outlive it: it is how the next account signs in. */
const grantedModels: ReadonlySet<string> = new Set(['AccessToken', 'AuthorizationCode', 'RefreshToken']);

/** The ones that expire first go first. Bounds what a flood of logins can keep. */
const maxRows = 20_000;

/**
 * Where the issuer keeps sessions, grants and codes. Tokens and codes are kept by their digest, so that the file gives
 * none away; a session's id is in it, so the file is as secret as the demo accounts' sessions.
 *
 * @param path of the SQLite file, or `:memory:`.
 */
export function openIssuerStorage(path: string, clock: Clock): IssuerStorage {
  const database = new DatabaseSync(path);
  database.exec(`
    PRAGMA journal_mode = WAL;
    PRAGMA synchronous = NORMAL;
    CREATE TABLE IF NOT EXISTS artefact (
      model TEXT NOT NULL, id TEXT NOT NULL, payload TEXT NOT NULL, grant_id TEXT, uid TEXT, expires_at_ms INTEGER NOT NULL,
      PRIMARY KEY (model, id)
    ) WITHOUT ROWID;
    CREATE INDEX IF NOT EXISTS artefact_grant ON artefact (grant_id) WHERE grant_id IS NOT NULL;
    CREATE INDEX IF NOT EXISTS artefact_uid ON artefact (model, uid) WHERE uid IS NOT NULL;
    CREATE INDEX IF NOT EXISTS artefact_expiry ON artefact (expires_at_ms);
  `);
  const upsert = database.prepare('INSERT OR REPLACE INTO artefact (model, id, payload, grant_id, uid, expires_at_ms) VALUES (?, ?, ?, ?, ?, ?)');
  const byId = database.prepare('SELECT payload FROM artefact WHERE model = ? AND id = ? AND expires_at_ms > ?');
  const byUid = database.prepare('SELECT payload FROM artefact WHERE model = ? AND uid = ? AND expires_at_ms > ?');
  const remove = database.prepare('DELETE FROM artefact WHERE model = ? AND id = ?');
  const removeGrant = database.prepare('DELETE FROM artefact WHERE grant_id = ?');
  const removeExpired = database.prepare('DELETE FROM artefact WHERE expires_at_ms <= ?');
  const removeOldest = database.prepare(
    'DELETE FROM artefact WHERE (model, id) IN (SELECT model, id FROM artefact ORDER BY expires_at_ms LIMIT max(0, (SELECT count(*) FROM artefact) - ?))',
  );
  let writes = 0;

  function read(row: unknown): AdapterPayload | undefined {
    return row === undefined ? undefined : (JSON.parse((row as { readonly payload: string }).payload) as AdapterPayload);
  }

  function sweep(): void {
    writes += 1;
    if (writes % 500 !== 1) return;
    removeExpired.run(clock.nowMs());
    removeOldest.run(maxRows);
  }

  /** What bears a right is looked up by whoever has it, and stands nowhere: the payload's `jti` is the token itself. */
  const keyOf = (model: string, id: string): string => (grantedModels.has(model) ? createHash('sha256').update(id).digest('base64url') : id);
  const withoutToken = (model: string, payload: AdapterPayload): AdapterPayload => (grantedModels.has(model) ? { ...payload, jti: '' } : payload);
  const withToken = (model: string, id: string, payload: AdapterPayload | undefined): AdapterPayload | undefined =>
    payload !== undefined && grantedModels.has(model) ? { ...payload, jti: id } : payload;

  const adapter = (model: string): Adapter => ({
    async upsert(id, payload, expiresInSeconds) {
      sweep();
      const expiresAtMs = expiresInSeconds === undefined ? Number.MAX_SAFE_INTEGER : clock.nowMs() + expiresInSeconds * 1_000;
      const grantId = grantedModels.has(model) ? (payload.grantId ?? null) : null;
      const values: SQLInputValue[] = [
        model,
        keyOf(model, id),
        JSON.stringify(withoutToken(model, payload)),
        grantId,
        payload.uid ?? null,
        Math.floor(expiresAtMs),
      ];
      upsert.run(...values);
    },
    async find(id) {
      return withToken(model, id, read(byId.get(model, keyOf(model, id), clock.nowMs())));
    },
    async findByUid(uid) {
      return read(byUid.get(model, uid, clock.nowMs()));
    },
    // The device flow is off, so nothing has a user code.
    async findByUserCode() {
      return undefined;
    },
    async consume(id) {
      const payload = read(byId.get(model, keyOf(model, id), clock.nowMs()));
      if (payload === undefined) return;
      const consumed = JSON.stringify({ ...payload, consumed: Math.floor(clock.nowMs() / 1_000) });
      database.prepare('UPDATE artefact SET payload = ? WHERE model = ? AND id = ?').run(consumed, model, keyOf(model, id));
    },
    async destroy(id) {
      remove.run(model, keyOf(model, id));
    },
    async revokeByGrantId(grantId) {
      removeGrant.run(grantId);
    },
  });

  return { adapter, close: () => database.close() };
}
