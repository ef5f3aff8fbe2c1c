import { base64url } from 'jose';
import type { Clock } from '../deps.ts';
import { equalInConstantTime, macOf } from './keys.ts';

/** How long a nonce, and with it every proof made over it, is good. */
export const DPOP_NONCE_LIFETIME_MS = 300_000;
/** One nonce serves this long, so that its MAC is not made anew for every response. */
const ISSUE_INTERVAL_MS = 10_000;
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
  let issued: { readonly atMs: number; readonly nonce: Promise<string> } | null = null;

  async function nonceOf(issuedAtMs: number): Promise<string> {
    const mac = await macOf(key, String(issuedAtMs));
    return `${issuedAtMs.toString(36)}.${base64url.encode(mac.subarray(0, MAC_LENGTH))}`;
  }

  return {
    current() {
      const atMs = Math.floor(clock.nowMs() / ISSUE_INTERVAL_MS) * ISSUE_INTERVAL_MS;
      if (issued?.atMs !== atMs) issued = { atMs, nonce: nonceOf(atMs) };
      return issued.nonce;
    },
    async expiresAtMs(nonce) {
      const issuedAtMs = Number.parseInt(nonce.split('.')[0] ?? '', 36);
      if (!Number.isSafeInteger(issuedAtMs) || !equalInConstantTime(nonce, await nonceOf(issuedAtMs))) return null;
      const expiresAtMs = issuedAtMs + DPOP_NONCE_LIFETIME_MS;
      return clock.nowMs() < expiresAtMs ? expiresAtMs : null;
    },
  };
}
