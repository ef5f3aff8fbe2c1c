import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { createServer, type IncomingHttpHeaders } from 'node:http';
import type { AddressInfo } from 'node:net';
import { after, afterEach, before, beforeEach, describe, it } from 'node:test';
import { missingPostgres, type Postgres, startPostgres } from '../../../test/support/postgres.ts';
import { openPostgresStore } from '../store/postgres-store.ts';
import { openSqliteStore } from '../store/sqlite-store.ts';
import type { Store, TransactionRow } from '../store/store.ts';
import { saveSigned } from '../store/testing/rows.ts';
import { deliverWebhooks, RETRY_AFTER_MS, SECRET_OVERLAP_MS, type WebhookDeps } from './deliver.ts';
import { addEndpoint, type EndpointDeps, removeEndpoint, rotateEndpoint } from './endpoints.ts';
import { createPost } from './post.ts';
import { deriveSecret, verifyMessage } from './signature.ts';

type Received = { readonly headers: IncomingHttpHeaders; readonly body: string };

const startMs = 1_800_000_000_000;
const hash = `0x${'ab'.repeat(32)}`;

const transaction: TransactionRow = {
  ...{ hash, chainId: 10, walletId: 'wallet-1', requestId: 'request-1', from: `0x${'11'.repeat(20)}`, to: null, valueWei: '1', data: '0x', nonce: 4 },
  ...{ status: 'signed', blockNumber: null, feeWei: null, origin: null, replacedBy: null, rawTransaction: '0x02', sendRequestedAtMs: null },
  ...{ createdAtMs: startMs, updatedAtMs: startMs },
};

