import { base64url } from 'jose';
import type { CiamKeys } from './keys.ts';
import { equalInConstantTime, macOf } from './keys.ts';

/** The cookie. `__Host-` pins it to this origin and to `Path=/`; browsers take it over https, and over http on localhost in Chromium and Firefox. */
export const REFRESH_COOKIE = '__Host-alcove-rt';
export const REFRESH_LIFETIME_MS = 30 * 86_400_000;
/**
 * Tabs share the cookie, so two of them may refresh with the same token at the same moment, and a reply may be lost. For
 * this long the second one is given what the first one got. Each needs a proof by the session key, so a copy of the cookie
 * gains nothing by it.
 */
export const REFRESH_OVERLAP_MS = 10_000;

/** Token of one generation of a session, with what the store keeps of it. */
export type RefreshToken = { readonly sessionId: string; readonly generation: number; readonly token: string; readonly hash: Uint8Array };

export type RefreshTokens = {
  of(sessionId: string, generation: number): Promise<RefreshToken>;
  /** @returns null for anything this server did not issue. */
  read(token: string): Promise<RefreshToken | null>;
};

/**
 * Refresh tokens: session, generation and a MAC over both. Being computed rather than drawn, the token after a given one
 * can be named again (see `REFRESH_OVERLAP_MS`). The store keeps a keyed hash of the current one.
 */
export function createRefreshTokens(keys: Pick<CiamKeys, 'refreshToken' | 'refreshHash'>): RefreshTokens {
  async function of(sessionId: string, generation: number): Promise<RefreshToken> {
    const mac = await macOf(keys.refreshToken, `${sessionId}.${generation}`);
    const token = `${sessionId}.${generation}.${base64url.encode(mac)}`;
    return { sessionId, generation, token, hash: await macOf(keys.refreshHash, token) };
  }
  return {
    of,
    async read(token) {
      const [sessionId, generationText, mac, ...rest] = token.split('.');
      const generation = Number(generationText);
      if (sessionId === undefined || mac === undefined || rest.length > 0 || !Number.isSafeInteger(generation)) return null;
      const issued = await of(sessionId, generation);
      return equalInConstantTime(token, issued.token) ? issued : null;
    },
  };
}
