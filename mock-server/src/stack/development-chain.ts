import type { Chain } from '../../../widget/src/contract/api.ts';

/** The chain of a wallet that runs on one machine, or in one browser. */
export const developmentChain: Chain = {
  chainId: 31_337,
  name: 'Alcove Devnet',
  nativeCurrency: { name: 'Ether', symbol: 'ETH', decimals: 18 },
  explorerUrl: null,
  testnet: true,
};
