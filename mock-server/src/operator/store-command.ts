import { createReadStream } from 'node:fs';
import { open, rename, rm } from 'node:fs/promises';
import { createInterface } from 'node:readline';
import type { Kysely } from 'kysely';
import { type ExportLine, exportStore, importStore, StoreCopyError, type TableSum } from '../store/copy-store.ts';
import { migrateToLatest } from '../store/migrations/migrate.ts';
import type { Database } from '../store/schema.ts';
import { type CommandDeps, CommandError, type CommandOutput } from './command.ts';

export const storeHelp = `Usage: npx alcove migrate                 brings the tables up to date, after whoever is doing so already
       npx alcove export FILE             every row, as of one moment; the servers may be running
       npx alcove import FILE             into an empty store: PostgreSQL of DATABASE_URL, or SQLite in --data-dir.
                                          Whole and checked, or nothing. FILE holds everything but keys: keep it safe
`;

/** Written beside it and renamed when it is whole and on the disk: a file of that name is never half of one. */
async function writeExport(db: Kysely<Database>, path: string): Promise<readonly TableSum[]> {
  const sums: TableSum[] = [];
  const temporary = `${path}.part`;
  const file = await open(temporary, 'wx', 0o600);
  try {
    await db
      .transaction()
      .setIsolationLevel('repeatable read')
      .execute(async (trx) => {
        for await (const line of exportStore(trx)) {
          if ('sha256' in line) sums.push(line);
          await file.write(`${JSON.stringify(line)}\n`);
        }
      });
    await file.sync();
    await file.close();
    await rename(temporary, path);
    return sums;
  } catch (error) {
    await file.close().catch(() => undefined);
    await rm(temporary, { force: true });
    throw error;
  }
}

/** @throws StoreCopyError for what is no line of an export. */
export async function* readLines(path: string): AsyncGenerator<ExportLine> {
  for await (const text of createInterface({ input: createReadStream(path), crlfDelay: Number.POSITIVE_INFINITY })) {
    let line: unknown;
    try {
      line = JSON.parse(text);
    } catch {
      // A torn last line is a file that was cut short; its text may be anybody's record and is not repeated.
      throw new StoreCopyError('The file is cut short or damaged. Nothing was changed.');
    }
    if (typeof line !== 'object' || line === null) throw new StoreCopyError('This is not an export of a store.');
    yield line as ExportLine;
  }
}

const told = (what: string, sums: readonly TableSum[]): CommandOutput => ({
  text: `${sums.map(({ table, rows, sha256 }) => `${table}\t${rows}\t${sha256}\n`).join('')}${sums.reduce((total, { rows }) => total + rows, 0)} rows ${what}\n`,
  json: { tables: sums },
});

/** `alcove migrate`, `export` and `import`. @throws CommandError, StoreCopyError, NewerStoreError */
export async function storeCommand(action: 'migrate' | 'export' | 'import', args: readonly string[], deps: CommandDeps): Promise<CommandOutput> {
  const [path] = args;
  if (args.length !== (action === 'migrate' ? 0 : 1)) throw new CommandError(storeHelp);
  const db = await deps.openDatabase(action !== 'export');
  try {
    if (action === 'export' && path !== undefined) return told('exported', await writeExport(db, path));
    const applied = await migrateToLatest(db);
    if (action === 'import' && path !== undefined) {
      const sums = await db.transaction().execute((trx) => importStore(trx, readLines(path)));
      return told('imported; counts and digests are those of the export', sums);
    }
    return { text: applied.length === 0 ? 'up to date\n' : applied.map((name) => `applied ${name}\n`).join(''), json: { applied } };
  } finally {
    await db.destroy();
  }
}
