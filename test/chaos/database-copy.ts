import { randomBytes } from 'node:crypto';
import { copyFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { backup, DatabaseSync } from 'node:sqlite';
import { openOperatorDatabase } from '../../mock-server/src/stack/operator-store.ts';
import { openStackStore } from '../../mock-server/src/stack/stack-store.ts';
import { type ExportLine, exportStore, importStore } from '../../mock-server/src/store/copy-store.ts';
import type { CrashDeployment } from '../support/crash-deployment.ts';
import type { Postgres } from '../support/postgres.ts';

/* The server's database, copied while it runs and put back while it does not, in the ways that are documented for operators. */

export type DatabaseCopies = {
  copy(): Promise<void>;
  /** While no server runs. */
  putBack(): Promise<void>;
  /** Rows as they are now. */
  rows<Table extends 'signatures' | 'transactions'>(table: Table): Promise<readonly Readonly<Record<string, unknown>>[]>;
};

async function rowsOf(dataDir: string, databaseUrl: string | null, table: 'signatures' | 'transactions') {
  const db = await openOperatorDatabase({ dataDir, databaseUrl, isNew: false });
  try {
    return await db.selectFrom(table).selectAll().execute();
  } finally {
    await db.destroy();
  }
}

/** SQLite's online backup, as `npm run backup` makes it. */
export function sqliteCopies(deployment: CrashDeployment): DatabaseCopies {
  const dataDir = join(deployment.folder, 'data');
  const path = join(dataDir, 'wallet.sqlite');
  const copyPath = join(deployment.folder, 'copy.sqlite');
  return {
    async copy() {
      rmSync(copyPath, { force: true });
      const source = new DatabaseSync(path, { readOnly: true });
      try {
        await backup(source, copyPath);
      } finally {
        source.close();
      }
    },
    async putBack() {
      for (const end of ['', '-wal', '-shm']) rmSync(`${path}${end}`, { force: true });
      copyFileSync(copyPath, path);
    },
    rows: (table) => rowsOf(dataDir, null, table),
  };
}

/** `alcove export`, and `alcove import` into an empty database, which the server is then pointed to. */
export function postgresCopies(deployment: CrashDeployment, postgres: Postgres, firstUrl: string): DatabaseCopies {
  let url = firstUrl;
  let lines: readonly ExportLine[] = [];
  const open = (databaseUrl: string) => openOperatorDatabase({ dataDir: deployment.folder, databaseUrl, isNew: false });
  return {
    async copy() {
      const db = await open(url);
      const read: ExportLine[] = [];
      try {
        await db
          .transaction()
          .setIsolationLevel('repeatable read')
          .execute(async (trx) => {
            for await (const line of exportStore(trx)) read.push(line);
          });
      } finally {
        await db.destroy();
      }
      lines = read;
    },
    async putBack() {
      const next = await postgres.newDatabase();
      const random = (length: number) => new Uint8Array(randomBytes(length));
      await (await openStackStore({ databaseUrl: next.url, sqlitePath: '', random })).close();
      const db = await open(next.url);
      try {
        await db.transaction().execute((trx) =>
          importStore(
            trx,
            (async function* all() {
              yield* lines;
            })(),
          ),
        );
      } finally {
        await db.destroy();
      }
      url = next.url;
      deployment.setDatabaseUrl(url);
    },
    rows: (table) => rowsOf(deployment.folder, url, table),
  };
}
