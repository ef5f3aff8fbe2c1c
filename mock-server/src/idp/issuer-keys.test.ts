import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { createIssuerKeys } from './issuer-keys.ts';

const issuer = 'https://issuer.test';
const key = { kty: 'EC', kid: 'a' };

function setUp(documents: Record<string, unknown>) {
  const clock = { now: 0, nowMs: () => clock.now };
  const asked: string[] = [];
  const fetch = async (url: string | URL | Request): Promise<Response> => {
    asked.push(String(url));
    const document = documents[String(url)];
    if (document === undefined) throw new TypeError('fetch failed');
    return Response.json(document);
  };
  return { clock, asked, documents, keysOf: createIssuerKeys({ fetch, clock }) };
}

const discovery = `${issuer}/.well-known/openid-configuration`;
const good = { [discovery]: { issuer, jwks_uri: `${issuer}/jwks` }, [`${issuer}/jwks`]: { keys: [key] } };

describe('issuer keys', () => {
  it('behavior: parallel callers share one request; five minutes are answered from memory', async () => {
    const { asked, clock, keysOf } = setUp({ ...good });
    assert.deepEqual(await Promise.all([keysOf(issuer), keysOf(issuer)]), [{ keys: [key] }, { keys: [key] }]);
    clock.now = 299_999;
    await keysOf(issuer);
    assert.equal(asked.length, 2);
    clock.now = 300_000;
    await keysOf(issuer);
    assert.equal(asked.length, 4);
  });

  it('behavior: an issuer that is down for a while does not lock anyone out; after an hour it does', async () => {
    const { clock, documents, keysOf } = setUp({ ...good });
    await keysOf(issuer);
    delete documents[discovery];
    clock.now = 3_599_999;
    assert.deepEqual(await keysOf(issuer), { keys: [key] });
    clock.now = 3_600_000;
    await assert.rejects(keysOf(issuer));
  });

  for (const [name, metadata] of Object.entries({
    "another issuer's document": { issuer: 'https://evil.test', jwks_uri: `${issuer}/jwks` },
    'keys over plain http elsewhere': { issuer, jwks_uri: 'http://elsewhere.test/jwks' },
    'no jwks_uri': { issuer },
  })) {
    it(`error: ${name}`, async () => {
      await assert.rejects(setUp({ ...good, [discovery]: metadata, 'http://elsewhere.test/jwks': { keys: [key] } }).keysOf(issuer));
    });
  }

  it('error: keys that are not keys', async () => {
    await assert.rejects(setUp({ ...good, [`${issuer}/jwks`]: { keys: ['a'] } }).keysOf(issuer));
  });
});
