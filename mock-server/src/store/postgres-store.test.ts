import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { after, before, describe, it } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import { missingPostgres, type Postgres, startPostgres } from '../../../test/support/postgres.ts';
import { AUDIT_GENESIS, hashAuditEntry } from './audit-entry.ts';
import { openPostgresStore } from './postgres-store.ts';
import type { Store } from './store.ts';
import { bytes, nowMs, session, signatureOf, transaction } from './testing/rows.ts';
import { storeSuite } from './testing/store-suite.ts';

const random = (length: number) => new Uint8Array(randomBytes(length));

describe('PostgreSQL store', { skip: missingPostgres() }, () => {
  let postgres: Postgres;
  before(async () => {
    postgres = await startPostgres();
  });
  after(() => postgres.stop());

  storeSuite(async () => {
    const { url, remove } = await postgres.newDatabase();
    return { open: () => openPostgresStore({ url, random }), remove };
  });

  it('behavior: four servers that start at once on an empty database migrate it once, and reserve no nonce twice', async () => {
    const { url, remove } = await postgres.newDatabase();
    const stores = await Promise.all(Array.from({ length: 4 }, () => openPostgresStore({ url, random, maxConnections: 4 })));
    const reservations = await Promise.all(
      Array.from({ length: 24 }, (_, index) =>
        stores[index % 4]?.reserveNonce({
          chainId: 1,
          address: '0xab',
          requestId: `request-${index}`,
          atLeast: 0,
          isReplacement: false,
          nowMs: 0,
          expiresAtMs: 1_000,
        }),
      ),
    );
    const nonces = reservations.map((reservation) => reservation?.nonce ?? -1).sort((a, b) => a - b);
    assert.deepEqual(
      nonces,
      Array.from({ length: 24 }, (_, index) => index),
    );
    await Promise.all(stores.map((store) => store.close()));
    await remove();
  });

  /** One statement past the store. */
  async function ask(url: string, statement: string): Promise<readonly Record<string, unknown>[]> {
    const client = new pg.Client({ connectionString: url });
    await client.connect();
    try {
      return (await client.query(statement)).rows as Record<string, unknown>[];
    } finally {
      await client.end();
    }
  }

  it('behavior: what many people do at once, on several servers, fails nobody: no transaction is begun anew', async () => {
    const { url, remove } = await postgres.newDatabase();
    await (await openPostgresStore({ url, random })).close();
    const rolledBack = async () => (await ask(url, 'select xact_rollback::int as count from pg_stat_database where datname = current_database()'))[0]?.count;
    const before = await rolledBack();
    const stores = await Promise.all([1, 2].map(() => openPostgresStore({ url, random })));
    const claims = Array.from({ length: 200 }, (_, index) =>
      stores[index % 2]?.claimNonce({
        chainId: 1,
        address: `0x${(index % 50).toString(16).padStart(40, '0')}`,
        requestId: `request-${index}`,
        nonce: Math.floor(index / 50),
        nowMs,
        expiresAtMs: nowMs + 1_000,
      }),
    );
    const user = { appId: 'demo', issuer: 'https://login.example', providerId: 'demo', name: null, email: null };
    const logins = Array.from({ length: 100 }, async (_, index) => {
      const [thumbprint, store] = [`thumbprint-${index}`, stores[index % 2] as Store];
      const { userId } = await store.upsertUser({ ...user, newUserId: `user-${index}`, subjectHash: bytes(index) });
      // The second ends the first: a key has one session.
      for (const sessionId of [`session-${index}`, `later-${index}`]) await store.createSession(session({ sessionId, userId, thumbprint }));
      return [await store.findSession(`session-${index}`), (await store.findSessionByThumbprint(thumbprint))?.sessionId];
    });
    assert.deepEqual(new Set(await Promise.all(claims)), new Set([true]));
    assert.deepEqual(
      await Promise.all(logins),
      logins.map((_, index) => [null, `later-${index}`]),
    );
    // The database counts what a connection did once that has ended.
    await Promise.all(stores.map((store) => store.close()));
    assert.equal(await rolledBack(), before);
    await remove();
  });

  it('behavior: what one asks to send while its nonce goes to another is either on its way or dropped, on any number of servers', async () => {
    const { url, remove } = await postgres.newDatabase();
    const stores = await Promise.all([1, 2].map(() => openPostgresStore({ url, random })));
    const [one, other] = stores as [Store, Store];
    const outcomes = await Promise.all(
      Array.from({ length: 40 }, async (_, nonce) => {
        const row = transaction({ hash: `0x${nonce}`, requestId: `request-${nonce}`, nonce });
        await one.saveSignedTransaction(signatureOf(row), row);
        const place = { chainId: row.chainId, address: row.from, requestId: `rival-${nonce}`, nonce };
        const [isTaken] = await Promise.all([
          other.claimNonce({ ...place, nowMs, expiresAtMs: nowMs + 1_000 }),
          // Every second one is asked to be sent first, or nearly.
          sleep(nonce % 2 === 0 ? 0 : nonce / 4).then(() => one.updateTransaction(row.hash, { sendRequestedAtMs: nowMs }, nowMs)),
        ]);
        return `${isTaken} ${(await one.findTransaction(row.hash))?.status}`;
      }),
    );
    assert.deepEqual(
      outcomes.filter((outcome) => outcome !== 'true dropped' && outcome !== 'false signed'),
      [],
    );
    await Promise.all(stores.map((store) => store.close()));
    await remove();
  });

  it('behavior: nothing of a try stays that others outran: who was not asked to be sent is not dropped for it', async () => {
    const { url, remove } = await postgres.newDatabase();
    const store = await openPostgresStore({ url, random });
    const other = new pg.Client({ connectionString: url });
    await other.connect();
    // Two that were signed with one nonce, and nobody asked to send.
    const rows = ['a', 'b'].map((name) => transaction({ hash: `0x${name}`, requestId: name, nonce: 9 }));
    for (const row of rows) await store.saveSignedTransaction(signatureOf(row), row);
    const place = { chainId: 31337, address: transaction().from, requestId: 'c', atLeast: 9, isReplacement: false, nowMs, expiresAtMs: nowMs + 1_000 };
    const states = async () => Promise.all(rows.map(async ({ hash }) => (await store.findTransaction(hash))?.status));

    // The second is asked to be sent while the first is about to be dropped.
    await other.query('begin');
    await other.query("update transactions set send_requested_at_ms = 1 where hash = '0xb'");
    const reserving = store.reserveNonce(place);
    await sleep(200);
    await other.query('commit');
    assert.equal((await reserving).nonce, 10);
    assert.deepEqual(await states(), ['signed', 'signed']);

    // The first is signed anew for the very request that claims its nonce.
    await other.query("delete from transactions where hash = '0xb'");
    await other.query('begin');
    await other.query("update transactions set request_id = 'd' where hash = '0xa'");
    const claiming = store.claimNonce({ ...place, requestId: 'd', nonce: 9 });
    await sleep(200);
    await other.query('commit');
    assert.equal(await claiming, true);
    assert.equal((await store.findTransaction('0xa'))?.status, 'signed');
    await other.end();
    await store.close();
    await remove();
  });

  it('behavior: who asks for two hundred nonces at once takes one connection, and others are answered meanwhile; who waits for too long is refused', async () => {
    const { url, remove } = await postgres.newDatabase();
    const store = await openPostgresStore({ url, random, maxConnections: 3 });
    const other = new pg.Client({ connectionString: url });
    await other.connect();
    const reserve = (requestId: string) =>
      store.reserveNonce({ chainId: 1, address: '0xab', requestId, atLeast: 0, isReplacement: false, nowMs, expiresAtMs: nowMs + 1_000 });
    await other.query("begin; select pg_advisory_xact_lock(hashtextextended('nonce 1 0xab', 0))");
    const stuck = reserve('stuck');
    await assert.rejects(reserve('behind it'), /within 5000 ms/);
    const burst = Promise.all(Array.from({ length: 200 }, (_, index) => reserve(`request-${index}`)));
    // It would wait for a connection, and no longer than for five seconds.
    assert.equal(await store.getSetting('x'), null);
    await other.query('commit');
    await stuck;
    assert.equal(new Set((await burst).map(({ nonce }) => nonce)).size, 200);
    await other.end();
    await store.close();
    await remove();
  });

  it('behavior: goes on where a migration gave a table one more column', async () => {
    const { url, remove } = await postgres.newDatabase();
    const store = await openPostgresStore({ url, random, maxConnections: 3 });
    const read = () => Promise.all(Array.from({ length: 6 }, () => store.getSetting('x').then(() => store.findTransaction('0x01'))));
    await read();
    await ask(url, 'alter table transactions add column later text');
    assert.deepEqual(await read(), Array(6).fill(null));
    await store.close();
    await remove();
  });

  it('behavior: entries that come at once share a commit, and their chain is whole', async () => {
    const { url, remove } = await postgres.newDatabase();
    const stores = await Promise.all([1, 2].map(() => openPostgresStore({ url, random })));
    const before = Number((await ask(url, 'select pg_current_xact_id()::text as id'))[0]?.id);
    const event = { appId: 'demo', atMs: nowMs, actor: 'user-1', action: 'sign_intent', subject: 'wallet-1' };
    await Promise.all(Array.from({ length: 120 }, (_, index) => stores[index % 2]?.appendAudit({ ...event, detail: { index } })));
    const transactions = Number((await ask(url, 'select pg_current_xact_id()::text as id'))[0]?.id) - before;
    assert.ok(transactions < 20, `${transactions} transactions`);
    const [entries, head] = [await (stores[0] as Store).listAudit('demo', 0, 1_000), await (stores[1] as Store).auditHead('demo')];
    let previous = AUDIT_GENESIS;
    for (const [index, entry] of entries.entries()) {
      assert.equal(entry.sequence, index + 1);
      assert.deepEqual(entry.previousHash, previous);
      assert.deepEqual(hashAuditEntry(entry), entry.hash);
      previous = entry.hash;
    }
    assert.deepEqual(head, { sequence: 120, hash: previous });
    assert.equal(new Set(entries.map(({ detail }) => detail.index)).size, 120);
    await Promise.all(stores.map((store) => store.close()));
    await remove();
  });

  it('error: a database that is not there', async () => {
    await assert.rejects(openPostgresStore({ url: 'postgres://alcove@127.0.0.1:9/none', random }), /ECONNREFUSED/);
  });
});
