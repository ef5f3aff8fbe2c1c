import { WalletError } from './errors.ts';
import type { Hex, Json } from './types.ts';

/** `eth_sendTransaction` after normalisation: lower-case data, quantities without leading zeros, checksums verified. */
export type TransactionParams = {
  readonly from: Hex;
  readonly to: Hex | null;
  readonly valueWei: bigint;
  readonly data: Hex;
  readonly chainId?: number;
  readonly nonce?: number;
  readonly gasLimit?: bigint;
  readonly maxFeePerGasWei?: bigint;
  readonly maxPriorityFeePerGasWei?: bigint;
  readonly gasPriceWei?: bigint;
};

/** `personal_sign`: the exact bytes to be prefixed and signed (EIP-191), and the account. */
export type MessageParams = { readonly message: Hex; readonly account: Hex };

/** `eth_signTypedData_v4`: the JSON text exactly as it will be hashed, and the account. */
export type TypedDataParams = { readonly account: Hex; readonly json: string };

/** `wallet_switchEthereumChain` (EIP-3326). */
export type ChainParams = { readonly chainId: number };

export function invalid(field: string, problem: string, reason?: string): WalletError {
  return new WalletError(-32602, `${field} ${problem}`, reason === undefined ? { field } : { field, reason });
}

/** Reads are validated by the node; the bridge walker has bounded them already. */
export function passThrough(params: unknown): readonly Json[] {
  if (params === undefined) return [];
  if (!Array.isArray(params)) throw invalid('params', 'must be an array');
  return params as readonly Json[];
}

export function guardNone(_params: unknown): readonly Json[] {
  throw new Error('host-sdk task: implement');
}
export function guardAddress(_params: unknown): readonly Json[] {
  throw new Error('host-sdk task: implement');
}
export function guardChain(_params: unknown): ChainParams {
  throw new Error('host-sdk task: implement');
}
export function guardMessage(_params: unknown): MessageParams {
  throw new Error('host-sdk task: implement');
}
export function guardTypedData(_params: unknown): TypedDataParams {
  throw new Error('host-sdk task: implement');
}
export function guardTransaction(_params: unknown): TransactionParams {
  throw new Error('host-sdk task: implement');
}
