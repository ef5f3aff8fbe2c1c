import assert from 'node:assert/strict';
import { type ChildProcess, spawn } from 'node:child_process';
import { randomInt } from 'node:crypto';
import { once } from 'node:events';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { after, before, describe, it } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { readEntry } from '../../mock-server/src/enclave/witness-entry.ts';
import { walletHash } from '../../mock-server/src/ledger/testing/entries.ts';
import { openWitnessLog } from '../../mock-server/src/ledger/witness-log.ts';
import { openSqliteStore } from '../../mock-server/src/store/sqlite-store.ts';
import { isLong, progressOf } from '../support/long-runs.ts';
import { type Acknowledged, cutDatabase, cutWitnessLog } from '../support/power-cut.ts';

/*
 * The power goes at a random write offset of the wallet database and of a witness's log, a thousand times; then both are
 * opened again. Nothing is corrupt, and nothing that was acknowledged is lost.
 */

const OFFSETS = isLong ? 1_000 : 50;
/** A writer that has written for long makes every look at it slow. */
const OFFSETS_PER_WRITER = 25;
const program = fileURLToPath(new URL('../support/power-writer.ts', import.meta.url));

type Fact = Acknowledged &
  (
    | { readonly kind: 'wallet'; readonly walletId: string; readonly state: 'POPULATED' | 'AVAILABLE' }
    | { readonly kind: 'signature'; readonly walletId: string; readonly requestId: string; readonly signature: string }
    | { readonly kind: 'nonce'; readonly address: string; readonly requestId: string; readonly nonce: number }
    | { readonly kind: 'entry'; readonly seq: number }
  );

type Writer = { readonly folder: string; readonly child: ChildProcess };

async function startWriter(root: string): Promise<Writer> {
  const folder = mkdtempSync(join(root, 'writer-'));
  const child = spawn(process.execPath, [program, folder], { stdio: ['pipe', 'pipe', 'inherit'] });
  const [first] = (await once(child.stdout as NodeJS.ReadableStream, 'data')) as [Buffer];
  assert.equal(String(first), 'ready\n');
  return { folder, child };
}

async function stopWriter(writer: Writer | null): Promise<void> {
  if (writer === null || writer.child.signalCode !== null) return;
  writer.child.kill('SIGKILL');
  await once(writer.child, 'exit');
}

/** Stops the process between two system calls, and waits until it stands (proc(5): state T). */
async function freeze({ child }: Writer): Promise<void> {
  child.kill('SIGSTOP');
  while (!/^\d+ \(.*\) T /s.test(readFileSync(`/proc/${child.pid}/stat`, 'utf8'))) await sleep(1);
}

function factsOf(folder: string): readonly Fact[] {
  const path = join(folder, 'acknowledged.jsonl');
  // The last line may have been begun only: it is not said yet.
  const lines = existsSync(path) ? readFileSync(path, 'utf8').split('\n').slice(0, -1) : [];
  return lines.map((line) => JSON.parse(line) as Fact);
}

/** Starts as the server starts, which may have to finish its migrations, and then looks. */
async function checkDatabase(folder: string, facts: readonly Fact[]): Promise<void> {
  const path = join(folder, 'wallet.sqlite');
  await (await openSqliteStore({ path })).close();
  const database = new DatabaseSync(path);
  try {
    assert.equal(database.prepare('pragma integrity_check').get()?.integrity_check, 'ok');
    const wallets = new Map(
      database
        .prepare('select wallet_id, state from wallets')
        .all()
        .map((row) => [String(row.wallet_id), String(row.state)]),
    );
    const signatures = new Map(
      database
        .prepare('select request_id, hex(signature) as signature from signatures')
        .all()
        .map((row) => [String(row.request_id), String(row.signature).toLowerCase()]),
    );
    const nonces = new Map(
      database
        .prepare('select request_id, nonce from nonce_reservations')
        .all()
        .map((row) => [String(row.request_id), row.nonce]),
    );
    for (const fact of facts) {
      if (fact.kind === 'wallet')
        assert.ok(fact.state === 'POPULATED' ? wallets.has(fact.walletId) : wallets.get(fact.walletId) === 'AVAILABLE', 'a wallet is lost');
      if (fact.kind === 'signature') assert.equal(signatures.get(fact.requestId), fact.signature, 'a signature is lost');
      if (fact.kind === 'nonce') assert.equal(nonces.get(fact.requestId), fact.nonce, 'a nonce is lost');
    }
    // What the log gives back can be written into the database.
    database.exec('pragma wal_checkpoint(truncate)');
    assert.equal(database.prepare('pragma integrity_check').get()?.integrity_check, 'ok');
  } finally {
    database.close();
  }
}

function checkWitness(folder: string, acknowledged: number): void {
  const log = openWitnessLog(join(folder, 'witness.log'), (bytes) => readEntry(bytes).entry.walletHash);
  try {
    const seqs = [...log.backwards(walletHash('a'))].map((bytes) => readEntry(bytes).entry.seq);
    assert.deepEqual(
      seqs,
      Array.from({ length: seqs.length }, (_, index) => seqs.length - 1 - index),
    );
    assert.ok(seqs.length >= acknowledged, `${acknowledged} entries were acknowledged, ${seqs.length} are there`);
  } finally {
    log.close();
  }
}

describe('the power goes', { skip: process.platform === 'linux' ? false : 'stops the writer by /proc' }, () => {
  let root: string;
  let writer: Writer | null = null;
  before(() => {
    root = mkdtempSync(join(tmpdir(), 'alcove-power-'));
  });
  after(async () => {
    await stopWriter(writer);
    rmSync(root, { recursive: true, force: true });
  });

  it(`at ${OFFSETS} random write offsets: nothing is corrupt, nothing acknowledged is lost`, async (t) => {
    const progress = progressOf('power-cut', OFFSETS);
    let checked = 0;
    for (let offset = 0; offset < OFFSETS; offset++) {
      if (offset % OFFSETS_PER_WRITER === 0) {
        await stopWriter(writer);
        writer = await startWriter(root);
      }
      const running = writer as Writer;
      running.child.kill('SIGCONT');
      await sleep(randomInt(1, 40));
      await freeze(running);

      const facts = factsOf(running.folder);
      const folder = join(root, 'after');
      rmSync(folder, { recursive: true, force: true });
      mkdirSync(folder);
      const database = cutDatabase(running.folder, folder);
      const survivors = facts.filter(({ kind }) => kind !== 'entry').filter(database.holds);
      await checkDatabase(folder, survivors);
      const witness = cutWitnessLog(running.folder, folder);
      const entries = facts.filter(({ kind }) => kind === 'entry').filter(witness.holds).length;
      checkWitness(folder, entries);
      checked += survivors.length + entries;
      progress(offset + 1);
    }
    t.diagnostic(`${OFFSETS} offsets of the database's log and as many of a witness's: 0 corrupt, 0 lost of ${checked} acknowledged operations looked for`);
  });
});
