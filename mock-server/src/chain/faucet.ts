import { encodeFunctionData, parseAbi } from 'viem/utils';
import { demoContracts, demoTreasury } from './fixtures.ts';
import type { JsonRpcEndpoint } from './json-rpc-endpoint.ts';

const abi = parseAbi(['function transfer(address to, uint256 value) returns (bool)']);
/** First of anvil's well-known accounts; it starts with 10,000 ETH. */
const etherSource = '0xf39fd6e51aad88f6f4ce6ab8827279cfffb92266';
const etherGiftWei = 10n ** 18n;
const dollarGift = 500n * 10n ** 6n;
const askTimeoutMs = 5_000;
const mineTimeoutMs = 5_000;
const attempts = 3;

export type Faucet = {
  /** Returns at once. Gives 1 ETH and 500 DUSD to an address that has never held or sent anything. */
  fund(address: `0x${string}`): void;
  /** Resolves when the gifts under way are done. */
  settled(): Promise<void>;
};

/**
 * Gives fresh wallets of a development app something to spend. Whether an address had its gift is read from the chain
 * itself (no balance and no transaction yet), so that it holds over restarts.
 */
export function createFaucet(options: { readonly ask: () => JsonRpcEndpoint; readonly onError: (error: unknown) => void }): Faucet {
  const underWay = new Map<string, Promise<void>>();

  async function isFresh(address: string): Promise<boolean> {
    const outcomes = await options.ask()(
      [
        { method: 'eth_getBalance', params: [address, 'latest'] },
        { method: 'eth_getTransactionCount', params: [address, 'latest'] },
      ],
      askTimeoutMs,
    );
    return outcomes.every((outcome) => 'result' in outcome && outcome.result === '0x0');
  }

  async function send(transaction: Readonly<Record<string, string>>): Promise<void> {
    const [outcome] = await options.ask()([{ method: 'eth_sendTransaction', params: [transaction] }], askTimeoutMs);
    if (outcome === undefined || 'error' in outcome) throw new Error(`The faucet's transaction was refused: ${outcome?.error.message ?? 'no answer'}`);
    // Until it stands in a block, the next look at the balance would find the address fresh and give twice.
    for (let waitedMs = 0; waitedMs < mineTimeoutMs; waitedMs += 20) {
      const [receipt] = await options.ask()([{ method: 'eth_getTransactionReceipt', params: [outcome.result] }], askTimeoutMs);
      if (receipt !== undefined && 'result' in receipt && receipt.result !== null) return;
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
    throw new Error('The faucet’s transaction was not mined in time.');
  }

  async function give(address: `0x${string}`): Promise<void> {
    if (!(await isFresh(address))) return;
    const data = encodeFunctionData({ abi, functionName: 'transfer', args: [address, dollarGift] });
    // Dollars first: the ether balance is what says the gift was made, so it must come last.
    await send({ from: demoTreasury, to: demoContracts.demoDollar.address, data });
    await send({ from: etherSource, to: address, value: `0x${etherGiftWei.toString(16)}` });
  }

  async function giveWithRetries(address: `0x${string}`): Promise<void> {
    for (let attempt = 1; ; attempt++) {
      try {
        return await give(address);
      } catch (error) {
        if (attempt === attempts) return options.onError(error);
        await new Promise((resolve) => setTimeout(resolve, 500 * attempt));
      }
    }
  }

  return {
    fund(address) {
      const key = address.toLowerCase();
      if (underWay.has(key)) return;
      underWay.set(
        key,
        giveWithRetries(address).finally(() => underWay.delete(key)),
      );
    },
    async settled() {
      await Promise.all(underWay.values());
    },
  };
}
