import type { Hex } from '../../../host-sdk/src/contract/types.ts';
import { RpcError } from '../api/api-error.ts';
import type { ApiClient } from '../api/wallet-client.ts';

/** What the network asks for at the moment (EIP-1559), in wei per unit of gas. */
export type FeeQuote = {
  readonly baseFeePerGasWei: bigint;
  readonly maxFeePerGasWei: bigint;
  readonly maxPriorityFeePerGasWei: bigint;
  /** About how long until it is mined at this price. */
  readonly seconds: number;
};

const GWEI = 1_000_000_000n;
const BLOCKS = 5;
const MEDIAN = 50;
/** Nodes drop a tip of nothing; above this no honest network asks. */
const MIN_PRIORITY_FEE_WEI = GWEI / 100n;
const MAX_PRIORITY_FEE_WEI = 100n * GWEI;
const SECONDS_PER_BLOCK = 12;

/** @throws TypeError naming `label` for anything but a `0x` quantity. */
export function quantity(value: unknown, label: string): bigint {
  if (typeof value !== 'string' || !/^0x[0-9a-fA-F]{1,64}$/.test(value)) throw new RpcError(-32603, `The network sent a ${label} that cannot be read.`);
  return BigInt(value);
}

export function median(values: readonly bigint[]): bigint {
  const sorted = [...values].sort((left, right) => (left < right ? -1 : left > right ? 1 : 0));
  return sorted[Math.floor(sorted.length / 2)] ?? 0n;
}

export function within(value: bigint, minimum: bigint, maximum: bigint): bigint {
  return value < minimum ? minimum : value > maximum ? maximum : value;
}

/**
 * A price that still holds when the base fee doubles: twice the next base fee plus the median tip of the last five blocks.
 *
 * @throws ApiError when the chain cannot be reached, RpcError when it answers nonsense.
 */
export async function quoteFees(api: Pick<ApiClient, 'rpc'>, chainId: number): Promise<FeeQuote> {
  const history = (await api.rpc(chainId, 'eth_feeHistory', [`0x${BLOCKS.toString(16)}`, 'latest', [MEDIAN]])) as {
    readonly baseFeePerGas?: readonly Hex[];
    readonly reward?: readonly (readonly Hex[])[] | null;
  } | null;
  const next = history?.baseFeePerGas?.at(-1);
  const baseFeePerGasWei = quantity(next, 'base fee');
  const tips = (history?.reward ?? []).map((block) => quantity(block[0], 'tip'));
  const maxPriorityFeePerGasWei = within(median(tips), MIN_PRIORITY_FEE_WEI, MAX_PRIORITY_FEE_WEI);
  return { baseFeePerGasWei, maxPriorityFeePerGasWei, maxFeePerGasWei: 2n * baseFeePerGasWei + maxPriorityFeePerGasWei, seconds: SECONDS_PER_BLOCK };
}
