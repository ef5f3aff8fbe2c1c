import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { deriveSecret, REPLAY_WINDOW_SECONDS, signMessage, verifyMessage } from './signature.ts';

const secret = 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw';
const id = 'msg_p5jXN8AQM9LWM0D4loKWxJek';
const timestampSeconds = 1_614_265_330;
const body = '{"test": 2432232314}';

describe('webhook signatures', () => {
  it('behavior: the known answer of the Standard Webhooks libraries', () => {
    const headers = signMessage({ id, timestampSeconds, body, secrets: [secret] });
    assert.deepEqual(headers, {
      'webhook-id': id,
      'webhook-timestamp': '1614265330',
      'webhook-signature': 'v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=',
    });
    verifyMessage({ headers, body }, { secret, nowSeconds: timestampSeconds });
  });

  it('behavior: while a secret is replaced, a receiver with either of them believes', () => {
    const next = deriveSecret(new Uint8Array(32).fill(7), 'ep_1', 2);
    const headers = signMessage({ id, timestampSeconds, body, secrets: [next, secret] });
    for (const known of [next, secret]) verifyMessage({ headers, body }, { secret: known, nowSeconds: timestampSeconds });
  });

  it('behavior: secrets of endpoints and of versions have nothing to do with one another', () => {
    const tokenSecret = new Uint8Array(32).fill(7);
    const secrets = [deriveSecret(tokenSecret, 'ep_1', 1), deriveSecret(tokenSecret, 'ep_1', 2), deriveSecret(tokenSecret, 'ep_2', 1)];
    assert.equal(new Set(secrets).size, 3);
    for (const derived of secrets) assert.match(derived, /^whsec_[A-Za-z0-9+/]{43}=$/);
  });

  const good = signMessage({ id, timestampSeconds, body, secrets: [secret] });
  const refused: readonly (readonly [string, { headers?: Record<string, string>; body?: string; nowSeconds?: number }, string])[] = [
    ['another body', { body: '{"test": 2432232315}' }, 'webhook-signature'],
    ['another id', { headers: { 'webhook-id': 'msg_2' } }, 'webhook-signature'],
    ['another time', { headers: { 'webhook-timestamp': '1614265331' } }, 'webhook-signature'],
    ['an old message', { nowSeconds: timestampSeconds + REPLAY_WINDOW_SECONDS + 1 }, 'webhook-timestamp'],
    ['a message of tomorrow', { nowSeconds: timestampSeconds - REPLAY_WINDOW_SECONDS - 1 }, 'webhook-timestamp'],
    ['a time that is none', { headers: { 'webhook-timestamp': '0x1' } }, 'webhook-timestamp'],
    ['no id', { headers: { 'webhook-id': '' } }, 'webhook-id'],
    ['a cut signature', { headers: { 'webhook-signature': good['webhook-signature'].slice(0, -4) } }, 'webhook-signature'],
    ['another version', { headers: { 'webhook-signature': good['webhook-signature'].replace('v1,', 'v1a,') } }, 'webhook-signature'],
    ['no signature', { headers: { 'webhook-signature': '' } }, 'webhook-signature'],
  ];
  for (const [name, change, field] of refused) {
    it(`error: ${name}`, () => {
      const message = { headers: { ...good, ...change.headers }, body: change.body ?? body };
      assert.throws(() => verifyMessage(message, { secret, nowSeconds: change.nowSeconds ?? timestampSeconds }), { name: 'WebhookError', field });
    });
  }

  it('behavior: the ends of the replay window are inside it', () => {
    for (const nowSeconds of [timestampSeconds - REPLAY_WINDOW_SECONDS, timestampSeconds + REPLAY_WINDOW_SECONDS]) {
      verifyMessage({ headers: good, body }, { secret, nowSeconds });
    }
  });
});
