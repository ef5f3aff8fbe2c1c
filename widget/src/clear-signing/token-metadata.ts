import type { Hex } from '../../../host-sdk/src/contract/types.ts';
import type { ApiClient } from '../api/wallet-client.ts';
import { fromHex, fromUtf8 } from '../crypto/bytes.ts';
import { escapeLine } from './escape-text.ts';

/** What a token contract says of itself. Anyone can claim any symbol, so it is never more than a label. */
export type TokenMetadata = { readonly symbol: string; readonly decimals: number };

/** Selectors of `symbol()` and `decimals()` (ERC-20). */
const SYMBOL = '0x95d89b41';
const DECIMALS = '0x313ce567';
const MAX_SYMBOL_LENGTH = 16;

/** `string`, or the `bytes32` of early tokens. */
function readSymbol(returned: Uint8Array): string | null {
  let body = returned;
  if (returned.length >= 64 && returned.length % 32 === 0) {
    const length = new DataView(returned.buffer, returned.byteOffset + 60).getUint32(0);
    body = returned.subarray(64, 64 + Math.min(length, 64));
  } else if (returned.length === 32) {
    const end = returned.indexOf(0);
    body = returned.subarray(0, end === -1 ? 32 : end);
  } else return null;
  try {
    return escapeLine(fromUtf8(body)).slice(0, MAX_SYMBOL_LENGTH) || null;
  } catch {
    return null;
  }
}

function readDecimals(returned: Uint8Array): number | null {
  const decimals = returned.length === 32 && returned.subarray(0, 31).every((byte) => byte === 0) ? (returned[31] as number) : null;
  return decimals !== null && decimals <= 36 ? decimals : null;
}

/** @returns null for a contract that is no token, or that cannot be asked right now: the raw amount is shown then. */
export async function readTokenMetadata(api: Pick<ApiClient, 'rpc'>, chainId: number, token: Hex): Promise<TokenMetadata | null> {
  const ask = async (data: string) => fromHex(String(await api.rpc(chainId, 'eth_call', [{ to: token, data }, 'latest'])), 'result');
  try {
    const [symbolBytes, decimalsBytes] = await Promise.all([ask(SYMBOL), ask(DECIMALS)]);
    const [symbol, decimals] = [readSymbol(symbolBytes), readDecimals(decimalsBytes)];
    return symbol === null || decimals === null ? null : { symbol, decimals };
  } catch {
    return null;
  }
}
