import { setTimeout as sleep } from 'node:timers/promises';
import { Kysely } from 'kysely';
import type { RandomBytes } from '../deps.ts';
import { createKyselyStore } from './kysely-store.ts';
import { migrateToLatest } from './migrations/migrate.ts';
import { postgresDialect, STALE_STATEMENT } from './postgres-dialect.ts';
import type { Database } from './schema.ts';
import type { Store } from './store.ts';

/** Serialization failure, deadlock, and a row that a rival inserted first: the method runs again and sees what the rival did. Or what a migration did. */
const transientCodes: ReadonlySet<unknown> = new Set(['40001', '40P01', '23505', STALE_STATEMENT]);
const MAX_ATTEMPTS = 12;
const LONGEST_PAUSE_MS = 100;

function isTransient(error: unknown): boolean {
  return transientCodes.has((error as { readonly code?: unknown } | null)?.code);
}

/** A method of a store writes in one transaction, and whatever else it asks is a question: so any of them may run again when PostgreSQL gives way to another. */
function repeating(store: Store, random: RandomBytes): Store {
  const repeated = (run: (...values: unknown[]) => Promise<unknown>) =>
    async function repeat(...values: unknown[]): Promise<unknown> {
      for (let attempt = 1; ; attempt++) {
        try {
          return await run(...values);
        } catch (error) {
          if (attempt === MAX_ATTEMPTS || !isTransient(error)) throw error;
          // Full jitter: rivals that failed together do not meet again.
          await sleep(Math.min(2 ** attempt, LONGEST_PAUSE_MS) * ((random(1)[0] ?? 0) / 255));
        }
      }
    };
  return Object.fromEntries(Object.entries(store).map(([name, run]) => [name, repeated(run as never)])) as unknown as Store;
}

/**
 * Opens the store in a PostgreSQL database (14 or newer), and brings its tables up to date. Any number of servers may share it.
 *
 * @param options.url `postgres://user:password@host:port/database`
 * @param options.random spreads repeated attempts.
 * @throws when the database cannot be reached within five seconds, or refuses the credentials.
 * @example
 * ```ts
 * const store = await openPostgresStore({ url: 'postgres://alcove@127.0.0.1:5432/alcove', random });
 * ```
 */
export async function openPostgresStore(options: { readonly url: string; readonly random: RandomBytes; readonly maxConnections?: number }): Promise<Store> {
  const db = new Kysely<Database>({ dialect: postgresDialect(options.url, options.maxConnections) });
  try {
    await migrateToLatest(db);
  } catch (error) {
    await db.destroy();
    throw error;
  }
  return repeating(createKyselyStore(db, 'postgres'), options.random);
}
