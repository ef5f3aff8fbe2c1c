import { Kysely } from 'kysely';
import { createKyselyStore } from './kysely-store.ts';
import { migrateToLatest } from './migrations/migrate.ts';
import type { Database } from './schema.ts';
import { groupedSqliteDialect } from './sqlite-dialect.ts';
import type { Store } from './store.ts';

/**
 * Opens the store in one SQLite file, and brings its tables up to date.
 *
 * @param options.path file name, or `:memory:` to keep nothing.
 * @throws when the file cannot be opened or is not a database.
 * @example
 * ```ts
 * const store = await openSqliteStore({ path: '.alcove/wallet.sqlite' });
 * await store.close();
 * ```
 */
export async function openSqliteStore(options: { readonly path: string }): Promise<Store> {
  const db = new Kysely<Database>({ dialect: groupedSqliteDialect(options.path) });
  await migrateToLatest(db);
  return createKyselyStore(db);
}
