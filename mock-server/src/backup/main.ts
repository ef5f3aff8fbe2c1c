import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { UsageError } from '../stack/command-line.ts';
import { StackError } from '../stack/stack-error.ts';
import { createBackup } from './backup.ts';
import { restoreBackup } from './restore.ts';

/* `npm run backup` and `npm run restore`. */

const helpText = `Usage: npm run backup -- --to FOLDER [--data-dir PATH] [--kms NAME]… [--database-elsewhere]
       npm run restore -- --from FOLDER [--data-dir PATH]

  --to FOLDER      where the backup is written; must be empty. The server may be running.
  --from FOLDER    the backup; every file is checked before anything is written.
  --data-dir PATH  the deployment (default .alcove/ in the checkout); for a restore it must be empty.
  --kms NAME       copy the key store of a development KMS too, e.g. kms-b. Without it no KMS key is copied.
  --database-elsewhere  with DATABASE_URL: the database was dumped by its own tools, before this.
`;
/** This file is three levels below the checkout. */
const defaultDataDir = join(fileURLToPath(new URL('../../../', import.meta.url)), '.alcove');

function parse() {
  try {
    return parseArgs({
      allowPositionals: true,
      options: {
        to: { type: 'string' },
        from: { type: 'string' },
        'data-dir': { type: 'string', default: defaultDataDir },
        kms: { type: 'string', multiple: true, default: [] },
        'database-elsewhere': { type: 'boolean', default: false },
        help: { type: 'boolean', short: 'h', default: false },
      },
    });
  } catch (error) {
    throw new UsageError(`${error instanceof Error ? error.message.split('\n')[0] : 'Wrong options'}\n${helpText}`, { cause: error });
  }
}

async function run(): Promise<string> {
  const { values, positionals } = parse();
  const { to, from, 'data-dir': dataDir, kms, 'database-elsewhere': databaseElsewhere, help } = values;
  if (help) return helpText;
  if (positionals[0] === 'backup' && to !== undefined) {
    const count = await createBackup({ dataDir, to, kms, databaseElsewhere, clock: { nowMs: () => Date.now() } });
    return `Backed up ${count} files to ${to}. KMS keys in it: ${kms.length === 0 ? 'none' : kms.join(', ')}.\n`;
  }
  if (positionals[0] === 'restore' && from !== undefined) {
    const { createdAtMs, files } = await restoreBackup({ from, dataDir });
    return `Restored ${files} files of ${new Date(createdAtMs).toISOString()} to ${dataDir}.\n`;
  }
  throw new UsageError(helpText);
}

try {
  process.stdout.write(await run());
} catch (error) {
  if (!(error instanceof StackError)) throw error;
  process.stderr.write(`${error.message}\n`);
  process.exitCode = error instanceof UsageError ? 2 : 1;
}
