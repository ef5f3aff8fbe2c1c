import { DatabaseSync, type SQLInputValue, type StatementSync } from 'node:sqlite';
import { type Dialect, SqliteAdapter, type SqliteDatabase, SqliteDialect, SqliteIntrospector, SqliteQueryCompiler } from 'kysely';
import type { GroupedDatabase } from './commit-group.ts';
import { GroupedSqliteDriver } from './sqlite-driver.ts';

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

/** Many at once: who waits for whom is the driver's to say, not Kysely's. */
class GroupedAdapter extends TransactionalDdlAdapter {
  override get supportsMultipleConnections(): boolean {
    return true;
  }
}

/**
 * Node's own SQLite as Kysely takes it. Write-ahead log with `synchronous=FULL`: a commit that returned has been fsynced and
 * survives a power cut (https://sqlite.org/pragma.html#pragma_synchronous).
 */
function openDatabase(path: string): SqliteDatabase & GroupedDatabase {
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

  return {
    get isTransaction() {
      return database.isTransaction;
    },
    exec: (sql) => void prepare(sql).run(),
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
  };
}

/**
 * Kysely over one SQLite file, each transaction committed by itself: for who works alone, as the operators' commands do.
 *
 * @param path file name, or `:memory:`.
 */
export function nodeSqliteDialect(path: string): Dialect {
  return new NodeSqliteDialect({ database: openDatabase(path) });
}

/**
 * Kysely over one SQLite file for a server whose callers come together: those of one turn share one commit (see `CommitGroup`).
 *
 * @param path file name, or `:memory:`.
 */
export function groupedSqliteDialect(path: string): Dialect {
  const database = openDatabase(path);
  return {
    createAdapter: () => new GroupedAdapter(),
    createDriver: () => new GroupedSqliteDriver(database),
    createQueryCompiler: () => new SqliteQueryCompiler(),
    createIntrospector: (db) => new SqliteIntrospector(db),
  };
}
