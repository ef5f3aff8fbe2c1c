import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { openOperatorStore } from '../stack/operator-store.ts';
import { StackError } from '../stack/stack-error.ts';
import { type AuditAnchor, verifyAudit } from './verify.ts';

/* `npm run audit:verify`. Exit status 0 when every chain is whole, 1 when one is not, 2 for a wrong command line. */

const helpText = `Usage: npm run audit:verify -- [--app APP [--anchor SEQUENCE:HASH]] [--print] [--data-dir PATH]

Recomputes the hash chain of each app's audit log, or of one, and prints its last entry. Keep that line elsewhere, and
name it with --anchor the next time: then a log that was made anew from the beginning is noticed too.

  --print  the entries, one line of JSON each
DATABASE_URL names the database where it is not in the data directory.
`;
const defaultDataDir = join(fileURLToPath(new URL('../../../', import.meta.url)), '.alcove');

function parseAnchor(text: string | undefined): AuditAnchor | undefined {
  if (text === undefined) return undefined;
  const [, sequence, hash] = /^([1-9]\d{0,14}):([0-9a-f]{64})$/.exec(text) ?? [];
  if (sequence === undefined || hash === undefined) throw new StackError('--anchor must be SEQUENCE:HASH with 64 hexadecimal digits.');
  return { sequence: Number(sequence), hash: new Uint8Array(Buffer.from(hash, 'hex')) };
}

function parse() {
  try {
    return parseArgs({
      options: {
        app: { type: 'string' },
        anchor: { type: 'string' },
        print: { type: 'boolean', default: false },
        'data-dir': { type: 'string', default: defaultDataDir },
      },
    }).values;
  } catch (cause) {
    throw new StackError(helpText, { cause });
  }
}

async function run(): Promise<number> {
  const { app, anchor, print, 'data-dir': dataDir } = parse();
  const parsedAnchor = parseAnchor(anchor);
  if (parsedAnchor !== undefined && app === undefined) throw new StackError('--anchor belongs to one app: name it with --app.');
  const random = (length: number) => new Uint8Array(randomBytes(length));
  const store = await openOperatorStore({ dataDir, databaseUrl: process.env.DATABASE_URL ?? null, random });
  let status = 0;
  try {
    for (const appId of app === undefined ? await store.listAuditedApps() : [app]) {
      if (print) {
        let last = 0;
        for (let page = await store.listAudit(appId, 0, 1_000); page.length > 0; page = await store.listAudit(appId, last, 1_000)) {
          for (const entry of page) {
            const hex = (bytes: Uint8Array) => Buffer.from(bytes).toString('hex');
            process.stdout.write(`${JSON.stringify({ ...entry, previousHash: hex(entry.previousHash), hash: hex(entry.hash) })}\n`);
            last = entry.sequence;
          }
        }
      }
      const { entries, head, fault } = await verifyAudit(store, appId, parsedAnchor);
      const end = head === null ? 'empty' : `${head.sequence}:${Buffer.from(head.hash).toString('hex')}`;
      process.stdout.write(`${appId}\t${fault === null ? 'whole' : `${fault.fault} at ${fault.sequence}`}\t${entries} entries\t${end}\n`);
      if (fault !== null) status = 1;
    }
  } finally {
    await store.close();
  }
  return status;
}

try {
  process.exitCode = await run();
} catch (error) {
  if (!(error instanceof StackError)) throw error;
  process.stderr.write(`${error.message}\n`);
  process.exitCode = 2;
}
