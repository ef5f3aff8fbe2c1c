import { announceProvider, rdnsOf } from './announce.ts';
import { createWallet } from './create-wallet.ts';
import type { WalletOptions } from './options.ts';
import type { Wallet } from './wallet.ts';
import { AlcoveWalletElement, defineWalletElement } from './wallet-element.ts';

/** Set by the build. */
declare const __ALCOVE_VERSION__: string;

/*
 * The script tag: defines <alcove-wallet> and one frozen global, `Alcove`. The wallet is served where the script is, unless
 * the page says otherwise.
 */

const script = document.currentScript;
if (script instanceof HTMLScriptElement && script.src) AlcoveWalletElement.defaultWalletUrl = new URL(script.src).origin;
// After the line above: elements that are on the page already start here and now.
defineWalletElement();

/**
 * Creates a wallet and announces it (EIP-6963).
 *
 * @param options - `walletUrl` defaults to where the script came from.
 */
function createAnnouncedWallet(options: WalletOptions): Wallet {
  const walletUrl = options.walletUrl ?? AlcoveWalletElement.defaultWalletUrl;
  const wallet = createWallet({ ...options, walletUrl });
  if (walletUrl && URL.canParse(walletUrl)) announceProvider(wallet.provider, rdnsOf(walletUrl));
  return wallet;
}

// The first script wins where a page has it twice.
if (!('Alcove' in globalThis)) {
  Object.defineProperty(globalThis, 'Alcove', { value: Object.freeze({ version: __ALCOVE_VERSION__, createWallet: createAnnouncedWallet }) });
}
