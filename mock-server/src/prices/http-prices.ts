import * as v from 'valibot';
import type { Currency } from '../../../host-sdk/src/contract/types.ts';
import type { Clock } from '../deps.ts';
import { readBytes } from '../http/read-bytes.ts';
import { assetKey, type PriceSource } from './port.ts';

/** How an operator describes a source of prices, whatever its JSON looks like. */
export const httpPricesSchema = v.strictObject({
  /** `{ids}` becomes the names asked for, joined by commas; `{currency}` and `{CURRENCY}` the currency in lower and upper case. */
  url: v.pipe(v.string(), v.url(), v.startsWith('http')),
  headers: v.optional(v.record(v.string(), v.string()), {}),
  /** The source's name for each asset, by `CHAIN_ID:native` or `CHAIN_ID:0x…` in lower case. What is not named has no price. */
  ids: v.record(v.pipe(v.string(), v.regex(/^\d{1,16}:(native|0x[0-9a-f]{40})$/)), v.pipe(v.string(), v.regex(/^[\w.:-]{1,80}$/))),
  /** The way to the price inside the answer; `{id}`, `{currency}` and `{CURRENCY}` as above. */
  price: v.pipe(v.array(v.string()), v.minLength(1)),
  /** The way to when that price was made, in seconds. Without it the source is taken at its word that its prices are current. */
  updatedAtSeconds: v.optional(v.array(v.string())),
  /** No older price is shown. Default 600 (10 minutes). */
  maxAgeSeconds: v.optional(v.pipe(v.number(), v.minValue(1)), 600),
  /** How long an answer is used before the source is asked again. Default 60. */
  cacheSeconds: v.optional(v.pipe(v.number(), v.minValue(1)), 60),
  /** Default 3000. */
  timeoutMs: v.optional(v.pipe(v.number(), v.minValue(100), v.maxValue(10_000)), 3_000),
});
export type HttpPricesOptions = v.InferOutput<typeof httpPricesSchema>;

const BODY_LIMIT_BYTES = 1024 * 1024;
/** A source that has failed is left alone for so long. */
const REST_MS = 10_000;
/** Nothing is worth more; what says so is broken. */
const HIGHEST_PRICE = 1e12;

/** A number, or a number written out as some sources do; null for all else, NaN and negative ones included. */
export function readPrice(value: unknown): number | null {
  const price = typeof value === 'string' && /^\d{1,15}(\.\d{1,30})?$/.test(value) ? Number(value) : value;
  return typeof price === 'number' && Number.isFinite(price) && price > 0 && price <= HIGHEST_PRICE ? price : null;
}

function walk(answer: unknown, path: readonly string[], fill: (text: string) => string): unknown {
  let at = answer;
  for (const step of path.map(fill)) {
    if (typeof at !== 'object' || at === null || !Object.hasOwn(at, step)) return undefined;
    at = (at as Readonly<Record<string, unknown>>)[step];
  }
  return at;
}

type Known = { readonly price: number | null; readonly untilMs: number };

/**
 * Prices from any service that answers JSON over HTTPS; the operator says how (README, "Prices").
 *
 * @example
 * ```ts
 * createHttpPrices({
 *   options: v.parse(httpPricesSchema, {
 *     url: 'https://prices.example/simple/price?ids={ids}&vs_currencies={currency}',
 *     ids: { '1:native': 'ethereum' },
 *     price: ['{id}', '{currency}'],
 *   }),
 *   fetch,
 *   clock,
 * });
 * ```
 */
export function createHttpPrices(parts: { readonly options: HttpPricesOptions; readonly fetch: typeof globalThis.fetch; readonly clock: Clock }): PriceSource {
  const { options, clock } = parts;
  const known = new Map<string, Known>();
  const underWay = new Map<string, Promise<void>>();

  const fillFor = (currency: Currency, ids: readonly string[]) => (text: string) =>
    text
      .replaceAll('{ids}', ids.map(encodeURIComponent).join(','))
      .replaceAll('{id}', ids[0] ?? '')
      .replaceAll('{currency}', currency.toLowerCase())
      .replaceAll('{CURRENCY}', currency);

  async function ask(ids: readonly string[], currency: Currency): Promise<unknown> {
    const url = fillFor(currency, ids)(options.url);
    const response = await parts.fetch(url, { headers: options.headers, redirect: 'error', signal: AbortSignal.timeout(options.timeoutMs) });
    if (!response.ok) throw new Error(`the source of prices answered ${response.status}`);
    return JSON.parse(new TextDecoder().decode(await readBytes(response, BODY_LIMIT_BYTES)));
  }

  function priceIn(answer: unknown, id: string, currency: Currency): Known {
    const fill = fillFor(currency, [id]);
    const nowMs = clock.nowMs();
    const price = readPrice(walk(answer, options.price, fill));
    const untilMs = nowMs + options.cacheSeconds * 1_000;
    if (price === null || options.updatedAtSeconds === undefined) return { price, untilMs };
    const updatedAtSeconds = walk(answer, options.updatedAtSeconds, fill);
    const oldAtMs = typeof updatedAtSeconds === 'number' ? (updatedAtSeconds + options.maxAgeSeconds) * 1_000 : Number.NaN;
    return oldAtMs > nowMs ? { price, untilMs: Math.min(untilMs, oldAtMs) } : { price: null, untilMs };
  }

  async function load(ids: readonly string[], currency: Currency): Promise<void> {
    const answer = await ask(ids, currency).catch(() => undefined);
    for (const id of ids) {
      const entry = answer === undefined ? { price: null, untilMs: clock.nowMs() + REST_MS } : priceIn(answer, id, currency);
      known.set(`${currency} ${id}`, entry);
    }
  }

  async function refresh(ids: readonly string[], currency: Currency): Promise<void> {
    const missing = ids.filter((id) => !underWay.has(`${currency} ${id}`) && (known.get(`${currency} ${id}`)?.untilMs ?? 0) <= clock.nowMs());
    if (missing.length > 0) {
      const loading = load(missing, currency).finally(() => {
        for (const id of missing) underWay.delete(`${currency} ${id}`);
      });
      for (const id of missing) underWay.set(`${currency} ${id}`, loading);
    }
    await Promise.all(ids.map((id) => underWay.get(`${currency} ${id}`)));
  }

  return async (assets, currency) => {
    const ids = assets.map((asset) => (Object.hasOwn(options.ids, assetKey(asset)) ? (options.ids[assetKey(asset)] ?? null) : null));
    await refresh([...new Set(ids.filter((id) => id !== null))], currency);
    return ids.map((id) => {
      const entry = id === null ? undefined : known.get(`${currency} ${id}`);
      // A clock that was set back must not keep an old price alive.
      const isCurrent = entry !== undefined && entry.untilMs > clock.nowMs() && entry.untilMs - clock.nowMs() <= options.cacheSeconds * 1_000;
      return isCurrent ? entry.price : null;
    });
  };
}
