import { WalletError } from './contract/errors.ts';
import type { WalletMode } from './contract/types.ts';

/** How a page starts the wallet. */
export type WalletOptions = {
  /** The app's id at the wallet, such as `demo`: 1 to 64 letters, digits, `-`, `_`, `.`. */
  readonly appId: string;
  /**
   * Where the wallet is served, such as `https://wallet.example`, or with the path it is mounted at. Default: where the script
   * tag came from; required when the SDK is bundled. Plain http is taken for localhost and 127.0.0.1 only.
   */
  readonly walletUrl?: string | undefined;
  /** Default `dialog`. */
  readonly mode?: WalletMode;
  /** The element that the wallet fills; required when `mode` is `inline`, unused otherwise. */
  readonly container?: Element | ShadowRoot;
};

/** Options that have passed `checkOptions`. */
export type CheckedOptions = {
  readonly appId: string;
  /** The widget's address: `w/` under the wallet URL, without a query. */
  readonly widgetUrl: URL;
  readonly mode: WalletMode;
  readonly container: Element | ShadowRoot | undefined;
};

/** What of the page decides whether a wallet can run on it; `window` is one. */
export type Page = { readonly origin: string; readonly isSecureContext: boolean };

/** -32080: the wallet cannot start on this page. `data.reason` is stable, `data.hint` is what to change. */
export function initError(reason: string, hint: string): WalletError {
  return new WalletError(-32080, `The wallet cannot start: ${hint}`, { reason, hint });
}

/**
 * Checks the options against the page.
 *
 * @throws WalletError -32080 with reason `app_id`, `wallet_url`, `wallet_same_origin`, `mode` or `insecure_page`.
 * @example
 * ```ts
 * checkOptions({ appId: 'demo', walletUrl: 'http://localhost:4100' }, window).widgetUrl.href; // 'http://localhost:4100/w/'
 * ```
 */
export function checkOptions({ appId, walletUrl, mode = 'dialog', container }: WalletOptions, page: Page): CheckedOptions {
  const require = (isMet: unknown, reason: string, hint: string): void => {
    if (!isMet) throw initError(reason, hint);
  };
  require(/^[\w.-]{1,64}$/.test(appId ?? ''), 'app_id', 'set app-id="YOUR-APP"');
  const widgetUrl = URL.parse('w/', walletUrl?.replace(/\/*$/, '/'));
  require(widgetUrl && /^(https:|http:\/\/(localhost|127\.0\.0\.1)(:|$))/.test(widgetUrl.origin), 'wallet_url', 'set wallet-url="https://YOUR-WALLET"');
  require(widgetUrl?.origin !== page.origin, 'wallet_same_origin', 'serve page and wallet from different origins');
  require(page.isSecureContext, 'insecure_page', 'serve this page over https');
  require(mode === 'inline' ? container : /^(dialog|popup|sheet)$/.test(mode), 'mode', 'set mode="dialog", or mode="inline" and a container');
  return { appId, widgetUrl: widgetUrl as URL, mode, container };
}
