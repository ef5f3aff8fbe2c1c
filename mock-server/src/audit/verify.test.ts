import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { after, afterEach, before, beforeEach, describe, it } from 'node:test';
import { missingPostgres, type Postgres, startPostgres } from '../../../test/support/postgres.ts';
import { createHarness } from '../api/testing/harness.ts';
import type { AuditEvent } from '../store/audit-entry.ts';
import { openPostgresStore } from '../store/postgres-store.ts';
import { openSqliteStore } from '../store/sqlite-store.ts';
import type { Store } from '../store/store.ts';
import { verifyAudit } from './verify.ts';

const main = new URL('main.ts', import.meta.url).pathname;
const event = (index: number, appId = 'demo'): AuditEvent => ({
  ...{ appId, atMs: 1_800_000_000_000 + index, actor: 'user-1', action: 'sign_intent', subject: 'wallet-1' },
  detail: { outcome: 'signed-transaction', index, 'ключ "b"': null, a: true },
});

async function verifyByCommand(dataDir: string, ...options: string[]): Promise<{ readonly status: number | null; readonly text: string }> {
  const child = spawn(process.execPath, [main, '--data-dir', dataDir, ...options], { stdio: ['ignore', 'pipe', 'pipe'] });
  let text = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk: Buffer) => (text += chunk.toString()));
  const [status] = (await once(child, 'close')) as [number | null];
  return { status, text };
}

describe('audit log', () => {
  let dataDir: string;
  let store: Store;
  beforeEach(async () => {
    dataDir = await mkdtemp(join(tmpdir(), 'alcove-audit-'));
    store = await openSqliteStore({ path: join(dataDir, 'wallet.sqlite') });
    for (let index = 0; index < 5; index++) await store.appendAudit(event(index));
    await store.appendAudit(event(0, 'other'));
  });
  afterEach(async () => {
    await store.close();
    await rm(dataDir, { recursive: true });
  });

  function tamper(sql: string): void {
    const database = new DatabaseSync(join(dataDir, 'wallet.sqlite'));
    database.exec(sql);
    database.close();
  }

  it('behavior: a whole log is whole, by app', async () => {
    const report = await verifyAudit(store, 'demo');
    assert.deepEqual([report.fault, report.entries, report.head?.sequence], [null, 5, 5]);
    assert.equal((await verifyAudit(store, 'other')).entries, 1);
    assert.deepEqual(await verifyAudit(store, 'nobody'), { appId: 'nobody', entries: 0, head: null, fault: null });
    assert.deepEqual((await store.listAudit('demo', 2, 1))[0]?.detail, event(2).detail);
  });

  const tampered: readonly (readonly [name: string, sql: string, fault: string, sequence: number])[] = [
    ['an altered detail', `update audit_entries set detail = '{"outcome":"none"}' where app_id = 'demo' and sequence = 3`, 'altered', 3],
    ['another person', `update audit_entries set actor = 'user-2' where app_id = 'demo' and sequence = 1`, 'altered', 1],
    ['another time', `update audit_entries set at_ms = at_ms + 1 where app_id = 'demo' and sequence = 5`, 'altered', 5],
    ['an entry taken out', `delete from audit_entries where app_id = 'demo' and sequence = 3`, 'missing', 3],
    [
      'an entry taken out and the rest counted anew',
      `delete from audit_entries where app_id = 'demo' and sequence = 3; update audit_entries set sequence = sequence - 1 where app_id = 'demo' and sequence > 3`,
      'unlinked',
      3,
    ],
    ['a cut end', `delete from audit_entries where app_id = 'demo' and sequence = 5`, 'cut', 5],
    ['an entry of another app', `update audit_entries set app_id = 'demo', sequence = 6 where app_id = 'other'`, 'unlinked', 6],
    ['another head', `update audit_heads set hash = zeroblob(32) where app_id = 'demo'`, 'other_history', 5],
  ];
  for (const [name, sql, fault, sequence] of tampered) {
    it(`error: ${name}`, async () => {
      tamper(sql);
      assert.deepEqual((await verifyAudit(store, 'demo')).fault, { appId: 'demo', sequence, fault });
    });
  }

  it('error: a log made anew from the beginning is whole, and not the one of which a line was kept', async () => {
    const { head } = await verifyAudit(store, 'demo');
    assert.ok(head);
    tamper(`delete from audit_entries where app_id = 'demo'; delete from audit_heads where app_id = 'demo'`);
    for (let index = 1; index < 7; index++) await store.appendAudit(event(index));
    assert.equal((await verifyAudit(store, 'demo')).fault, null);
    assert.equal((await verifyAudit(store, 'demo', head)).fault?.fault, 'other_history');
    assert.equal((await verifyAudit(store, 'other', { ...head, sequence: 9 })).fault?.fault, 'cut');
  });

  it('behavior: the command says whole and exits 0, says where it is not and exits 1, and takes what it printed as an anchor', async () => {
    const whole = await verifyByCommand(dataDir);
    assert.equal(whole.status, 0, whole.text);
    assert.match(whole.text, /^demo\twhole\t5 entries\t5:[0-9a-f]{64}\nother\twhole\t1 entries/);
    const anchor = /5:[0-9a-f]{64}/.exec(whole.text)?.[0] ?? '';
    assert.equal((await verifyByCommand(dataDir, '--app', 'demo', '--anchor', anchor, '--print')).text.split('\n').length, 7);
    tamper(`update audit_entries set subject = 'x' where sequence = 2`);
    const broken = await verifyByCommand(dataDir, '--app', 'demo');
    assert.deepEqual([broken.status, broken.text.split('\t')[1]], [1, 'altered at 2']);
    assert.equal((await verifyByCommand(dataDir, '--app', 'demo', '--anchor', 'x')).status, 2);
    assert.equal((await verifyByCommand(join(dataDir, 'none'))).status, 2);
  });

  it('behavior: what a person does is in the log, and no secret is', async () => {
    const harness = await createHarness();
    const client = await harness.signIn();
    const { walletId, address } = await harness.createWallet(client);
    await harness.sign(client, walletId, harness.transactionIntent(address));
    const entries = await harness.store.listAudit('demo', 0, 100);
    assert.deepEqual(
      entries.map(({ action, detail }) => [action, detail.outcome]),
      [
        ['wallet_create', 'created'],
        ['wallet_activate', 'activated'],
        ['sign_intent', 'signed-transaction'],
      ],
    );
    assert.ok(entries.every(({ subject }) => subject === walletId));
    assert.equal((await verifyAudit(harness.store, 'demo')).fault, null);
    await harness.close();
  });
});

describe('audit log over PostgreSQL', { skip: missingPostgres() }, () => {
  let postgres: Postgres;
  before(async () => {
    postgres = await startPostgres();
  });
  after(() => postgres.stop());

  it('behavior: three servers that append at once make one chain without a gap', async () => {
    const { url, remove } = await postgres.newDatabase();
    const random = (length: number) => new Uint8Array(randomBytes(length));
    const stores = await Promise.all(Array.from({ length: 3 }, () => openPostgresStore({ url, random, maxConnections: 4 })));
    await Promise.all(Array.from({ length: 60 }, (_, index) => stores[index % 3]?.appendAudit(event(index))));
    const report = await verifyAudit(stores[0] as Store, 'demo');
    assert.deepEqual([report.fault, report.entries], [null, 60]);
    await Promise.all(stores.map((store) => store.close()));
    await remove();
  });
});
