import { type Dialect, PostgresDialect } from 'kysely';
import pg from 'pg';
import { createStatementNames } from './statement-names.ts';

/** `int8` (https://www.postgresql.org/docs/current/datatype-numeric.html): everything kept in one is a time or a count below 2^53. */
const INT8_OID = 20;
const CONNECT_TIMEOUT_MS = 5_000;
/** No statement of the store is long; one that hangs is given up, so that its caller hears of it. */
const STATEMENT_TIMEOUT_MS = 10_000;

/** `feature_not_supported` (https://www.postgresql.org/docs/current/errcodes-appendix.html): so fails what was prepared for a table that has more columns by now. */
export const STALE_STATEMENT = '0A000';

/** PostgreSQL's `text` holds no U+0000. What comes with one is of a stranger, and matches nothing. */
const withoutNul = (value: unknown) => (typeof value === 'string' ? value.replaceAll('\0', '\ufffd') : value);

/**
 * Kysely over PostgreSQL. A transaction is SERIALIZABLE unless it says otherwise and why, and a commit that returned is on disk
 * (`synchronous_commit=on`), so that what holds in SQLite, where one writes at a time, holds with many servers too.
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
  const names = createStatementNames();
  // A connection that breaks while it is idle is taken out of the pool; the next query opens another.
  pool.on('error', () => {});
  return new PostgresDialect({
    pool: {
      options: pool.options,
      end: () => pool.end(),
      async connect() {
        const client = await pool.connect();
        return {
          query: (async (text: string, parameters: readonly unknown[]) => {
            // Without parameters it goes by the simple protocol, which prepares nothing: where a transaction begins and ends.
            if (parameters.length === 0) return client.query(text);
            const name = names.of(text);
            try {
              return await client.query({ name, text, values: parameters.map(withoutNul) } as pg.QueryConfig);
            } catch (error) {
              if ((error as { readonly code?: unknown }).code === STALE_STATEMENT) names.renew(name);
              throw error;
            }
          }) as never,
          release: () => client.release(),
        };
      },
    } as never,
  });
}
