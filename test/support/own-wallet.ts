import type { BrowserContext } from 'playwright-core';
import { createPublicClient, encodeFunctionData, erc20Abi, type Hex, http } from 'viem';
import { demoContracts, demoTreasury } from '../../mock-server/src/chain/fixtures.ts';
import { startChromium } from './chromium.ts';
import { Shop } from './shop.ts';
import { type Stack, startStack } from './stack.ts';

/* The wallet opened for its own sake on a page, and the development chain as its owner sees it. */

export const DUSD = demoContracts.demoDollar.address;

type WalletWindow = { document: { querySelector(name: 'alcove-wallet'): { wallet: { open(view: string): Promise<unknown>; close(): Promise<unknown> } } } };

/** Brings a screen of the wallet up, as a page's own code does. */
export async function openWallet(shop: Shop, view: 'send' | 'activity' | 'home'): Promise<void> {
  await shop.page.evaluate(async (name) => {
    await (globalThis as unknown as WalletWindow).document.querySelector('alcove-wallet').wallet.open(name);
  }, view);
}

/** Takes it from before the page again. */
export async function closeWallet(shop: Shop): Promise<void> {
  await shop.page.evaluate(async () => {
    await (globalThis as unknown as WalletWindow).document.querySelector('alcove-wallet').wallet.close();
  });
}

/** A field of the wallet, by its label. */
export async function fill(shop: Shop, label: string | RegExp, text: string): Promise<void> {
  await (await shop.wallet()).getByLabel(label).fill(text);
}

/** Somebody new with a connected wallet. */
async function newOwner(context: BrowserContext, stack: Stack, email: string, pin: string): Promise<{ readonly shop: Shop; readonly account: Hex }> {
  const shop = await Shop.open(context, stack.origins.host);
  const account = (await shop.connectNew(email, pin)) as Hex;
  await shop.page.locator('#balance', { hasText: '1 ETH' }).waitFor();
  return { shop, account };
}

/** The node itself, past everything of the wallet's. */
function nodeOf(stack: Stack) {
  const client = createPublicClient({ transport: http(stack.origins.node), pollingInterval: 100 });
  const ask = (method: string, params: readonly unknown[]) => client.request({ method: method as never, params: params as never }) as Promise<unknown>;
  return {
    client,
    ask,
    balanceOf: (token: Hex, account: Hex) => client.readContract({ address: token, abi: erc20Abi, functionName: 'balanceOf', args: [account] }),
    /** Demo Dollars from the treasury, whose key the node holds. */
    async give(account: Hex, units: bigint): Promise<void> {
      const data = encodeFunctionData({ abi: erc20Abi, functionName: 'transfer', args: [account, units] });
      const hash = (await ask('eth_sendTransaction', [{ from: demoTreasury, to: DUSD, data }])) as Hex;
      await client.waitForTransactionReceipt({ hash });
    },
    pause: () => ask('evm_setAutomine', [false]),
    /** Mines what waits, and goes on as before. */
    async resume(): Promise<void> {
      await ask('evm_setAutomine', [true]);
      await ask('evm_mine', []);
    },
  };
}

/** A stack, a browser, and somebody with a wallet on it. `dataDir`: what the stack keeps, for another to go on with. */
export async function startOwner(email: string, pin: string, options: { readonly dataDir?: string } = {}) {
  const [stack, chromium] = await Promise.all([startStack(options), startChromium()]);
  const stop = async (): Promise<void> => void (await Promise.all([chromium.stop(), stack.stop()]));
  try {
    return { stack, chromium, node: nodeOf(stack), ...(await newOwner(chromium.context, stack, email, pin)), stop };
  } catch (error) {
    await stop();
    throw error;
  }
}
export type Owner = Awaited<ReturnType<typeof startOwner>>;
