import { WalletError } from './contract/errors.ts';
import type { Hex, Preferences, WalletMode, WalletStatus, WalletView } from './contract/types.ts';
import { createWallet } from './create-wallet.ts';
import type { Listener } from './emitter.ts';
import { balanceOfData, decimalsData, decodeText, decodeUint, symbolData, transferData } from './erc20.ts';
import type { WalletOptions } from './options.ts';
import type { Provider, ProviderEvents } from './provider.ts';
import type { Wallet } from './wallet.ts';

/** An account on one chain. */
export type Account = {
  /** Checksummed (EIP-55). */
  readonly address: string;
  readonly chainId: number;
  /** The same as one string (CAIP-10), such as `eip155:1:0x…`. */
  readonly caip10: string;
};

/** How much of one thing an account has, in its smallest unit. */
export type Balance = {
  /** The token's contract; undefined for the chain's own coin. */
  readonly token?: string;
  /** What the token calls itself. Undefined for the chain's own coin, and for tokens that do not say. */
  readonly symbol?: string;
  /** 18 for the chain's own coin (wei). */
  readonly decimals: number;
  readonly value: bigint;
};

/** What is to be sent. */
export type Payment = {
  readonly to: string;
  /** In wei, or in the smallest unit of `token`. */
  readonly value: bigint;
  /** Contract of an ERC-20 token. Default: the chain's own coin. */
  readonly token?: string;
  /** Default: the first account. */
  readonly from?: string;
};

/** A wallet for pages that want answers rather than JSON-RPC. Everything goes through the provider, so the same approvals are shown. */
export type EmbeddedWallet = {
  /** The wallet underneath, and its EIP-1193 provider. */
  readonly wallet: Wallet;
  readonly provider: Provider;
  /** Signs in, with one of the app's login providers if named, and connects this page. Call it from a click: a window opens. */
  login(options?: { readonly providerId?: string }): Promise<readonly Account[]>;
  /** Ends the session, here and at the server. */
  logout(): Promise<void>;
  status(): WalletStatus;
  /** Opens a screen. Default `home`. */
  open(view?: WalletView): Promise<void>;
  close(): Promise<void>;
  /** The accounts this page may see; none before it is connected. Asks nobody. */
  accounts(): Promise<readonly Account[]>;
  /** The coin's balance, then one for each of `tokens` (contracts of ERC-20 tokens). Default account: the first. */
  balances(options?: { readonly account?: string; readonly tokens?: readonly string[] }): Promise<readonly Balance[]>;
  /**
   * Has the person approve a payment, and resolves with its hash as soon as it is sent: the network has not confirmed it then.
   *
   * @throws WalletError 4001 rejected; 4100 not connected; -32602 with `data.field`; -32003 the network refused it.
   */
  send(payment: Payment): Promise<{ readonly hash: Hex }>;
  /**
   * Waits until a transaction is in a block. Asks once a second.
   *
   * @param options.timeoutMs default 120,000.
   * @throws WalletError -32001 with `data.retriable` when it is not in one by then; it may still come.
   */
  confirmation(hash: Hex, options?: { readonly timeoutMs?: number }): Promise<{ readonly isSuccess: boolean; readonly blockNumber: bigint }>;
  /** Shows the account's address and its QR code. */
  receive(): Promise<void>;
  /** Signs a message (EIP-191). @throws WalletError 4001 rejected; 4100 not connected. */
  signMessage(message: string, options?: { readonly account?: string }): Promise<Hex>;
  /** The language the wallet is in, and the currency that values are shown in. */
  setPreferences(preferences: Preferences): Promise<void>;
  /** Listens to `accountsChanged`, `chainChanged`, `connect`, `disconnect`, `message`, `status`. Returns the way to stop listening. */
  on<Name extends keyof ProviderEvents>(name: Name, listener: Listener<ProviderEvents[Name]>): () => void;
  /** Removes the wallet for good. */
  destroy(): void;
};

const POLL_INTERVAL_MS = 1_000;
const toHex = (value: bigint): Hex => `0x${value.toString(16)}`;
const sleep = (durationMs: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, durationMs));

