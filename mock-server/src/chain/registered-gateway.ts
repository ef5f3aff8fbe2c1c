import type { Chain } from '../../../widget/src/contract/api.ts';
import { checkChain } from '../apps/check-app.ts';
import type { Fresh } from '../apps/fresh.ts';
import type { RegistryStore } from '../store/registry-rows.ts';
import { type ChainConfig, createGateway, type GatewayOptions } from './gateway.ts';
import type { ChainGateway } from './port.ts';

/** `text`: the whole of its configuration, by which a change is seen. */
type Known = { readonly text: string; readonly chain: Chain; readonly gateway: ChainGateway };

export type RegisteredGatewayOptions = Omit<GatewayOptions, 'chains'> & {
  /** Chains that are there whatever the store says; the store's entry for the same id takes their place. */
  readonly builtIn: readonly ChainConfig[];
  readonly store: Pick<RegistryStore, 'listChains'>;
  readonly fresh: Fresh;
};

/**
 * The gateway over the chains of the registry. A change is taken up within a second; what was learned of the nodes of chains that
 * did not change is kept.
 */
export async function createRegisteredGateway(options: RegisteredGatewayOptions): Promise<ChainGateway> {
  const { builtIn, store, fresh, ...gatewayOptions } = options;
  let revision = -1;
  let known = new Map<number, Known>();

  function open(config: ChainConfig): Known {
    const text = JSON.stringify(config);
    const earlier = known.get(config.chain.chainId);
    return earlier?.text === text ? earlier : { text, chain: config.chain, gateway: createGateway({ ...gatewayOptions, chains: [config] }) };
  }

  async function refresh(): Promise<void> {
    const current = await fresh.revision();
    if (current === revision) return;
    const stored = (await store.listChains()).map((row): ChainConfig => {
      const { rpcUrls, ...chain } = checkChain(JSON.parse(row.config));
      return { chain, rpcUrls };
    });
    const configs = new Map([...builtIn, ...stored].map((config) => [config.chain.chainId, config]));
    known = new Map([...configs].map(([chainId, config]) => [chainId, open(config)]));
    revision = current;
  }

  const nowhere = createGateway({ ...gatewayOptions, chains: [] });
  async function gatewayOf(chainId: number): Promise<ChainGateway> {
    await refresh();
    // One without chains says that it does not know this one.
    return known.get(chainId)?.gateway ?? nowhere;
  }

  await refresh();
  return {
    async chains() {
      // What was known a moment ago is a better answer than none; whoever asks a chain hears what is wrong.
      await refresh().catch(() => undefined);
      return [...known.values()].map(({ chain }) => chain);
    },
    rpc: async (chainId, requests) => (await gatewayOf(chainId)).rpc(chainId, requests),
    broadcast: async (chainId, rawTransaction) => (await gatewayOf(chainId)).broadcast(chainId, rawTransaction),
    transactionCount: async (chainId, address) => (await gatewayOf(chainId)).transactionCount(chainId, address),
    receipt: async (chainId, hash) => (await gatewayOf(chainId)).receipt(chainId, hash),
  };
}
