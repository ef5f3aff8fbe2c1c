import type { Wallet } from './wallet.ts';

/** Coins of chains that do not call theirs ETH. */
const symbols: { readonly [chainId: number]: string } = { 56: 'BNB', 97: 'BNB', 100: 'xDAI', 137: 'POL', 8217: 'KAIA', 43114: 'AVAX', 80002: 'POL' };

/** `0x12ab…89ef`. */
export const shortAddress = (address: string): string => `${address.slice(0, 6)}…${address.slice(-4)}`;

/** An amount in a chain's coin, for a place where it is read at a glance: four digits after the point, cut and not rounded up. */
export function coinText(wei: bigint, chainId: number, language: string | undefined): string {
  const value = Number(wei / 10n ** 14n) / 10_000;
  return `${value.toLocaleString(language, { maximumFractionDigits: 4 })} ${symbols[chainId] ?? 'ETH'}`;
}

export type AccountSummary = { readonly address: string; readonly balance: string };

/** The connected account and what it holds; null when none is. A balance that cannot be had is empty. */
export async function summarise(wallet: Wallet, language: string | undefined): Promise<AccountSummary | null> {
  const ask = (method: string, params?: readonly string[]) => wallet.provider.request(params ? { method, params } : { method });
  const [address] = (await ask('eth_accounts')) as readonly string[];
  if (!address) return null;
  const balance = await Promise.all([ask('eth_getBalance', [address, 'latest']), ask('eth_chainId')]).then(
    ([wei, chainId]) => coinText(BigInt(wei as string), Number(chainId), language),
    () => '',
  );
  return { address, balance };
}
