import type { Hex } from '../../../host-sdk/src/contract/types.ts';
import { RpcError } from '../api/api-error.ts';
import type { ApiClient } from '../api/wallet-client.ts';
import { escapeLine } from '../clear-signing/escape-text.ts';
import { fromHex, fromUtf8 } from '../crypto/bytes.ts';
import { quantity } from '../wallet/fees.ts';

/** `gas` when the dry run went through, `failure` in words when it did not. */
export type Simulation = { readonly gas: bigint; readonly failure: null } | { readonly gas: null; readonly failure: string };

/** Selector of Solidity's `Error(string)`. */
const ERROR_STRING = '0x08c379a0';

function revertReason(data: unknown): string | null {
  if (typeof data !== 'string' || !data.startsWith(ERROR_STRING)) return null;
  try {
    const body = fromHex(data.slice(ERROR_STRING.length), 'revert data');
    const length = new DataView(body.buffer, body.byteOffset + 60).getUint32(0);
    return fromUtf8(body.subarray(64, 64 + length));
  } catch {
    return null;
  }
}

/**
 * A dry run by `eth_estimateGas`: would it go through, and how much gas would it take?
 *
 * @throws ApiError when the chain cannot be reached. That the run fails is a result, not an error.
 */
export async function simulate(
  api: Pick<ApiClient, 'rpc'>,
  chainId: number,
  call: { readonly from: Hex; readonly to: Hex | null; readonly valueWei: bigint; readonly data: Hex },
): Promise<Simulation> {
  const transaction = { from: call.from, value: `0x${call.valueWei.toString(16)}`, data: call.data, ...(call.to === null ? {} : { to: call.to }) };
  try {
    return { gas: quantity(await api.rpc(chainId, 'eth_estimateGas', [transaction]), 'gas estimate'), failure: null };
  } catch (error) {
    if (!(error instanceof RpcError)) throw error;
    return { gas: null, failure: escapeLine(revertReason(error.data) ?? error.message).slice(0, 200) };
  }
}
