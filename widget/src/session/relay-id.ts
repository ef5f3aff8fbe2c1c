/**
 * Where at the wallet's server an answer is left for a wallet that its window cannot reach (`/v1/relay/:id`). Both sides know
 * the request's `state` and nothing else in common, so the id is a digest of it.
 *
 * @param url the authorization request, or the address it was answered at: either has the `state`.
 * @returns 64 hexadecimal digits.
 */
export async function relayIdOf(url: string): Promise<string> {
  const state = new URL(url).searchParams.get('state') ?? '';
  const digest = await crypto.subtle.digest('SHA-256', new TextEncoder().encode(`alcove/relay/v1\0${state}`));
  return Array.from(new Uint8Array(digest), (byte) => byte.toString(16).padStart(2, '0')).join('');
}
