/**
 * What a tab of the wallet tells the others of the same app in the same browser. They share storage, so a word says only what is to
 * be looked at again: nothing in it is secret, and a word that is lost costs freshness and nothing else.
 */
export type Word =
  | { readonly what: 'signed-in' | 'accounts' | 'sites' | 'choices' | 'lock' | 'unlock' | 'used' }
  | { readonly what: 'signed-out'; readonly reason: 'signed_out' | 'session_expired' }
  | { readonly what: 'account'; readonly walletId: string; readonly accountIndex: number };

export type Tabs = { say(word: Word): void; close(): void };

const names: ReadonlySet<unknown> = new Set<Word['what']>(['signed-in', 'signed-out', 'accounts', 'account', 'sites', 'choices', 'lock', 'unlock', 'used']);

/** Only the wallet's own origin can speak on the channel; an older or newer release of it may say what is not known here. */
function isWord(data: unknown): data is Word {
  return typeof data === 'object' && data !== null && names.has((data as Word).what);
}

/**
 * Joins the channel of an app. It ends at the wallet's origin and, where the browser parts storage by site, at the page's site: what is
 * said never reaches a page.
 *
 * @param hear each word of another tab, never one's own.
 */
export function joinTabs(appId: string, hear: (word: Word) => void): Tabs {
  let channel: BroadcastChannel;
  try {
    channel = new BroadcastChannel(`alcove-${appId}`);
  } catch {
    // Refused together with storage: then nothing is shared that others could need to know.
    return { say() {}, close() {} };
  }
  channel.onmessage = ({ data }: { readonly data: unknown }) => {
    if (isWord(data)) hear(data);
  };
  return { say: (word) => channel.postMessage(word), close: () => channel.close() };
}
