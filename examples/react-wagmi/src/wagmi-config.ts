import { createWallet } from '@alcove/host-sdk';
import { alcove } from '@alcove/host-sdk/wagmi';
import { custom } from 'viem';
import { foundry } from 'viem/chains';
import { createConfig } from 'wagmi';

const walletUrl = document.querySelector<HTMLMetaElement>('meta[name=wallet-url]')?.content;

/** One wallet: the connector signs with it, the transport reads through it, React shows where it is. */
export const wallet = createWallet({ appId: 'demo', walletUrl });

export const config = createConfig({
  chains: [foundry],
  connectors: [alcove({ wallet })],
  transports: { [foundry.id]: custom(wallet.provider) },
});
