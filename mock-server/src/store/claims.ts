import type { Kysely, SelectQueryBuilder, Transaction } from 'kysely';
import type { Database } from './schema.ts';

export type Claims = {
  /** Runs a claim. On PostgreSQL it is not serializable: rows a rival holds are passed over, and nobody has to come again. */
  claim<T>(work: (trx: Transaction<Database>) => Promise<T>): Promise<T>;
  /** Of a claim's select: rows that another server is taking right now are not waited for. SQLite has one writer and needs none of it. */
  skipLocked<TB extends keyof Database, O>(query: SelectQueryBuilder<Database, TB, O>): SelectQueryBuilder<Database, TB, O>;
};

/** How servers share out work without a leader: each takes what is free, with a lease that its death ends. */
export function createClaims(db: Kysely<Database>, kind: 'sqlite' | 'postgres'): Claims {
  return {
    claim: (work) => db.transaction().setIsolationLevel('read committed').execute(work),
    skipLocked: (query) => (kind === 'postgres' ? query.forUpdate().skipLocked() : query),
  };
}
