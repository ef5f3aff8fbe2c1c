import { DatabaseSync, type SQLInputValue, type StatementSync } from 'node:sqlite';
import { type Dialect, SqliteAdapter, SqliteDialect } from 'kysely';

/** Statements kept prepared. The server has some dozens; the bound only guards against text built in a loop. */
const PREPARED_STATEMENT_LIMIT = 256;

function toInput(value: unknown): SQLInputValue {
  if (value === null || typeof value === 'string' || typeof value === 'number' || typeof value === 'bigint') return value;
  if (value instanceof Uint8Array) return value;
  throw new TypeError(`sqlite: a parameter of type ${typeof value} cannot be stored`);
}

/**
 * SQLite rolls changes of tables back like any other (https://sqlite.org/lang_transaction.html). Kysely takes it for a
 * database that does not, and would then leave half a migration behind when the power goes.
 */
class TransactionalDdlAdapter extends SqliteAdapter {
  override get supportsTransactionalDdl(): boolean {
    return true;
  }
}

class NodeSqliteDialect extends SqliteDialect {
  override createAdapter(): SqliteAdapter {
    return new TransactionalDdlAdapter();
  }
}

/**
 * Kysely over Node's own SQLite. Write-ahead log with `synchronous=FULL`: a commit that returned has been fsynced and
 * survives a power cut (https://sqlite.org/pragma.html#pragma_synchronous).
 *
 * @param path file name, or `:memory:`.
 */
export function nodeSqliteDialect(path: string): Dialect {
  const database = new DatabaseSync(path);
  database.exec('PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA foreign_keys = ON; PRAGMA busy_timeout = 5000; PRAGMA secure_delete = ON');
  const prepared = new Map<string, StatementSync>();

  function prepare(sql: string): StatementSync {
    const known = prepared.get(sql);
    if (known !== undefined) return known;
    const statement = database.prepare(sql);
    const [oldest] = prepared.keys();
    if (prepared.size >= PREPARED_STATEMENT_LIMIT && oldest !== undefined) prepared.delete(oldest);
    prepared.set(sql, statement);
    return statement;
  }

  return new NodeSqliteDialect({
    database: {
      close: () => {
        prepared.clear();
        database.close();
      },
      prepare: (sql) => {
        const statement = prepare(sql);
        return {
          reader: statement.columns().length > 0,
          all: (parameters) => statement.all(...parameters.map(toInput)),
          run: (parameters) => statement.run(...parameters.map(toInput)),
          iterate: (parameters) => statement.iterate(...parameters.map(toInput)),
        };
      },
    },
  });
}
