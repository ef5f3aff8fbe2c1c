/**
 * What a page has to allow for the wallet, line by line, ready to paste (W3C CSP 3 §6.1).
 *
 * - `script-src`: the script and its doctor. A page that bundles the SDK needs none of it.
 * - `frame-src`: the wallet's frame. Without it there is no wallet.
 * - `connect-src`: only for `wallet.doctor()`, which asks the wallet why it refuses a page. All else works without it.
 *
 * @param {{ walletUrl: string, isBundled?: boolean, asHeader?: boolean, digests?: Record<string, string> }} options
 * @returns {string[]}
 * @throws {TypeError} for an address that is none, or is neither https nor this machine.
 */
export function policyLines({ walletUrl, isBundled = false, asHeader = false, digests }) {
  if (!URL.canParse(walletUrl)) throw new TypeError(`--wallet: ${walletUrl} is no address; write https://YOUR-WALLET`);
  const { origin, protocol, hostname, pathname } = new URL(walletUrl);
  const isLocal = hostname === 'localhost' || hostname === '127.0.0.1';
  if (protocol !== 'https:' && !(protocol === 'http:' && isLocal)) throw new TypeError(`--wallet: ${walletUrl} must be https`);
  const directives = [...(isBundled ? [] : [`script-src ${origin}`]), `frame-src ${origin}`, `connect-src ${origin}`];
  if (asHeader) return [`Content-Security-Policy: ${directives.join('; ')}`];
  const lines = directives.map((directive) => `${directive};`);
  if (isBundled || digests?.['alcove.js'] === undefined) return lines;
  const src = `${origin}${pathname.replace(/\/*$/, '/')}sdk/v1/alcove.js`;
  return [...lines, `<script src="${src}" integrity="${digests['alcove.js']}" crossorigin="anonymous"></script>`];
}
