import assert from 'node:assert/strict';
import { afterEach, beforeEach, describe, it } from 'node:test';
import { encodeIntent } from '../../../widget/src/contract/intent.ts';
import { createHarness, expectProblem, type Harness } from '../api/testing/harness.ts';
import { EnclaveError } from '../enclave-client/port.ts';
import { defaultRateLimits } from './rate-limit.ts';

const one = { burst: 1, perSecond: 1 };

describe('queues and limits', () => {
  let harness: Harness;
  beforeEach(async () => {
    harness = await createHarness({ admission: { maxRunning: 2, maxWaiting: 3 } });
  });
  afterEach(() => harness.close());

  it('error: a full queue is 503 with Retry-After at once, nothing was done, and the same request works afterwards', async () => {
    const client = await harness.signIn();
    const { walletId } = await harness.createWallet(client);
    let release: () => void = () => undefined;
    const held = new Promise<void>((resolve) => {
      release = resolve;
    });
    const call = harness.enclave.call.bind(harness.enclave);
    let running = 0;
    let most = 0;
    harness.enclave.call = async (...values) => {
      most = Math.max(most, ++running);
      await held;
      running--;
      return call(...values);
    };
    const idempotencyKey = crypto.randomUUID();
    const body = harness.callBody(client, 'wallet_activate', walletId);
    let answered = 0;
    const calls = Array.from({ length: 8 }, () => client.post('/v1/enclave/call', body).finally(() => answered++));
    while (answered < 3) await new Promise((resolve) => setImmediate(resolve));
    const refused = await client.post('/v1/enclave/call', body, { idempotencyKey });
    assert.equal(refused.headers.get('retry-after'), '1');
    await expectProblem(refused, 503, 'rate_limited');
    assert.equal(answered, 3, 'five are held: two at work, three in line');
    release();
    assert.deepEqual((await Promise.all(calls)).map(({ status }) => status).sort(), [200, 200, 200, 200, 200, 503, 503, 503]);
    assert.equal(most, 2);
    assert.equal((await client.post('/v1/enclave/call', body, { idempotencyKey })).status, 200);
  });

  it('error: an enclave whose Argon2id queue is full is 503 with Retry-After', async () => {
    const client = await harness.signIn();
    harness.enclave.failure = new EnclaveError('rate_limited', 'the enclave is busy');
    const response = await client.post('/v1/enclave/call', harness.callBody(client, 'wallet_create', crypto.randomUUID()));
    assert.equal(response.headers.get('retry-after'), '1');
    await expectProblem(response, 503, 'rate_limited');
  });

  it('error: a person is counted over all sessions, another person for themselves', async () => {
    await using limited = await limitedHarness({ user: one });
    const [laptop, phone, eve] = await Promise.all([limited.signIn('ada'), limited.signIn('ada'), limited.signIn('eve')]);
    assert.equal((await laptop.call('GET', '/v1/wallets')).status, 200);
    const refused = await phone.call('GET', '/v1/wallets');
    assert.equal(refused.headers.get('retry-after'), '1');
    await expectProblem(refused, 429, 'rate_limited');
    assert.equal((await eve.call('GET', '/v1/wallets')).status, 200);
  });

  it('error: an app is counted over all its people', async () => {
    await using limited = await limitedHarness({ app: one });
    const [ada, eve] = await Promise.all([limited.signIn('ada'), limited.signIn('eve')]);
    assert.equal((await ada.call('GET', '/v1/wallets')).status, 200);
    await expectProblem(await eve.call('GET', '/v1/wallets'), 429, 'rate_limited');
  });

  it('error: a page is counted by what it asks to be signed, and another page is not held up by it', async () => {
    await using limited = await limitedHarness({ origin: one });
    const client = await limited.signIn();
    const { walletId, address } = await limited.createWallet(client);
    const sign = (nonce: number, origin?: string) => {
      const intent = limited.transactionIntent(address, { nonce, ...(origin === undefined ? {} : { origin }) });
      return client.post('/v1/enclave/call', limited.callBody(client, 'sign_intent', walletId, encodeIntent(intent)));
    };
    assert.equal((await sign(0)).status, 200);
    await expectProblem(await sign(1), 429, 'rate_limited');
    assert.equal((await sign(1, limited.deps.walletOrigin)).status, 200);
    limited.clock.ms += 1_000;
    assert.equal((await sign(2)).status, 200);
  });
});

async function limitedHarness(rateLimits: Partial<typeof defaultRateLimits>) {
  const harness = await createHarness({ rateLimits: { ...defaultRateLimits, ...rateLimits } });
  return { ...harness, [Symbol.asyncDispose]: harness.close };
}
