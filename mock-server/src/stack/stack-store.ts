import type { RandomBytes } from '../deps.ts';
import { NewerStoreError } from '../store/migrations/migrate.ts';
import { openPostgresStore } from '../store/postgres-store.ts';
import { openSqliteStore } from '../store/sqlite-store.ts';
import type { Store } from '../store/store.ts';
import { StackError } from './stack-error.ts';

/** What `pg` says without the words that could name credentials. */
function reasonOf(error: unknown): string {
  const { code, errors } = error as { readonly code?: unknown; readonly errors?: readonly { readonly code?: unknown }[] };
  return String(code ?? errors?.[0]?.code ?? 'no answer');
}

/**
 * Opens the one store of a server: PostgreSQL where it is configured, else a SQLite file.
 *
 * @throws StackError when PostgreSQL cannot be reached or refuses; it names the code and never the URL, which may hold a password.
 */
export async function openStackStore(options: {
  readonly databaseUrl: string | null;
  readonly sqlitePath: string;
  readonly random: RandomBytes;
}): Promise<Store> {
  const { databaseUrl, sqlitePath, random } = options;
  try {
    if (databaseUrl === null) return await openSqliteStore({ path: sqlitePath });
    return await openPostgresStore({ url: databaseUrl, random });
  } catch (error) {
    if (error instanceof NewerStoreError) throw new StackError(error.message, { cause: error });
    if (databaseUrl === null) throw error;
    throw new StackError(`The database of DATABASE_URL cannot be used (${reasonOf(error)}). Check that it runs and takes these credentials.`, { cause: error });
  }
}