/**
 * Makes an embedded wallet of a wallet, or of options for one. Loads nothing before it is needed; safe on a server.
 *
 * @example
 * ```ts
 * import { embed } from '@alcove/host-sdk/embedded';
 *
 * const wallet = embed({ appId: 'demo', walletUrl: 'https://wallet.example' });
 * const [account] = await wallet.login();
 * const [coin] = await wallet.balances();
 * if (account && coin && coin.value > 10n ** 16n) {
 *   const { hash } = await wallet.send({ to: '0x3EDe2d9510C3868398B8db081531E56Da688469D', value: 10n ** 16n });
 *   await wallet.confirmation(hash);
 * }
 * ```
 */
export function embed(options: WalletOptions | Wallet): EmbeddedWallet {
  const wallet = 'provider' in options ? options : createWallet(options);
  const { provider } = wallet;
  const ask = async <Result>(method: string, params: readonly unknown[] = []): Promise<Result> =>
    (await provider.request({ method, params: params as never })) as Result;

  const asAccounts = async (addresses: readonly string[]): Promise<readonly Account[]> => {
    if (addresses.length === 0) return [];
    const chainId = Number(await ask<Hex>('eth_chainId'));
    return addresses.map((address) => ({ address, chainId, caip10: `eip155:${chainId}:${address}` }));
  };
  const firstAddress = async (): Promise<string> => {
    const [address] = await ask<readonly string[]>('eth_accounts');
    if (address === undefined) throw new WalletError(4100, 'Nobody is connected. Call login() first.', { reason: 'not_connected' });
    return address;
  };
  const call = (to: string, data: Hex): Promise<Hex> => ask<Hex>('eth_call', [{ to, data }, 'latest']);
  const tokenBalance = async (token: string, account: string): Promise<Balance> => {
    const [value, decimals, symbol] = await Promise.all([
      call(token, balanceOfData(account)),
      call(token, decimalsData),
      call(token, symbolData).then(decodeText, () => undefined),
    ]);
    return { token, ...(symbol !== undefined && { symbol }), decimals: Number(decodeUint(decimals)), value: decodeUint(value) };
  };

  return {
    wallet,
    provider,
    async login(choice) {
      if (choice?.providerId !== undefined) await wallet.login(choice);
      return asAccounts(await ask<readonly string[]>('eth_requestAccounts'));
    },
    logout: wallet.logout,
    status: wallet.status,
    open: wallet.open,
    close: wallet.close,
    accounts: async () => asAccounts(await ask<readonly string[]>('eth_accounts')),
    async balances({ account, tokens = [] } = {}) {
      const address = account ?? (await firstAddress());
      const coin = ask<Hex>('eth_getBalance', [address, 'latest']).then((value): Balance => ({ decimals: 18, value: BigInt(value) }));
      return Promise.all([coin, ...tokens.map((token) => tokenBalance(token, address))]);
    },
    async send({ to, value, token, from }) {
      if (typeof value !== 'bigint' || value < 0n) throw new WalletError(-32602, 'value must be a bigint of at least 0', { field: 'value' });
      const sender = from ?? (await firstAddress());
      const transaction = token === undefined ? { to, value: toHex(value) } : { to: token, data: transferData(to, value) };
      return { hash: await ask<Hex>('eth_sendTransaction', [{ from: sender, ...transaction }]) };
    },
    async confirmation(hash, { timeoutMs = 120_000 } = {}) {
      for (let waitedMs = 0; ; waitedMs += POLL_INTERVAL_MS) {
        const receipt = await ask<{ readonly status: Hex; readonly blockNumber: Hex } | null>('eth_getTransactionReceipt', [hash]);
        if (receipt) return { isSuccess: receipt.status === '0x1', blockNumber: BigInt(receipt.blockNumber) };
        if (waitedMs >= timeoutMs) throw new WalletError(-32001, 'The transaction is in no block yet.', { reason: 'not_confirmed', retriable: true });
        await sleep(Math.min(POLL_INTERVAL_MS, timeoutMs - waitedMs));
      }
    },
    receive: () => wallet.open('receive'),
    async signMessage(message, { account } = {}) {
      const bytes = new TextEncoder().encode(message);
      const hex: Hex = `0x${Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('')}`;
      return ask<Hex>('personal_sign', [hex, account ?? (await firstAddress())]);
    },
    setPreferences: wallet.setPreferences,
    on: wallet.on,
    destroy: wallet.destroy,
  };
}

export type { Preferences, WalletMode, WalletStatus, WalletView };
