import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { fileURLToPath } from 'node:url';
import { Kysely, sql } from 'kysely';
import { missingPostgres, type Postgres, startPostgres } from '../../../test/support/postgres.ts';
import { readLines } from '../operator/store-command.ts';
import { exportedTables, exportStore, importStore } from './copy-store.ts';
import { migrateToLatest } from './migrations/migrate.ts';
import { postgresDialect } from './postgres-dialect.ts';
import type { Database } from './schema.ts';
import { nodeSqliteDialect } from './sqlite-dialect.ts';

const program = fileURLToPath(new URL('../../bin/alcove.mjs', import.meta.url));
/** More than one page of any table. */
const ROWS = 510;

type Column = { readonly name: string; readonly dataType: string; readonly isNullable: boolean };

/** One value for a column, different for each row; sometimes null where that may be, sometimes what an encoding would trip over. */
function valueFor({ name, dataType, isNullable }: Column, row: number): unknown {
  if (isNullable && row % 3 === 0) return null;
  if (/bytea|blob/i.test(dataType)) return new Uint8Array(randomBytes(1 + (row % 40)));
  if (/int/i.test(dataType)) return /_ms$/.test(name) ? 1_800_000_000_000 + row : row;
  return row % 7 === 0 ? `{"b":"AAAA"} 漢字 한글 ' " \\ \u{1f512} ${row}` : `${name}-${row}`;
}

/** Rows of every table, of every kind. Sessions and wallets belong to users that are there. */
async function fill(db: Kysely<Database>): Promise<void> {
  const tables = await db.introspection.getTables();
  for (const { table, key } of exportedTables) {
    // SQLite lets a key of text be null; nobody writes one.
    const columns = (tables.find(({ name }) => name === table)?.columns ?? []).map(({ name, dataType, isNullable }) => ({
      name,
      dataType,
      isNullable: isNullable && !key.includes(name),
    }));
    const rows = Array.from({ length: ROWS }, (_, row) =>
      Object.fromEntries(columns.map((column) => [column.name, column.name === 'user_id' ? `user-${row}` : valueFor(column, row)])),
    );
    for (let at = 0; at < ROWS; at += 100)
      await db
        .insertInto(table)
        .values(rows.slice(at, at + 100) as never)
        .execute();
  }
}

async function dump(db: Kysely<Database>): Promise<readonly string[]> {
  const lines: string[] = [];
  for await (const line of exportStore(db)) lines.push(JSON.stringify(line));
  return lines.sort();
}

