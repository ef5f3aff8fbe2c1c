/** Marks the message of the callback page (callback.ts) to the window that opened it. */
const CALLBACK_SOURCE = 'alcove-sign-in';

export type CallbackMessage = { readonly source: typeof CALLBACK_SOURCE; readonly url: string };

export function callbackMessage(url: string): CallbackMessage {
  return { source: CALLBACK_SOURCE, url };
}

/** The address the provider redirected to, or null for any other message. */
export function callbackUrlOf(data: unknown): string | null {
  const { source, url } = (typeof data === 'object' && data !== null ? data : {}) as Partial<Record<keyof CallbackMessage, unknown>>;
  return source === CALLBACK_SOURCE && typeof url === 'string' ? url : null;
}

/** Ends the `state` of a login that took the whole page along (session/redirect.ts): it is led back, and its window stays. */
export const REDIRECT_STATE = 'here';
