import { createHash } from 'node:crypto';
import { type Kysely, sql } from 'kysely';
import type { Database } from './schema.ts';

/*
 * A store as lines of JSON, in an order that any store can take: first what the file is, then each table's rows by its key, each
 * table closed by its count and digest, and at last a line that says the file is whole.
 */

export const EXPORT_FORMAT = 'alcove-store/1';
const PAGE_LENGTH = 500;

/** Every table with the columns of its key; those others point at come first. A test holds that none is missing. */
export const exportedTables: readonly { readonly table: keyof Database; readonly key: readonly string[] }[] = [
  { table: 'users', key: ['user_id'] },
  { table: 'sessions', key: ['session_id'] },
  { table: 'revoked_session_keys', key: ['thumbprint'] },
  { table: 'proofs', key: ['proof_key'] },
  { table: 'wallets', key: ['wallet_id'] },
  { table: 'wraps', key: ['wallet_id', 'wrap_id'] },
  { table: 'accounts', key: ['wallet_id', 'account_index'] },
  { table: 'signatures', key: ['wallet_id', 'request_id'] },
  { table: 'transactions', key: ['hash'] },
  { table: 'nonce_reservations', key: ['chain_id', 'address', 'request_id'] },
  { table: 'idempotency', key: ['idempotency_key'] },
  { table: 'relays', key: ['relay_id'] },
  { table: 'settings', key: ['name'] },
  { table: 'webhook_endpoints', key: ['endpoint_id'] },
  { table: 'webhook_deliveries', key: ['delivery_id'] },
  { table: 'audit_heads', key: ['app_id'] },
  { table: 'audit_entries', key: ['app_id', 'sequence'] },
  { table: 'apps', key: ['app_id'] },
  { table: 'chains', key: ['chain_id'] },
  { table: 'token_keys', key: ['kid'] },
  { table: 'revisions', key: ['name'] },
];

export type ExportedRow = Readonly<Record<string, unknown>>;
/** One line of the file. */
export type ExportLine =
  | { readonly format: typeof EXPORT_FORMAT; readonly migrations: readonly string[] }
  | { readonly table: string; readonly row: ExportedRow }
  | { readonly table: string; readonly rows: number; readonly sha256: string }
  | { readonly end: true; readonly rows: number };
export type TableSum = { readonly table: string; readonly rows: number; readonly sha256: string };

/** Bytes become `{ b: base64 }`, so that a text is never taken for them. Columns stand in the order of their names. */
export function encodeRow(row: ExportedRow): ExportedRow {
  const plain = (value: unknown) => (value instanceof Uint8Array ? { b: Buffer.from(value).toString('base64') } : value);
  return Object.fromEntries(
    Object.entries(row)
      .sort(([left], [right]) => (left < right ? -1 : 1))
      .map(([name, value]) => [name, plain(value)]),
  );
}

export function decodeRow(row: ExportedRow): ExportedRow {
  const bytes = (value: unknown) =>
    typeof value === 'object' && value !== null && 'b' in value ? new Uint8Array(Buffer.from(String(value.b), 'base64')) : value;
  return Object.fromEntries(Object.entries(row).map(([name, value]) => [name, bytes(value)]));
}

/** Names of the migrations a store has seen, in order. */
export async function appliedMigrations(db: Kysely<Database>): Promise<readonly string[]> {
  const { rows } = await sql<{ name: string }>`select name from kysely_migration order by name`.execute(db);
  return rows.map(({ name }) => name);
}

/** Rows of a table by its key, a page at a time: the memory it takes does not grow with the table. */
export async function* readTable(db: Kysely<Database>, table: keyof Database, key: readonly string[]): AsyncGenerator<ExportedRow> {
  const order = sql.join(key.map((column) => sql.ref(column)));
  const first = sql`select * from ${sql.table(table)}`;
  let page: readonly ExportedRow[] = (await sql<ExportedRow>`${first} order by ${order} limit ${sql.lit(PAGE_LENGTH)}`.execute(db)).rows;
  for (;;) {
    yield* page;
    const end = page.at(-1);
    if (end === undefined || page.length < PAGE_LENGTH) return;
    const last = sql.join(key.map((column) => end[column]));
    page = (await sql<ExportedRow>`${first} where (${order}) > (${last}) order by ${order} limit ${sql.lit(PAGE_LENGTH)}`.execute(db)).rows;
  }
}

/** Digest of a table that does not depend on the order of its rows, which two databases may sort differently. */
export function createTableSum(table: string): { add(row: ExportedRow): void; sum(): TableSum } {
  const total = new Uint8Array(32);
  let rows = 0;
  return {
    add(row) {
      const digest = createHash('sha256').update(JSON.stringify(row)).digest();
      // Sum of all digests as numbers below 2^256: unlike exclusive or, two equal rows do not cancel one another.
      let carry = 0;
      for (let index = 31; index >= 0; index--) {
        const sum = (total[index] ?? 0) + (digest[index] ?? 0) + carry;
        total[index] = sum & 255;
        carry = sum >> 8;
      }
      rows++;
    },
    sum: () => ({ table, rows, sha256: Buffer.from(total).toString('hex') }),
  };
}

