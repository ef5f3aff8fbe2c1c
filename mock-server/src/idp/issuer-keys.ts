import type { JSONWebKeySet } from 'jose';
import * as v from 'valibot';
import type { Clock } from '../deps.ts';

export type IssuerKeysOptions = {
  readonly fetch: typeof globalThis.fetch;
  readonly clock: Clock;
  /** For discovery and keys together. Default 3000 (3 seconds). */
  readonly timeoutMs?: number;
  /** How long keys are used without asking again. Default 300000 (5 minutes). */
  readonly freshMs?: number;
  /** How long known keys are still used when the issuer cannot be reached. Default 3600000 (1 hour). */
  readonly staleMs?: number;
};

const discoverySchema = v.object({ issuer: v.string(), jwks_uri: v.pipe(v.string(), v.url()) });
const jwksSchema = v.object({ keys: v.pipe(v.array(v.looseObject({ kty: v.string() })), v.maxLength(100)) });
const maxBytes = 256 * 1024;

type Entry = { readonly keys: JSONWebKeySet; readonly fetchedAtMs: number };

/**
 * An issuer's public keys by OpenID Connect Discovery 1.0 §4 (`jwks_uri`), cached, one request at a time per issuer.
 *
 * @throws Error when the issuer cannot be reached in time, names another issuer, or sends its keys from plain http elsewhere.
 */
export function createIssuerKeys(options: IssuerKeysOptions): (issuer: string) => Promise<JSONWebKeySet> {
  const { clock, timeoutMs = 3_000, freshMs = 300_000, staleMs = 3_600_000 } = options;
  const cache = new Map<string, Entry>();
  const underWay = new Map<string, Promise<JSONWebKeySet>>();

  async function readJson(url: string, signal: AbortSignal): Promise<unknown> {
    const response = await options.fetch(url, { headers: { accept: 'application/json' }, redirect: 'error', signal });
    if (!response.ok) throw new Error(`${url} answered ${response.status}`);
    const text = await response.text();
    if (text.length > maxBytes) throw new Error(`${url} answered more than ${maxBytes} bytes`);
    return JSON.parse(text);
  }

  async function load(issuer: string): Promise<JSONWebKeySet> {
    const signal = AbortSignal.timeout(timeoutMs);
    const base = issuer.endsWith('/') ? issuer.slice(0, -1) : issuer;
    const metadata = v.parse(discoverySchema, await readJson(`${base}/.well-known/openid-configuration`, signal));
    // Discovery §4.3: another name in the document is another issuer's document.
    if (metadata.issuer !== issuer) throw new Error(`${issuer} answers as another issuer`);
    const { protocol, origin } = new URL(metadata.jwks_uri);
    if (protocol !== 'https:' && origin !== new URL(issuer).origin) throw new Error(`${issuer} keeps its keys at an unprotected address`);
    return v.parse(jwksSchema, await readJson(metadata.jwks_uri, signal)) as JSONWebKeySet;
  }

  async function refresh(issuer: string): Promise<JSONWebKeySet> {
    try {
      const keys = await load(issuer);
      cache.set(issuer, { keys, fetchedAtMs: clock.nowMs() });
      return keys;
    } catch (error) {
      const known = cache.get(issuer);
      if (known !== undefined && clock.nowMs() - known.fetchedAtMs < staleMs) return known.keys;
      throw error;
    }
  }

  return async (issuer) => {
    const known = cache.get(issuer);
    if (known !== undefined && clock.nowMs() - known.fetchedAtMs < freshMs) return known.keys;
    const running = underWay.get(issuer) ?? refresh(issuer).finally(() => underWay.delete(issuer));
    underWay.set(issuer, running);
    return running;
  };
}
