import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import * as v from 'valibot';
import { createFixedPrices, firstOf } from './fixed-prices.ts';
import { createHttpPrices, httpPricesSchema, readPrice } from './http-prices.ts';

const usdc = `0x${'a0'.repeat(20)}` as const;
const eth = { chainId: 1, token: null };
const token = { chainId: 1, token: usdc };
const startMs = 1_800_000_000_000;

function world(answer: () => Response | Promise<Response>, change: Record<string, unknown> = {}) {
  const clock = { ms: startMs, nowMs: () => clock.ms };
  const asked: string[] = [];
  const options = v.parse(httpPricesSchema, {
    url: 'https://prices.example/v3?ids={ids}&vs={currency}',
    ids: { '1:native': 'ethereum', [`1:${usdc}`]: 'usd-coin' },
    price: ['{id}', '{currency}'],
    ...change,
  });
  const fetch = async (input: RequestInfo | URL) => {
    asked.push(String(input));
    return answer();
  };
  return { clock, asked, source: createHttpPrices({ options, fetch, clock }) };
}
const json = (body: unknown) => () => Response.json(body);

describe('prices over HTTP', () => {
  it('behavior: asks once for all, reads by the operator’s mapping, and remembers for a minute', async () => {
    const { asked, clock, source } = world(json({ ethereum: { usd: 2500.5 }, 'usd-coin': { usd: '0.999' } }));
    assert.deepEqual(await source([eth, token], 'USD'), [2500.5, 0.999]);
    assert.deepEqual(await Promise.all([source([token], 'USD'), source([eth], 'USD')]), [[0.999], [2500.5]]);
    assert.deepEqual(asked, ['https://prices.example/v3?ids=ethereum,usd-coin&vs=usd']);
    clock.ms += 60_000;
    await Promise.all([source([eth], 'USD'), source([eth], 'USD')]);
    assert.equal(asked.length, 2);
  });

  it('behavior: what is not in the mapping is not asked for', async () => {
    const { asked, source } = world(json({}));
    assert.deepEqual(await source([{ chainId: 5, token: null }], 'EUR'), [null]);
    assert.deepEqual(asked, []);
  });

  it('behavior: a source that fails later yields null, never the price of before', async () => {
    let works = true;
    const { clock, source } = world(() => (works ? Response.json({ ethereum: { krw: 3_400_000 } }) : new Response('', { status: 500 })));
    assert.deepEqual(await source([eth], 'KRW'), [3_400_000]);
    works = false;
    clock.ms += 60_001;
    assert.deepEqual(await source([eth], 'KRW'), [null]);
    works = true;
    clock.ms += 10_001;
    assert.deepEqual(await source([eth], 'KRW'), [3_400_000]);
  });

  it('behavior: a price that the source itself calls old is none, and one that grows old is dropped in time', async () => {
    const at = (seconds: number) => json({ ethereum: { usd: 2500, at: seconds } });
    const aged = { updatedAtSeconds: ['{id}', 'at'], maxAgeSeconds: 600 };
    assert.deepEqual(await world(at(startMs / 1_000 - 601), aged).source([eth], 'USD'), [null]);
    assert.deepEqual(await world(json({ ethereum: { usd: 2500 } }), aged).source([eth], 'USD'), [null]);
    const { clock, asked, source } = world(at(startMs / 1_000 - 590), aged);
    assert.deepEqual(await source([eth], 'USD'), [2500]);
    clock.ms += 10_001;
    assert.deepEqual(await source([eth], 'USD'), [null]);
    assert.equal(asked.length, 2);
  });

  for (const [name, answer] of Object.entries({
    'no JSON': () => new Response('<html>'),
    'a body without end': () => new Response(new Uint8Array(2 * 1024 * 1024)),
    'a refused connection': () => Promise.reject(new TypeError('fetch failed')),
    'a prototype': json({}),
    'a list': json([]),
  })) {
    it(`error: ${name} is no price`, async () => {
      assert.deepEqual(await world(answer, { price: ['__proto__', 'constructor', 'length'] }).source([eth, token], 'USD'), [null, null]);
    });
  }

  for (const value of [Number.NaN, Number.POSITIVE_INFINITY, -1, 0, 1e13, 'NaN', '1e5', '-1', '', null, {}, true, '0x10', ' 1']) {
    it(`error: ${JSON.stringify(value)} is no price`, () => assert.equal(readPrice(value), null));
  }

  it('error: a configuration that asks a file or names no price', () => {
    const good = { url: 'https://p.example', ids: {}, price: ['x'] };
    assert.ok(v.is(httpPricesSchema, good));
    for (const change of [{ url: 'file:///etc/passwd' }, { ids: { '1:0xABC': 'x' } }, { price: [] }, { key: 'x' }]) {
      assert.equal(v.is(httpPricesSchema, { ...good, ...change }), false);
    }
  });
});

describe('several sources', () => {
  it('behavior: the first that knows it', async () => {
    const prices = { USD: 1, KRW: 2, JPY: 3, EUR: 4 };
    const asked: number[] = [];
    const second = createFixedPrices({ '1:native': prices, [`1:${usdc}`]: { ...prices, JPY: 30 } });
    const source = firstOf([
      createFixedPrices({ '1:native': { ...prices, JPY: 5 } }),
      async (assets, currency) => {
        asked.push(assets.length);
        return second(assets, currency);
      },
    ]);
    assert.deepEqual(await source([eth, token, { chainId: 9, token: null }], 'JPY'), [5, 30, null]);
    assert.deepEqual(asked, [2]);
  });
});
