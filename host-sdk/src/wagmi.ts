import { ChainNotConfiguredError, type Connector, type CreateConnectorFn, createConnector } from '@wagmi/core';
import { getAddress, SwitchChainError, UserRejectedRequestError } from 'viem';
import { rdnsOf } from './announce.ts';
import type { WalletError } from './contract/errors.ts';
import { createWallet } from './create-wallet.ts';
import type { WalletOptions } from './options.ts';
import type { Provider } from './provider.ts';
import type { Wallet } from './wallet.ts';

/** What the connector is made of: options for a wallet of its own, or the wallet that the page has already. */
export type AlcoveConnectorOptions = WalletOptions | { readonly wallet: Wallet };

/** What the connector has beside what every wagmi connector has. */
export type AlcoveConnectorProperties = {
  /** The wallet behind the connector, for all that wagmi knows nothing of: `open`, `setTheme`, `doctor`. */
  readonly wallet: Wallet;
};

type Addresses = Awaited<ReturnType<Connector['getAccounts']>>;

/** Apps tell these two apart by class; any other keeps its own code. */
function asWagmiError(error: WalletError): Error {
  return error.code === 4001 ? new UserRejectedRequestError(error) : error;
}

/**
 * The wallet as a connector for wagmi 3 (`@wagmi/core` and viem are the page's own). It loads nothing before wagmi asks for
 * accounts, is safe on a server, and keeps nothing in the page's storage: whether somebody is connected, the wallet knows.
 *
 * A wallet whose frame went away is not a wallet that was disconnected: the next request brings it back.
 *
 * @throws from `connect` and `switchChain`: viem's `UserRejectedRequestError` (4001); `SwitchChainError` (4902) for a chain that the
 * config or the wallet does not know; else `WalletError` as its code says.
 * @example
 * ```ts
 * import { alcove } from '@alcove/host-sdk/wagmi';
 * import { createConfig, http } from '@wagmi/core';
 * import { mainnet } from 'viem/chains';
 *
 * export const config = createConfig({
 *   chains: [mainnet],
 *   connectors: [alcove({ appId: 'demo', walletUrl: 'https://wallet.example' })],
 *   transports: { [mainnet.id]: http() },
 * });
 * ```
 */
export function alcove(options: AlcoveConnectorOptions): CreateConnectorFn<Provider, AlcoveConnectorProperties> {
  const wallet = 'wallet' in options ? options.wallet : createWallet(options);
  const { provider } = wallet;
  const walletUrl = 'walletUrl' in options ? options.walletUrl : undefined;
  const rdns = walletUrl && URL.canParse(walletUrl) ? rdnsOf(walletUrl) : undefined;

  const addressesOf = (accounts: unknown): Addresses => (accounts as readonly string[]).map((account) => getAddress(account));

  return createConnector<Provider, AlcoveConnectorProperties>((config) => ({
    id: 'alcove',
    name: 'Alcove',
    type: 'alcove',
    wallet,
    ...(rdns && { rdns }),

    async setup() {
      provider
        .on('accountsChanged', (accounts) => this.onAccountsChanged([...accounts]))
        .on('chainChanged', (chainId) => this.onChainChanged(chainId))
        .on('disconnect', (error) => this.onDisconnect(error));
    },

    async connect({ chainId, isReconnecting, withCapabilities } = {}) {
      try {
        const accounts = addressesOf(await provider.request({ method: isReconnecting ? 'eth_accounts' : 'eth_requestAccounts' }));
        let current = await this.getChainId();
        if (chainId && chainId !== current) {
          // The account is connected all the same; a person may keep the chain they are on.
          current = await (this.switchChain as NonNullable<typeof this.switchChain>)({ chainId }).then(
            ({ id }) => id,
            (error) => {
              if (error instanceof UserRejectedRequestError) throw error;
              return current;
            },
          );
        }
        const shown = withCapabilities ? accounts.map((address) => ({ address, capabilities: {} })) : accounts;
        return { accounts: shown as never, chainId: current };
      } catch (error) {
        throw asWagmiError(error as WalletError);
      }
    },

    async disconnect() {
      await provider.request({ method: 'wallet_revokePermissions', params: [{ eth_accounts: {} }] });
    },

    async getAccounts() {
      return addressesOf(await provider.request({ method: 'eth_accounts' }));
    },

    async getChainId() {
      return Number(await provider.request({ method: 'eth_chainId' }));
    },

    async getProvider() {
      return provider;
    },

    async isAuthorized() {
      return this.getAccounts().then(
        (accounts) => accounts.length > 0,
        () => false,
      );
    },

    async switchChain({ chainId }) {
      const chain = config.chains.find(({ id }) => id === chainId);
      if (!chain) throw new SwitchChainError(new ChainNotConfiguredError());
      try {
        await provider.request({ method: 'wallet_switchEthereumChain', params: [{ chainId: `0x${chainId.toString(16)}` }] });
      } catch (error) {
        const { code } = error as WalletError;
        throw code === 4902 ? new SwitchChainError(error as WalletError) : asWagmiError(error as WalletError);
      }
      config.emitter.emit('change', { chainId });
      return chain;
    },

    async onAccountsChanged(accounts) {
      const { emitter } = config;
      if (accounts.length === 0) emitter.emit('disconnect');
      // Somebody signed in by the wallet's own screens.
      else if (emitter.listenerCount('connect')) emitter.emit('connect', { accounts: addressesOf(accounts), chainId: await this.getChainId() });
      else emitter.emit('change', { accounts: addressesOf(accounts) });
    },

    onChainChanged(chainId) {
      config.emitter.emit('change', { chainId: Number(chainId) });
    },

    onDisconnect(error) {
      const { data } = (error ?? {}) as Partial<WalletError>;
      if (data?.retriable && data.reason !== 'destroyed') return;
      config.emitter.emit('disconnect');
    },
  }));
}
