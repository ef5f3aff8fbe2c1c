import sqlite3InitModule, { type BindingSpec, type Database, type PreparedStatement } from '@sqlite.org/sqlite-wasm';

/*
 * `node:sqlite` over SQLite's own WebAssembly build, in memory: the store's code and its migrations run on it as they are. What is in
 * a database is taken out and put back as bytes of its file.
 */

const sqlite3 = await sqlite3InitModule();

type Value = string | number | bigint | Uint8Array | null;
export type SQLInputValue = Value;
type Row = Record<string, Value>;

export class StatementSync {
  readonly #statement: PreparedStatement;
  readonly #database: Database;

  constructor(database: Database, sql: string) {
    this.#database = database;
    this.#statement = database.prepare(sql);
  }

  columns(): readonly { readonly name: string }[] {
    return this.#statement.columnCount === 0 ? [] : this.#statement.getColumnNames().map((name) => ({ name }));
  }

  all(...parameters: readonly Value[]): Row[] {
    return [...this.iterate(...parameters)];
  }

  /** All rows are read at once: a statement that stands between two rows could not be used again by another request. */
  iterate(...parameters: readonly Value[]): IterableIterator<Row> {
    const rows: Row[] = [];
    this.#bind(parameters);
    try {
      while (this.#statement.step()) rows.push(this.#statement.get({}) as Row);
    } finally {
      this.#statement.reset(true);
    }
    return rows[Symbol.iterator]();
  }

  run(...parameters: readonly Value[]): { readonly changes: number; readonly lastInsertRowid: bigint } {
    this.#bind(parameters);
    try {
      this.#statement.step();
    } finally {
      this.#statement.reset(true);
    }
    return { changes: Number(this.#database.changes()), lastInsertRowid: BigInt(sqlite3.capi.sqlite3_last_insert_rowid(this.#database)) };
  }

  #bind(parameters: readonly Value[]): void {
    this.#statement.reset(true);
    if (parameters.length > 0) this.#statement.bind([...parameters] as BindingSpec);
  }
}

const stored = new Map<string, Uint8Array>();
const opened = new Map<string, Database>();

/** What `new DatabaseSync(path)` will find. */
export function putDatabase(path: string, bytes: Uint8Array): void {
  stored.set(path, bytes);
}

/** The file as it would be on disk now. */
export function takeDatabase(path: string): Uint8Array {
  const database = opened.get(path);
  if (database === undefined) throw new Error(`no database is open at ${path}`);
  return sqlite3.capi.sqlite3_js_db_export(database);
}

export class DatabaseSync {
  readonly #database: Database;

  constructor(path: string) {
    this.#database = new sqlite3.oo1.DB(':memory:');
    const bytes = stored.get(path);
    if (bytes !== undefined) {
      const { capi, wasm } = sqlite3;
      const flags = capi.SQLITE_DESERIALIZE_FREEONCLOSE | capi.SQLITE_DESERIALIZE_RESIZEABLE;
      this.#database.checkRc(capi.sqlite3_deserialize(this.#database, 'main', wasm.allocFromTypedArray(bytes), bytes.length, bytes.length, flags));
    }
    opened.set(path, this.#database);
  }

  get isTransaction(): boolean {
    return sqlite3.capi.sqlite3_get_autocommit(this.#database) === 0;
  }

  exec(sql: string): void {
    this.#database.exec(sql);
  }

  prepare(sql: string): StatementSync {
    return new StatementSync(this.#database, sql);
  }

  close(): void {
    this.#database.close();
  }
}
