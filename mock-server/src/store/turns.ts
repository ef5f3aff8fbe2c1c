import { type Kysely, sql, type Transaction } from 'kysely';
import { within } from '../http/deadline.ts';
import type { Database } from './schema.ts';

/** As long as for a connection: whoever waits for one that hangs hears of it, before what waits for them gives up. */
const TURN_TIMEOUT_MS = 5_000;

/** Runs a transaction that another one of the same key has to be over before. */
export type InTurn = <T>(key: string, work: (trx: Transaction<Database>) => Promise<T>) => Promise<T>;

/**
 * What one after another must do of the same key. SQLite has one writer, so everybody's turn comes anyway. On PostgreSQL these transactions wait for
 * each other under an advisory lock and are not serializable: that takes what lies beside what was read for what was read, so that people who never
 * met would fail each other, over and over. Those of one process wait before they take a connection, or one key's could take all there are;
 * who waits for longer than five seconds is refused.
 */
export function createTurns(db: Kysely<Database>, kind: 'sqlite' | 'postgres'): InTurn {
  if (kind === 'sqlite') return (_key, work) => db.transaction().execute(work);
  /** By key: the last one of this process, which never rejects. A key that nobody waits for is not in it. */
  const last = new Map<string, Promise<unknown>>();

  return async (key, work) => {
    const before = last.get(key);
    const mine = (async () => {
      await within(TURN_TIMEOUT_MS, before ?? Promise.resolve());
      return db
        .transaction()
        .setIsolationLevel('read committed')
        .execute(async (trx) => {
          await sql`select pg_advisory_xact_lock(hashtextextended(${key}, 0))`.execute(trx);
          return work(trx);
        });
    })();
    const over = mine.catch(() => undefined);
    last.set(key, over);
    try {
      return await mine;
    } finally {
      if (last.get(key) === over) last.delete(key);
    }
  };
}
