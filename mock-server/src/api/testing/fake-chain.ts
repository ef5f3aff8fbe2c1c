import { keccak256 } from 'viem';
import type { Chain } from '../../../../widget/src/contract/api.ts';
import { ChainError, type ChainGateway, type ChainReceipt, type JsonRpcRequest, type JsonRpcResponse } from '../../chain/port.ts';

/** A chain that takes any transaction, and fails on demand. */
export class FakeChain implements ChainGateway {
  readonly broadcasts: string[] = [];
  readonly receipts = new Map<string, ChainReceipt>();
  failure: ChainError | null = null;
  nextNonce = 0;
  minedNonce = 0;

  /** A node that refuses a transaction still answers questions. */
  #check(chainId: number): void {
    if (this.failure !== null && this.failure.code !== 'transaction_rejected') throw this.failure;
    if (chainId !== 31337) throw new ChainError('chain_unknown', 'this chain is not configured');
  }

  async chains(): Promise<readonly Chain[]> {
    const nativeCurrency = { name: 'Ether', symbol: 'ETH', decimals: 18 };
    return [{ chainId: 31337, name: 'Local', nativeCurrency, explorerUrl: null, testnet: true }];
  }

  async rpc(chainId: number, requests: readonly JsonRpcRequest[]): Promise<readonly JsonRpcResponse[]> {
    this.#check(chainId);
    return requests.map(({ id, method }): JsonRpcResponse => {
      if (method === 'eth_chainId') return { jsonrpc: '2.0', id, result: '0x7a69' };
      if (method === 'eth_getTransactionCount') return { jsonrpc: '2.0', id, result: `0x${this.minedNonce.toString(16)}` };
      if (method.startsWith('eth_')) return { jsonrpc: '2.0', id, result: method };
      throw new ChainError('rpc_method_not_allowed', `${method.slice(0, 16)} is not forwarded`);
    });
  }

  async broadcast(chainId: number, rawTransaction: `0x${string}`) {
    this.#check(chainId);
    if (this.failure !== null) throw this.failure;
    this.broadcasts.push(rawTransaction);
    return keccak256(rawTransaction);
  }

  async transactionCount(chainId: number) {
    this.#check(chainId);
    return this.nextNonce;
  }

  async receipt(chainId: number, hash: `0x${string}`) {
    if (this.failure !== null && this.failure.code !== 'transaction_rejected') throw this.failure;
    return chainId === 31337 ? (this.receipts.get(hash) ?? null) : null;
  }
}