function webhookSuite(place: () => Promise<{ open(): Promise<Store>; remove(): Promise<void> }>): void {
  let opened: Awaited<ReturnType<typeof place>>;
  let store: Store;
  let deps: WebhookDeps & EndpointDeps;
  let clock: { ms: number; nowMs(): number };
  let received: Received[];
  let answers: number[];
  let server: ReturnType<typeof createServer>;
  let url: string;

  beforeEach(async () => {
    opened = await place();
    store = await opened.open();
    clock = { ms: startMs, nowMs: () => clock.ms };
    received = [];
    answers = [];
    server = createServer(async (request, response) => {
      let body = '';
      for await (const chunk of request) body += chunk;
      received.push({ headers: request.headers, body });
      response.writeHead(answers.shift() ?? 204).end();
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/hooks`;
    const silent = () => undefined;
    deps = {
      ...{ store, clock, logger: { debug: silent, info: silent, warn: silent, error: silent }, allowPrivate: true, post: createPost({ allowPrivate: true }) },
      ...{ tokenSecret: new Uint8Array(32).fill(7), random: (length) => new Uint8Array(length).fill(255) },
    };
    await store.upsertUser({
      ...{ newUserId: 'user-1', appId: 'demo', issuer: 'https://login.example', subjectHash: new Uint8Array(32), providerId: 'demo', name: null, email: null },
    });
    await store.createWallet({
      ...{ walletId: 'wallet-1', userId: 'user-1', appId: 'demo', state: 'AVAILABLE', pinEpoch: 0, record: new Uint8Array(9), pending: null, imported: false },
      ...{ accounts: [], createdAtMs: startMs },
    });
    await saveSigned(store, transaction);
  });
  afterEach(async () => {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
    await store.close();
    await opened.remove();
  });

  const types = () => received.map(({ body }) => (JSON.parse(body) as { type: string }).type);
  const headersOf = ({ headers }: Received) =>
    Object.fromEntries(['webhook-id', 'webhook-timestamp', 'webhook-signature'].map((name) => [name, headers[name] as string]));

  it('behavior: each change of a transaction is told once, signed, in order of what happened', async () => {
    const { secret } = await addEndpoint('demo', url, deps);
    await store.updateTransaction(hash, { sendRequestedAtMs: clock.ms }, clock.ms);
    for (const change of [{ status: 'sent' }, { status: 'confirmed', blockNumber: 3, feeWei: '5' }, { status: 'sent' }] as const) {
      clock.ms += 1_000;
      await store.updateTransaction(hash, change, clock.ms);
      await deliverWebhooks(deps);
    }
    clock.ms += 1_000;
    await store.reopenTransactions({ chainId: 10, address: transaction.from, nonceFrom: 4, nowMs: clock.ms });
    await deliverWebhooks(deps);
    await deliverWebhooks(deps);
    assert.deepEqual(types(), ['transaction.sent', 'transaction.confirmed', 'transaction.reopened']);
    for (const message of received) {
      const sentAtSeconds = Number(message.headers['webhook-timestamp']);
      verifyMessage({ headers: headersOf(message), body: message.body }, { secret, nowSeconds: sentAtSeconds });
    }
    const { timestamp, data } = JSON.parse(received[1]?.body ?? '') as { timestamp: string; data: { [key: string]: unknown } };
    assert.equal(timestamp, new Date(startMs + 2_000).toISOString());
    assert.deepEqual([data.hash, data.status, data.blockNumber, data.feeWei], [hash, 'confirmed', 3, '5']);
    assert.ok(!('rawTransaction' in data));
    assert.deepEqual(await store.countWebhookDeliveries(), { waiting: 0, delivered: 3, failed: 0 });
  });

  it('behavior: an app without an endpoint costs nothing, and another app hears nothing', async () => {
    await addEndpoint('other', url, deps);
    await store.updateTransaction(hash, { status: 'sent' }, clock.ms);
    assert.equal(await deliverWebhooks(deps), 0);
    assert.deepEqual(await store.countWebhookDeliveries(), { waiting: 0, delivered: 0, failed: 0 });
  });

  it('behavior: it is tried again with growing delays, under the same id and a new time, and given up after the eighth', async () => {
    await addEndpoint('demo', url, deps);
    answers = Array.from({ length: 20 }, (_, index) => [500, 302, 404, 429][index % 4] as number);
    await store.updateTransaction(hash, { status: 'sent' }, clock.ms);
    await deliverWebhooks(deps);
    for (const delayMs of RETRY_AFTER_MS) {
      clock.ms += delayMs - 1;
      assert.equal(await deliverWebhooks(deps), 0);
      clock.ms += 1 + delayMs / 10;
      assert.equal(await deliverWebhooks(deps), 1);
    }
    clock.ms += 30 * 86_400_000;
    assert.equal(await deliverWebhooks(deps), 0);
    assert.equal(received.length, 8);
    assert.equal(new Set(received.map(({ headers }) => headers['webhook-id'])).size, 1);
    assert.equal(new Set(received.map(({ headers }) => headers['webhook-timestamp'])).size, 8);
    assert.deepEqual(await store.countWebhookDeliveries(), { waiting: 0, delivered: 0, failed: 1 });
  });

  it('behavior: a server that dies while it sends leaves the message to the next one', async () => {
    await addEndpoint('demo', url, deps);
    await store.updateTransaction(hash, { status: 'sent' }, clock.ms);
    const claimed = await store.claimWebhookDeliveries({ nowMs: clock.ms, leaseUntilMs: clock.ms + 60_000, limit: 20 });
    assert.equal(claimed.length, 1);
    assert.equal(await deliverWebhooks(deps), 0, 'while the lease runs it is nobody else’s');
    clock.ms += 60_000;
    assert.equal(await deliverWebhooks(deps), 1);
    assert.deepEqual(types(), ['transaction.sent']);
  });

  it('behavior: several servers at once send each message once', async () => {
    await addEndpoint('demo', url, deps);
    for (let index = 0; index < 12; index++) {
      const other = `0x${index.toString(16).padStart(64, '0')}`;
      await saveSigned(store, { ...transaction, hash: other, requestId: `request-${other}`, nonce: 100 + index });
      await store.updateTransaction(other, { status: 'sent' }, clock.ms);
    }
    await Promise.all(Array.from({ length: 6 }, () => deliverWebhooks(deps)));
    assert.equal(received.length, 12);
    assert.equal(new Set(received.map(({ headers }) => headers['webhook-id'])).size, 12);
  });

  it('behavior: 410 ends it; a new secret begins it again, and the old one is good for a day', async () => {
    const { endpoint, secret: first } = await addEndpoint('demo', url, deps);
    answers = [410];
    await store.updateTransaction(hash, { status: 'sent' }, clock.ms);
    await deliverWebhooks(deps);
    assert.notEqual((await store.listWebhookEndpoints('demo'))[0]?.disabledAtMs, null);
    await store.updateTransaction(hash, { status: 'dropped' }, clock.ms);
    assert.equal(await deliverWebhooks(deps), 0);
    const { secret: second } = await rotateEndpoint(endpoint.endpointId, deps);
    assert.notEqual(second, first);
    const good = (secret: string, message: Received | undefined) => {
      try {
        verifyMessage({ headers: headersOf(message as Received), body: message?.body ?? '' }, { secret, nowSeconds: Math.floor(clock.ms / 1000) });
        return true;
      } catch {
        return false;
      }
    };
    await store.updateTransaction(hash, { status: 'confirmed', blockNumber: 1 }, clock.ms);
    await deliverWebhooks(deps);
    assert.deepEqual([good(first, received.at(-1)), good(second, received.at(-1))], [true, true]);
    clock.ms += SECRET_OVERLAP_MS;
    await store.reopenTransactions({ chainId: 10, address: transaction.from, nonceFrom: 0, nowMs: clock.ms });
    await deliverWebhooks(deps);
    assert.deepEqual([good(first, received.at(-1)), good(second, received.at(-1))], [false, true]);
  });

  it('error: endpoints that are none, too many, twice, or unknown', async () => {
    const { endpoint, secret } = await addEndpoint('demo', url, deps);
    assert.equal(secret, deriveSecret(deps.tokenSecret, endpoint.endpointId, 1));
    await assert.rejects(addEndpoint('demo', url, deps), { field: 'url' });
    await assert.rejects(addEndpoint('demo', 'http://shop.example', { ...deps, allowPrivate: false }), { field: 'url' });
    await assert.rejects(addEndpoint('../x', url, deps), { field: 'appId' });
    await assert.rejects(rotateEndpoint('ep_0', deps), { field: 'endpointId' });
    for (let index = 1; index < 10; index++) await addEndpoint('demo', `${url}/${index}`, { ...deps, random: (length) => new Uint8Array(length).fill(index) });
    await assert.rejects(addEndpoint('demo', `${url}/10`, deps), { field: 'appId' });
    await removeEndpoint(endpoint.endpointId, deps);
    await assert.rejects(removeEndpoint(endpoint.endpointId, deps), { field: 'endpointId' });
    assert.equal((await store.listAudit('demo', 0, 100)).length, 11);
  });
}

describe('webhooks over SQLite', () => {
  webhookSuite(async () => ({ open: () => openSqliteStore({ path: ':memory:' }), remove: async () => undefined }));
});

describe('webhooks over PostgreSQL', { skip: missingPostgres() }, () => {
  let postgres: Postgres;
  before(async () => {
    postgres = await startPostgres();
  });
  after(() => postgres.stop());
  webhookSuite(async () => {
    const { url, remove } = await postgres.newDatabase();
    return { open: () => openPostgresStore({ url, random: (length) => new Uint8Array(randomBytes(length)) }), remove };
  });
});
