import { escapeLine } from '../../clear-signing/escape-text.ts';
import type { PeerClaim } from '../../state/wallet-connect.ts';

const NAME_LENGTH_LIMIT = 40;

/** The origin of an address that a site could have, as the browser spells it; null for any other. */
function originOf(url: unknown): string | null {
  if (typeof url !== 'string' || url.length > 2_048 || !URL.canParse(url)) return null;
  const { protocol, origin, host, username, password } = new URL(url);
  const isSite = (protocol === 'https:' || protocol === 'http:') && username === '' && password === '';
  return isSite && host.length <= 253 ? origin : null;
}

/**
 * What an app says of itself, made fit to be shown as a claim: one line, no character that hides or turns others, no picture (it would be
 * fetched from wherever the app likes), no description.
 */
export function readPeerClaim(metadata: unknown): PeerClaim {
  const { name, url } = (typeof metadata === 'object' && metadata !== null ? metadata : {}) as { readonly name?: unknown; readonly url?: unknown };
  const letters = [...escapeLine(typeof name === 'string' ? name.slice(0, 4 * NAME_LENGTH_LIMIT).trim() : '')];
  const cut = letters.length > NAME_LENGTH_LIMIT ? `${letters.slice(0, NAME_LENGTH_LIMIT - 1).join('')}…` : letters.join('');
  return { name: cut, url: originOf(url) };
}