/**
 * Every row of every table as of one moment.
 *
 * @param db within a transaction that sees one moment.
 */
export async function* exportStore(db: Kysely<Database>): AsyncGenerator<ExportLine> {
  yield { format: EXPORT_FORMAT, migrations: await appliedMigrations(db) };
  let total = 0;
  for (const { table, key } of exportedTables) {
    const sum = createTableSum(table);
    for await (const row of readTable(db, table, key)) {
      const encoded = encodeRow(row);
      sum.add(encoded);
      yield { table, row: encoded };
    }
    total += sum.sum().rows;
    yield sum.sum();
  }
  yield { end: true, rows: total };
}

/** Why nothing was taken in. */
export class StoreCopyError extends Error {
  constructor(message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = 'StoreCopyError';
  }
}

const INSERT_LENGTH = 100;

async function refuseWhatIsThere(trx: Kysely<Database>): Promise<void> {
  for (const { table } of exportedTables) {
    const { rows } = await sql`select 1 from ${sql.table(table)} limit 1`.execute(trx);
    if (rows.length > 0) throw new StoreCopyError(`The store to import into is not empty (${table}). Nothing was changed.`);
  }
}

async function insert(trx: Kysely<Database>, table: keyof Database, rows: readonly ExportedRow[]): Promise<void> {
  try {
    await trx
      .insertInto(table)
      .values(rows as never)
      .execute();
  } catch (cause) {
    // What a database says may quote the row.
    const { code = 'unknown' } = cause as { readonly code?: unknown };
    throw new StoreCopyError(`The store refuses rows of ${table} (${String(code)}). Nothing was changed.`, { cause });
  }
}

/** Reads what was written back, and compares it with what the file says. */
async function checkTable(trx: Kysely<Database>, expected: TableSum): Promise<void> {
  const known = exportedTables.find(({ table }) => table === expected.table);
  if (known === undefined) throw new StoreCopyError(`The file names a table that is not known: ${expected.table.slice(0, 40)}.`);
  const sum = createTableSum(expected.table);
  for await (const row of readTable(trx, known.table, known.key)) sum.add(encodeRow(row));
  const { rows, sha256 } = sum.sum();
  if (rows !== expected.rows || sha256 !== expected.sha256)
    throw new StoreCopyError(`${expected.table} did not arrive as it left (${rows} of ${expected.rows} rows).`);
}

/**
 * Takes in what `exportStore` wrote, in one transaction of the caller's: cut off or refused, it leaves nothing.
 *
 * @returns how many rows there were in each table; each was read back and has the file's digest.
 * @throws StoreCopyError for a file of other migrations, one that is cut short or altered, and a store that is not empty.
 */
export async function importStore(trx: Kysely<Database>, lines: AsyncIterable<ExportLine>): Promise<readonly TableSum[]> {
  const sums: TableSum[] = [];
  let waiting: ExportedRow[] = [];
  let table: keyof Database | null = null;
  let isWhole = false;
  let isFirst = true;
  const flush = async (): Promise<void> => {
    if (table !== null && waiting.length > 0) await insert(trx, table, waiting);
    waiting = [];
  };
  await refuseWhatIsThere(trx);
  for await (const line of lines) {
    if (isWhole) throw new StoreCopyError('The file goes on after its end.');
    if (isFirst) {
      const here = await appliedMigrations(trx);
      if (!('format' in line) || line.format !== EXPORT_FORMAT) throw new StoreCopyError('This is not an export of a store.');
      if (line.migrations.join() !== here.join())
        throw new StoreCopyError('The export is of another release: bring both stores to the same one (npm run migrate).');
      isFirst = false;
    } else if ('row' in line) {
      const known = exportedTables[sums.length]?.table;
      if (known === undefined || known !== line.table) throw new StoreCopyError('The file’s tables are not in order.');
      table = known;
      waiting.push(decodeRow(line.row));
      if (waiting.length >= INSERT_LENGTH) await flush();
    } else if ('sha256' in line) {
      if (line.table !== exportedTables[sums.length]?.table) throw new StoreCopyError('The file’s tables are not in order.');
      await flush();
      await checkTable(trx, line);
      sums.push(line);
    } else if ('end' in line) {
      isWhole = sums.length === exportedTables.length && line.rows === sums.reduce((total, { rows }) => total + rows, 0);
      if (!isWhole) throw new StoreCopyError('The file lacks a table.');
    }
  }
  if (!isWhole) throw new StoreCopyError('The file is cut short. Nothing was changed.');
  return sums;
}
