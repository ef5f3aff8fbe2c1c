import type { Chain } from '../../../widget/src/contract/api.ts';

export type JsonRpcRequest = { readonly jsonrpc: '2.0'; readonly id: number | string; readonly method: string; readonly params?: readonly unknown[] };
export type JsonRpcResponse =
  | { readonly jsonrpc: '2.0'; readonly id: number | string; readonly result: unknown }
  | { readonly jsonrpc: '2.0'; readonly id: number | string; readonly error: { readonly code: number; readonly message: string; readonly data?: unknown } };

export type ChainErrorCode = 'chain_unknown' | 'chain_unavailable' | 'rpc_method_not_allowed' | 'transaction_rejected';

export class ChainError extends Error {
  readonly code: ChainErrorCode;
  constructor(code: ChainErrorCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = 'ChainError';
    this.code = code;
  }
}

export type ChainReceipt = { readonly status: 'confirmed' | 'failed'; readonly blockNumber: number; readonly feeWei: bigint };

/** The server's only way to a chain. */
export type ChainGateway = {
  /** As they are registered now. */
  chains(): Promise<readonly Chain[]>;
  /** Allow-listed reads, in order. A node's own error is a response; ChainError means the gateway could not ask. */
  rpc(chainId: number, requests: readonly JsonRpcRequest[]): Promise<readonly JsonRpcResponse[]>;
  /** Sends a signed transaction. One that the node knows already counts as sent. @throws ChainError `transaction_rejected` with the node's reason. */
  broadcast(chainId: number, rawTransaction: `0x${string}`): Promise<`0x${string}`>;
  /** Next nonce by the node's pending view. */
  transactionCount(chainId: number, address: `0x${string}`): Promise<number>;
  receipt(chainId: number, hash: `0x${string}`): Promise<ChainReceipt | null>;
};
