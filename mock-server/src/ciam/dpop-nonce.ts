import { base64url } from 'jose';
import { BoundedMap } from '../bounded-map.ts';
import type { Clock } from '../deps.ts';
import { equalInConstantTime, macOf } from './keys.ts';

/** How long a nonce, and with it every proof made over it, is good. */
export const DPOP_NONCE_LIFETIME_MS = 300_000;
/** One nonce serves this long. */
const ISSUE_INTERVAL_MS = 10_000;
/** Another instance's clock may be ahead of this one's. */
const MAX_SKEW_MS = DPOP_NONCE_LIFETIME_MS;
/** All that are good at a time, so that no MAC is made twice. */
const GOOD_NONCES = (DPOP_NONCE_LIFETIME_MS + MAX_SKEW_MS) / ISSUE_INTERVAL_MS + 1;
const MAC_LENGTH = 16;

export type DpopNonces = {
  current(): Promise<string>;
  /** @returns when the nonce runs out, or null when it is not ours or has run out. */
  expiresAtMs(nonce: string): Promise<number | null>;
};

/**
 * Nonces of RFC 9449 §8 that need no memory: the time of issue and a MAC over it. Any instance that has the secret takes
 * a nonce of any other. Freshness is measured on the server's clock alone, so a client whose clock is a year off works.
 */
export function createDpopNonces(key: CryptoKey, clock: Clock): DpopNonces {
  const made = new BoundedMap<number, Promise<string>>(GOOD_NONCES);

  async function make(issuedAtMs: number): Promise<string> {
    const mac = await macOf(key, String(issuedAtMs));
    return `${issuedAtMs.toString(36)}.${base64url.encode(mac.subarray(0, MAC_LENGTH))}`;
  }

  function nonceOf(issuedAtMs: number): Promise<string> {
    const known = made.get(issuedAtMs);
    if (known !== undefined) return known;
    const nonce = make(issuedAtMs);
    made.set(issuedAtMs, nonce);
    return nonce;
  }

  return {
    current: () => nonceOf(Math.floor(clock.nowMs() / ISSUE_INTERVAL_MS) * ISSUE_INTERVAL_MS),
    async expiresAtMs(nonce) {
      const issuedAtMs = Number.parseInt(nonce.split('.')[0] ?? '', 36);
      const expiresAtMs = issuedAtMs + DPOP_NONCE_LIFETIME_MS;
      const nowMs = clock.nowMs();
      // Of a time at which one was made, so that made-up ones cannot push out what is kept.
      const isOneOfOurs = issuedAtMs % ISSUE_INTERVAL_MS === 0 && issuedAtMs <= nowMs + MAX_SKEW_MS && nowMs < expiresAtMs;
      return isOneOfOurs && equalInConstantTime(nonce, await nonceOf(issuedAtMs)) ? expiresAtMs : null;
    },
  };
}