describe('a store moved to another', { skip: missingPostgres() }, () => {
  let postgres: Postgres;
  let folder: string;
  before(async () => {
    postgres = await startPostgres();
    folder = await mkdtemp(join(tmpdir(), 'alcove-copy-'));
  });
  after(async () => {
    await postgres.stop();
    await rm(folder, { recursive: true });
  });

  function alcove(args: readonly string[], databaseUrl?: string): Promise<{ code: number; stdout: string; stderr: string }> {
    const env = { PATH: process.env.PATH, ...(databaseUrl === undefined ? {} : { DATABASE_URL: databaseUrl }) };
    return new Promise((resolve) =>
      execFile(process.execPath, [program, ...args], { env }, (error, stdout, stderr) =>
        resolve({ code: error === null ? 0 : Number(error.code), stdout, stderr }),
      ),
    );
  }
  const sqlite = (name: string) => new Kysely<Database>({ dialect: nodeSqliteDialect(join(folder, name, 'wallet.sqlite')) });

  it('behavior: every table is exported', async () => {
    const db = new Kysely<Database>({ dialect: nodeSqliteDialect(':memory:') });
    await migrateToLatest(db);
    const tables = (await db.introspection.getTables()).map(({ name }) => name);
    assert.deepEqual(tables.sort(), exportedTables.map(({ table }) => String(table)).sort());
    await db.destroy();
  });

  it('behavior: from SQLite to PostgreSQL and back to SQLite, nothing is lost', async () => {
    assert.match((await alcove(['migrate', '--data-dir', join(folder, 'one')])).stdout, /^applied 0001-initial\n/);
    const one = sqlite('one');
    await fill(one);
    const { url } = await postgres.newDatabase();
    const files = [join(folder, 'one.jsonl'), join(folder, 'two.jsonl')] as const;
    assert.equal((await alcove(['export', files[0], '--data-dir', join(folder, 'one')])).code, 0);
    const imported = await alcove(['import', files[0]], url);
    assert.equal(imported.code, 0, imported.stderr);
    assert.match(imported.stdout, new RegExp(`${ROWS * exportedTables.length} rows imported`));
    assert.equal((await alcove(['export', files[1]], url)).code, 0);
    assert.equal((await alcove(['import', files[1], '--data-dir', join(folder, 'three')])).code, 0);
    const three = sqlite('three');
    const moved = new Kysely<Database>({ dialect: postgresDialect(url) });
    const before = await dump(one);
    assert.deepEqual(await dump(moved), before);
    assert.deepEqual(await dump(three), before);
    await Promise.all([one.destroy(), three.destroy(), moved.destroy()]);
  });

  it('error: a target that holds anything, a file that is cut, altered, or of another release; each leaves nothing', async () => {
    const file = join(folder, 'one.jsonl');
    assert.match((await alcove(['import', file, '--data-dir', join(folder, 'one')])).stderr, /is not empty \(users\)\. Nothing was changed/);
    const lines = (await readFile(file, 'utf8')).split('\n');
    const { url } = await postgres.newDatabase();
    const bad: readonly (readonly [string, RegExp])[] = [
      [lines.slice(0, 1_800).join('\n'), /cut short/],
      [`${lines.slice(0, 1_800).join('\n')}\n{"table":"wal`, /cut short or damaged/],
      [lines.map((line) => line.replace('issuer-1"', 'issuer-2"')).join('\n'), /users did not arrive as it left/],
      [lines.filter((_, at) => at !== 5).join('\n'), /users did not arrive as it left \(509 of 510 rows\)/],
      [lines.join('\n').replace('"0001-initial",', ''), /another release/],
      ['{"a":1}', /not an export/],
      ['', /cut short/],
    ];
    await alcove(['migrate'], url);
    const db = new Kysely<Database>({ dialect: postgresDialect(url) });
    for (const [text, said] of bad) {
      await writeFile(join(folder, 'bad.jsonl'), text);
      await assert.rejects(
        db.transaction().execute((trx) => importStore(trx, readLines(join(folder, 'bad.jsonl')))),
        said,
      );
    }
    for (const { table } of exportedTables) assert.equal((await sql`select 1 from ${sql.table(table)} limit 1`.execute(db)).rows.length, 0, table);
    await db.destroy();
    assert.equal((await alcove(['import', file], url)).code, 0);
  });

  it('error: a store of a later release is left alone by every command', async () => {
    const { url } = await postgres.newDatabase();
    await alcove(['migrate'], url);
    const db = new Kysely<Database>({ dialect: postgresDialect(url) });
    await sql`insert into kysely_migration (name, timestamp) values ('9999-later', '')`.execute(db);
    for (const command of [['migrate'], ['apps', 'list']]) assert.match((await alcove(command, url)).stderr, /later release \(9999-later\)/);
    await db.destroy();
  });

  it('behavior: two that migrate at once: one does, the other waits and finds it done', async () => {
    const { url } = await postgres.newDatabase();
    const outcomes = await Promise.all([alcove(['migrate'], url), alcove(['migrate'], url)]);
    assert.deepEqual(
      outcomes.map(({ code }) => code),
      [0, 0],
    );
    assert.equal(outcomes.filter(({ stdout }) => stdout === 'up to date\n').length, 1);
  });

  it('error: a file that is there is not written over', async () => {
    await writeFile(join(folder, 'taken.jsonl.part'), '');
    assert.equal((await alcove(['export', join(folder, 'taken.jsonl'), '--data-dir', join(folder, 'one')])).code === 0, false);
    assert.ok(!existsSync(join(folder, 'taken.jsonl')));
  });
});
