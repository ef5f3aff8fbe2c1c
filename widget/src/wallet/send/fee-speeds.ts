import type { ApiClient } from '../../api/wallet-client.ts';
import type { FeeOption, FeeSpeed } from '../../state/send.ts';
import { median, quantity, within } from '../fees.ts';

/** A speed's price per unit of gas, before it is known how much gas there is. */
export type SpeedQuote = Pick<FeeOption, 'speed' | 'maxFeePerGasWei' | 'maxPriorityFeePerGasWei' | 'seconds'> & {
  /** What it most likely comes to. */
  readonly priceWei: bigint;
};

const BLOCKS = 10;
/** What those paid who waited, who were in the middle, and who were in a hurry. */
const PERCENTILES = [10, 50, 90];
/** How many blocks each is likely to take. */
const speeds: readonly (readonly [FeeSpeed, blocks: number])[] = [
  ['slow', 5],
  ['normal', 2],
  ['fast', 1],
];
const GWEI = 1_000_000_000n;
const USUAL_BLOCK_SECONDS = 12;

/** Over the blocks looked at; what is far from any network's pace (a chain that makes blocks on demand) counts as the usual one. */
async function secondsPerBlock(api: Pick<ApiClient, 'rpc'>, chainId: number, oldest: bigint): Promise<number> {
  const timeOf = async (block: string) => {
    const found = (await api.rpc(chainId, 'eth_getBlockByNumber', [block, false])) as { readonly timestamp?: unknown; readonly number?: unknown } | null;
    return [Number(quantity(found?.timestamp, 'block time')), Number(quantity(found?.number, 'block number'))] as const;
  };
  const [[first, from], [last, to]] = await Promise.all([timeOf(`0x${oldest.toString(16)}`), timeOf('latest')]);
  const seconds = (last - first) / (to - from);
  return seconds >= 0.1 && seconds <= 30 ? seconds : USUAL_BLOCK_SECONDS;
}

/**
 * Slow, normal and fast, by what the last ten blocks asked for (`eth_feeHistory`). Each offers enough for the base fee to rise on the way.
 *
 * @throws ApiError when the chain cannot be reached, RpcError when it answers nonsense.
 */
export async function quoteSpeeds(api: Pick<ApiClient, 'rpc'>, chainId: number): Promise<readonly SpeedQuote[]> {
  const history = (await api.rpc(chainId, 'eth_feeHistory', [`0x${BLOCKS.toString(16)}`, 'latest', PERCENTILES])) as {
    readonly oldestBlock?: unknown;
    readonly baseFeePerGas?: readonly unknown[];
    readonly reward?: readonly (readonly unknown[])[] | null;
  } | null;
  const baseWei = quantity(history?.baseFeePerGas?.at(-1), 'base fee');
  const blockSeconds = await secondsPerBlock(api, chainId, quantity(history?.oldestBlock, 'block number'));
  let lowestTip = GWEI / 100n;
  return speeds.map(([speed, blocks], index) => {
    const paid = median((history?.reward ?? []).map((block) => quantity(block[index], 'tip')));
    const tip = within(paid, lowestTip, 100n * GWEI);
    // Faster is never cheaper, whatever a few blocks say.
    lowestTip = (tip * 5n) / 4n;
    const headroomWei = speed === 'slow' ? (baseWei * 5n) / 4n : baseWei * 2n;
    return {
      speed,
      maxPriorityFeePerGasWei: tip,
      maxFeePerGasWei: headroomWei + tip,
      priceWei: baseWei + tip,
      seconds: Math.max(1, Math.ceil(blocks * blockSeconds)),
    };
  });
}

/** What a transaction costs at each speed. @param gas it most likely uses. @param gasLimit it may use. */
export function feeOptions(quotes: readonly SpeedQuote[], gas: bigint, gasLimit: bigint): readonly FeeOption[] {
  return quotes.map(({ priceWei, ...quote }) => ({ ...quote, feeWei: gas * priceWei, maxFeeWei: gasLimit * quote.maxFeePerGasWei }));
}

/** Nodes take a transaction in the place of another only for a tenth more of both prices; a little above, so that no rounding falls short. */
const outbid = (wei: bigint): bigint => (wei * 9n) / 8n + 1n;

/**
 * What replaces a transaction that waits: the fast price of now, and in any case enough for a node to take it instead.
 *
 * @param offer what the waiting one offers, in wei.
 */
export function outbidding(
  offer: { readonly maxFeePerGasWei: bigint; readonly maxPriorityFeePerGasWei: bigint },
  fast: SpeedQuote,
): Pick<SpeedQuote, 'maxFeePerGasWei' | 'maxPriorityFeePerGasWei' | 'seconds'> {
  const larger = (left: bigint, right: bigint) => (left > right ? left : right);
  const maxPriorityFeePerGasWei = larger(outbid(offer.maxPriorityFeePerGasWei), fast.maxPriorityFeePerGasWei);
  const maxFeePerGasWei = larger(larger(outbid(offer.maxFeePerGasWei), fast.maxFeePerGasWei), maxPriorityFeePerGasWei);
  return { maxFeePerGasWei, maxPriorityFeePerGasWei, seconds: fast.seconds };
}
