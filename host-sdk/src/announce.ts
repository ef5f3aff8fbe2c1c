import type { Provider } from './provider.ts';

/** How a wallet presents itself to other libraries (EIP-6963 §"Provider Info"). */
export type ProviderInfo = { readonly uuid: string; readonly name: string; readonly icon: `data:image/${string}`; readonly rdns: string };

const icon =
  "data:image/svg+xml,%3Csvg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 48 48'%3E%3Crect width='48' height='48' rx='11' fill='%234351de'/%3E%3Cpath d='M13 36V23a11 11 0 0 1 22 0v13h-6V23a5 5 0 0 0-10 0v13z' fill='%23fff'/%3E%3C/svg%3E";

/**
 * Announces a provider to other libraries on the page, now and whenever one asks (EIP-6963). The script tag does this by
 * itself; with the npm package it is the page's choice.
 *
 * @param rdns - A reversed domain name of the wallet's operator, which stays the same over visits.
 * @returns Ends the announcement.
 * @example
 * ```ts
 * const stop = announceProvider(wallet.provider, 'example.wallet');
 * ```
 */
export function announceProvider(provider: Provider, rdns: string): () => void {
  const info: ProviderInfo = Object.freeze({ uuid: crypto.randomUUID(), name: 'Alcove', icon, rdns });
  const detail = Object.freeze({ info, provider });
  const announce = (): void => void dispatchEvent(new CustomEvent('eip6963:announceProvider', { detail }));
  addEventListener('eip6963:requestProvider', announce);
  announce();
  return () => removeEventListener('eip6963:requestProvider', announce);
}

/** The wallet's host reversed: it says who runs the wallet. `https://wallet.example` gives `example.wallet`. */
export function rdnsOf(walletUrl: string): string {
  return new URL(walletUrl).hostname.split('.').reverse().join('.');
}
