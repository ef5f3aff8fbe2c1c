import { createFrame } from './frame.ts';
import type { WalletOptions } from './options.ts';
import { createWalletWith, type Wallet } from './wallet.ts';

/**
 * Creates a wallet. It throws nothing and loads nothing before it is needed: options that cannot work make the status
 * `failed` then, and reject whatever was asked. On a server nothing can be asked of it.
 *
 * @example
 * ```ts
 * const wallet = createWallet({ appId: 'demo', walletUrl: 'http://localhost:4100' });
 * const accounts = await wallet.provider.request({ method: 'eth_requestAccounts' });
 * ```
 */
export function createWallet(options: WalletOptions): Wallet {
  return createWalletWith(createFrame, options);
}
