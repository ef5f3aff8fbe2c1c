import { type Kysely, type SelectQueryBuilder, sql, type Transaction } from 'kysely';
import type { Database } from './schema.ts';

export type Claims = {
  /** What is written at once shares a commit as it is (`CommitGroup`). */
  readonly sharesCommits: boolean;
  /** Runs a claim. On PostgreSQL it is not serializable: rows a rival holds are passed over, and nobody has to come again. */
  claim<T>(work: (trx: Transaction<Database>) => Promise<T>): Promise<T>;
  /**
   * Runs what one after another must do of the same key. On PostgreSQL they wait for each other and are not serializable: it takes what lies beside what
   * was read for what was read, so that people who never met would fail each other, over and over.
   */
  inTurn<T>(key: string, work: (trx: Transaction<Database>) => Promise<T>): Promise<T>;
  /** Of a claim's select: rows that another server is taking right now are not waited for. SQLite has one writer and needs none of it. */
  skipLocked<TB extends keyof Database, O>(query: SelectQueryBuilder<Database, TB, O>): SelectQueryBuilder<Database, TB, O>;
};

/** How servers share out work without a leader: each takes what is free, with a lease that its death ends. */
export function createClaims(db: Kysely<Database>, kind: 'sqlite' | 'postgres'): Claims {
  const claim: Claims['claim'] = (work) => db.transaction().setIsolationLevel('read committed').execute(work);
  return {
    sharesCommits: kind === 'sqlite',
    claim,
    inTurn: (key, work) =>
      claim(async (trx) => {
        if (kind === 'postgres') await sql`select pg_advisory_xact_lock(hashtextextended(${key}, 0))`.execute(trx);
        return work(trx);
      }),
    skipLocked: (query) => (kind === 'postgres' ? query.forUpdate().skipLocked() : query),
  };
}
