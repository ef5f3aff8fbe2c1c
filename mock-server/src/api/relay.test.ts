import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { openSqliteStore } from '../store/sqlite-store.ts';
import type { Store } from '../store/store.ts';
import { RELAY_LIFETIME_MS } from './relay.ts';
import { createHarness, expectProblem, type Harness, WALLET_ORIGIN } from './testing/harness.ts';
import type { TestClient } from './testing/test-client.ts';

const answer = `${WALLET_ORIGIN}/w/callback.html?code=canary-51ab&state=s`;
const newId = () => Buffer.from(crypto.getRandomValues(new Uint8Array(32))).toString('hex');

describe('relay', () => {
  let harness: Harness;
  let client: TestClient;
  let store: Store;
  before(async () => {
    store = await openSqliteStore({ path: ':memory:' });
    harness = await createHarness({ store });
    client = await harness.newClient();
  });
  after(() => harness.close());

  const open = (id: string, by = client) => by.call('PUT', `/v1/relay/${id}`, { body: {} });
  // The callback page has no key: whoever answers shows nothing but the id.
  const put = (id: string, body: unknown = { answer }, headers: Record<string, string> = {}) =>
    client.call('POST', `/v1/relay/${id}`, { body, headers, proof: null, cookie: null });
  /** The server's nonces for proofs end sooner than a relay does. */
  const freshNonce = async () => {
    client.nonce = (await client.call('GET', '/v1/chains')).headers.get('dpop-nonce');
  };
  const take = (id: string, by = client) => by.call('GET', `/v1/relay/${id}`);

  it('behavior: an answer is waited for, comes once, and is gone', async () => {
    const id = newId();
    assert.equal((await open(id)).status, 204);
    assert.equal((await open(id)).status, 204, 'a reply that was lost may be asked for again');
    assert.equal((await take(id)).status, 204, 'nobody has answered');
    assert.equal((await put(id)).status, 204);
    const taken = await take(id);
    assert.deepEqual([taken.status, await taken.json()], [200, { answer }]);
    assert.equal(taken.headers.get('cache-control'), 'no-store');
    await expectProblem(await take(id), 404, 'not_found');
    await expectProblem(await put(id), 404, 'not_found');
  });

  it('behavior: the first answer stays', async () => {
    const id = newId();
    await open(id);
    await put(id);
    await expectProblem(await put(id, { answer: 'https://evil.example/?code=x' }), 404, 'not_found');
    assert.deepEqual(await (await take(id)).json(), { answer });
  });

  it('error: nothing is kept for an id that nobody opened', async () => {
    const id = newId();
    await expectProblem(await put(id), 404, 'not_found');
    await open(id);
    assert.equal((await take(id)).status, 204);
  });

  it('error: another key can neither read a relay nor take it over', async () => {
    const other = await harness.newClient();
    const id = newId();
    await open(id);
    await expectProblem(await open(id, other), 404, 'not_found');
    await put(id);
    await expectProblem(await take(id, other), 404, 'not_found');
    assert.equal((await take(id)).status, 200);
  });

  it('error: reading and opening need a proof of the key', async () => {
    const id = newId();
    await expectProblem(await client.call('PUT', `/v1/relay/${id}`, { body: {}, proof: null }), 401, 'invalid_dpop_proof');
    await open(id);
    await put(id);
    await expectProblem(await client.call('GET', `/v1/relay/${id}`, { proof: null }), 401, 'invalid_dpop_proof');
    const proofForOther = await client.proof('GET', `/v1/relay/${newId()}`);
    await expectProblem(await client.call('GET', `/v1/relay/${id}`, { proof: proofForOther }), 401, 'invalid_dpop_proof');
    assert.equal((await take(id)).status, 200);
  });

  it('behavior: it is over after ten minutes, answered or not, and housekeeping forgets it', async () => {
    const [waiting, answered] = [newId(), newId()];
    for (const id of [waiting, answered]) await open(id);
    await put(answered);
    harness.clock.ms += RELAY_LIFETIME_MS;
    await freshNonce();
    for (const id of [waiting, answered]) await expectProblem(await take(id), 404, 'not_found');
    await expectProblem(await put(waiting), 404, 'not_found');
    await store.deleteExpired(harness.clock.ms);
    harness.clock.ms -= 1;
    await expectProblem(await take(answered), 404, 'not_found');
    harness.clock.ms += 1;
    const other = await harness.newClient();
    assert.equal((await open(waiting, other)).status, 204, 'an id that is over belongs to nobody');
  });

  const returning = (id: string, url: string, appId = 'demo') => client.call('PUT', `/v1/relay/${id}`, { body: { return_to: { app_id: appId, url } } });

  for (const url of ['http://127.0.0.1:8123/cart?step=2#pay', `${WALLET_ORIGIN}/w/?app_id=demo`]) {
    it(`behavior: whoever answers is told once to go back to ${new URL(url).host}`, async () => {
      const id = newId();
      assert.equal((await returning(id, url)).status, 204);
      const answered = await put(id);
      assert.deepEqual([answered.status, await answered.json()], [200, { return_to: url }]);
      await expectProblem(await put(id), 404, 'not_found');
      assert.deepEqual(await (await take(id)).json(), { answer }, 'the wallet hears the answer and nothing else');
    });
  }

  const wrongReturns = [
    ['https://evil.example/', 'forbidden_origin', 403, 'return_to.url'],
    ['http://127.0.0.1.evil.example/', 'forbidden_origin', 403, 'return_to.url'],
    ['http://user@127.0.0.1:8123/', 'forbidden_origin', 403, 'return_to.url'],
    ['https://127.0.0.1:8123/', 'forbidden_origin', 403, 'return_to.url'],
    ['javascript:alert(1)', 'forbidden_origin', 403, 'return_to.url'],
    ['data:text/html,x', 'forbidden_origin', 403, 'return_to.url'],
    ['//127.0.0.1/', 'forbidden_origin', 403, 'return_to.url'],
    ['', 'forbidden_origin', 403, 'return_to.url'],
    [`http://127.0.0.1/${'x'.repeat(2_048)}`, 'invalid_request', 400, 'return_to.url'],
  ] as const;
  for (const [url, code, status, field] of wrongReturns) {
    it(`security: nobody is led to ${url.slice(0, 40)}`, async () => {
      const id = newId();
      await expectProblem(await returning(id, url), status, code, field);
      await expectProblem(await put(id), 404, 'not_found');
    });
  }

  it('param: an app that nobody registered leads nowhere', async () => {
    await expectProblem(await returning(newId(), 'http://127.0.0.1:8123/', 'nobody'), 404, 'app_unknown', 'return_to.app_id');
  });

  it('behavior: two that take at once: one has it', async () => {
    const id = newId();
    await open(id);
    await put(id);
    const statuses = (await Promise.all([take(id), take(id), take(id)])).map(({ status }) => status);
    assert.deepEqual(statuses.sort(), [200, 404, 404]);
  });

  const wrongIds = ['x', '0'.repeat(63), '0'.repeat(65), 'A'.repeat(64), `${'0'.repeat(62)}%2e`];
  for (const id of wrongIds) {
    it(`param: the id ${id.slice(0, 8)} (${id.length})`, async () => {
      for (const response of [await put(id), await take(id), await open(id)]) await expectProblem(response, 400, 'invalid_request', 'id');
    });
  }

  const wrongBodies: readonly (readonly [unknown, number, string, string?])[] = [
    [{}, 400, 'invalid_request', 'answer'],
    [{ answer: 7 }, 400, 'invalid_request', 'answer'],
    [{ answer: 'x'.repeat(8_193) }, 400, 'invalid_request', 'answer'],
    [{ answer, more: 1 }, 400, 'invalid_request', 'more'],
    [{ answer: 'x'.repeat(20_000) }, 413, 'payload_too_large'],
  ];
  for (const [body, status, code, field] of wrongBodies) {
    it(`param: the body ${JSON.stringify(body).slice(0, 24)}`, async () => {
      const id = newId();
      await open(id);
      await expectProblem(await put(id, body), status, code, field);
      assert.equal((await take(id)).status, 204, 'and nothing has changed');
    });
  }

  it('error: a page of another origin cannot answer, nor can a form', async () => {
    const id = newId();
    await open(id);
    await expectProblem(await put(id, { answer }, { origin: 'https://evil.example' }), 403, 'forbidden_origin', 'origin');
    await expectProblem(await put(id, { answer }, { 'sec-fetch-site': 'cross-site' }), 403, 'forbidden_origin', 'sec-fetch-site');
    await expectProblem(await put(id, { answer }, { 'content-type': 'text/plain' }), 415, 'unsupported_media_type', 'content-type');
    assert.equal((await take(id)).status, 204);
  });

  it('behavior: one address opens no more than it needs', async () => {
    const calls = Array.from({ length: 80 }, async () => {
      const path = `/v1/relay/${newId()}`;
      const headers = { 'content-type': 'application/json', dpop: await client.proof('PUT', path) };
      return harness.app(new Request(`${WALLET_ORIGIN}${path}`, { method: 'PUT', headers, body: '{}' }), { clientAddress: '192.0.2.7' });
    });
    const statuses = (await Promise.all(calls)).map(({ status }) => status);
    assert.deepEqual([statuses.filter((status) => status === 204).length, statuses.filter((status) => status === 429).length], [60, 20]);
  });

  it('security: an answer is in no log', () => {
    assert.equal(harness.logged.join('\n').includes('canary-51ab'), false);
  });
});
