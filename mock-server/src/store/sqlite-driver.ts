import { type CompiledQuery, type DatabaseConnection, type Driver, type QueryResult, SelectQueryNode, type SqliteDatabase } from 'kysely';
import { CommitGroup, type GroupedDatabase, type Member } from './commit-group.ts';

function run<R>(database: SqliteDatabase, { sql, parameters }: CompiledQuery): QueryResult<R> {
  const statement = database.prepare(sql);
  if (statement.reader) return { rows: statement.all(parameters) as R[] };
  const { changes, lastInsertRowid } = statement.run(parameters);
  return { rows: [], numAffectedRows: BigInt(changes), insertId: BigInt(lastInsertRowid) };
}

/** One caller's way to the connection that all share. */
class GroupedConnection implements DatabaseConnection {
  readonly #database: SqliteDatabase;
  readonly group: CommitGroup;
  member: Member | null = null;

  constructor(database: SqliteDatabase, group: CommitGroup) {
    this.#database = database;
    this.group = group;
  }

  async executeQuery<R>(query: CompiledQuery): Promise<QueryResult<R>> {
    const statement = () => run<R>(this.#database, query);
    return this.member === null ? this.group.alone(statement, SelectQueryNode.is(query.query)) : this.group.within(this.member, statement);
  }

  // biome-ignore lint/correctness/useYield: it is Kysely's interface, and nothing here reads row by row.
  async *streamQuery<R>(): AsyncIterableIterator<QueryResult<R>> {
    throw new TypeError('sqlite: rows cannot be streamed past a group that is not on disk');
  }
}

/** Kysely's driver for SQLite with one commit for all who come in one turn of the event loop (see `CommitGroup`). */
export class GroupedSqliteDriver implements Driver {
  readonly #database: SqliteDatabase;
  readonly #group: CommitGroup;

  constructor(database: SqliteDatabase & GroupedDatabase) {
    this.#database = database;
    this.#group = new CommitGroup(database);
  }

  async init(): Promise<void> {}

  async acquireConnection(): Promise<GroupedConnection> {
    return new GroupedConnection(this.#database, this.#group);
  }

  async beginTransaction(connection: GroupedConnection): Promise<void> {
    connection.member = await this.#group.begin();
  }

  async commitTransaction({ member }: GroupedConnection): Promise<void> {
    if (member !== null) await this.#group.commit(member);
  }

  async rollbackTransaction({ member }: GroupedConnection): Promise<void> {
    if (member !== null) await this.#group.rollback(member);
  }

  async releaseConnection(): Promise<void> {}

  async destroy(): Promise<void> {
    await this.#group.close();
    this.#database.close();
  }
}
