import { type Dialect, PostgresDialect } from 'kysely';
import pg from 'pg';

/** `int8` (https://www.postgresql.org/docs/current/datatype-numeric.html): everything kept in one is a time or a count below 2^53. */
const INT8_OID = 20;
const CONNECT_TIMEOUT_MS = 5_000;
/** No statement of the store is long; one that hangs is given up, so that its caller hears of it. */
const STATEMENT_TIMEOUT_MS = 10_000;

/** PostgreSQL's `text` holds no U+0000. What comes with one is of a stranger, and matches nothing. */
const withoutNul = (value: unknown) => (typeof value === 'string' ? value.replaceAll('\0', '\ufffd') : value);

/**
 * Kysely over PostgreSQL. Every transaction is SERIALIZABLE and a commit that returned is on disk (`synchronous_commit=on`),
 * so that what holds in SQLite, where one writes at a time, holds with many servers too.
 *
 * @param url `postgres://user:password@host:port/database`, as libpq reads it.
 * @param maxConnections of this process.
 * @param statementTimeoutMs default 10000 (10 seconds).
 */
export function postgresDialect(url: string, maxConnections = 10, statementTimeoutMs = STATEMENT_TIMEOUT_MS): Dialect {
  const pool = new pg.Pool({
    connectionString: url,
    max: maxConnections,
    connectionTimeoutMillis: CONNECT_TIMEOUT_MS,
    statement_timeout: statementTimeoutMs,
    application_name: 'alcove',
    options: '-c default_transaction_isolation=serializable -c synchronous_commit=on',
    types: { getTypeParser: (oid: number, format?: 'text' | 'binary') => (oid === INT8_OID ? Number : pg.types.getTypeParser(oid, format as 'text')) },
  });
  // A connection that breaks while it is idle is taken out of the pool; the next query opens another.
  pool.on('error', () => {});
  return new PostgresDialect({
    pool: {
      options: pool.options,
      end: () => pool.end(),
      async connect() {
        const client = await pool.connect();
        return {
          query: ((sql: string, parameters: readonly unknown[]) => client.query(sql, parameters.map(withoutNul))) as never,
          release: () => client.release(),
        };
      },
    } as never,
  });
}
