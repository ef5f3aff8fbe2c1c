import { keccak256 } from 'viem/utils';
import type { Chain } from '../../../widget/src/contract/api.ts';
import { isBoundedSimulation } from '../clear-signing/bounded-simulation.ts';
import type { Clock, RandomBytes } from '../deps.ts';
import { type ChainReader, createChainReader } from './chain-reader.ts';
import { createEndpointPool, type EndpointPool, type NodeObservation } from './endpoint-pool.ts';
import { createEndpoint, type RpcCall, type RpcOutcome } from './json-rpc-endpoint.ts';
import { ChainError, type ChainGateway, type ChainReceipt, type JsonRpcResponse } from './port.ts';
import { allowedMethods } from './rpc-methods.ts';

export type ChainConfig = {
  readonly chain: Chain;
  /** In order of preference; the next one is asked when one fails. */
  readonly rpcUrls: readonly string[];
};

export type GatewayOptions = {
  readonly chains: readonly ChainConfig[];
  readonly clock: Clock;
  readonly fetch: typeof globalThis.fetch;
  /** For one question to a chain, failover and repetition included. Default 2000 (2 seconds). */
  readonly timeoutMs?: number;
  /** Spreads repeated attempts. Without it each pause is as long as it may be. */
  readonly random?: RandomBytes;
  /** Pauses between attempts. Default: a timer. */
  readonly wait?: (pauseMs: number) => Promise<unknown>;
  /** Told of each question to a node, for the operator. */
  readonly observe?: (observation: NodeObservation) => void;
};

type Connected = { readonly chain: Chain; readonly pool: EndpointPool; readonly reader: ChainReader };

function printable(text: string): string {
  return JSON.stringify(text.slice(0, 64));
}

function parseQuantity(value: unknown, name: string): bigint {
  if (typeof value !== 'string' || value.length > 66 || !/^0x[0-9a-fA-F]+$/.test(value)) {
    throw new ChainError('chain_unavailable', `A node answered a malformed ${name}.`);
  }
  return BigInt(value);
}

function parseReceipt(value: unknown): ChainReceipt | null {
  if (value === null) return null;
  if (typeof value !== 'object' || value === undefined) throw new ChainError('chain_unavailable', 'A node answered a malformed receipt.');
  const fields = value as { readonly [key: string]: unknown };
  // A pending transaction has no block yet; some nodes answer a half-filled receipt for it.
  if (fields.blockNumber === null || fields.blockNumber === undefined) return null;
  const gasUsed = parseQuantity(fields.gasUsed, 'gasUsed');
  const gasPriceWei = parseQuantity(fields.effectiveGasPrice, 'effectiveGasPrice');
  return {
    status: parseQuantity(fields.status, 'status') === 1n ? 'confirmed' : 'failed',
    blockNumber: Number(parseQuantity(fields.blockNumber, 'blockNumber')),
    feeWei: gasUsed * gasPriceWei,
  };
}

/**
 * The server's only way to chains: allow-listed reads in batches, broadcast, nonces and receipts, over any number of
 * JSON-RPC nodes per chain.
 *
 * What is read at the latest block is remembered for as long as that block is the latest, which is asked for each time: a person
 * who has just paid must see it. Nonces, receipts and anything pending are never remembered.
 *
 * @throws ChainError from its methods: `chain_unknown`, `chain_unavailable`, `rpc_method_not_allowed`, `transaction_rejected`.
 * @example
 * ```ts
 * const gateway = createGateway({ chains: [{ chain, rpcUrls: ['http://127.0.0.1:4400'] }], clock, fetch });
 * await gateway.rpc(31337, [{ jsonrpc: '2.0', id: 1, method: 'eth_blockNumber' }]); // [{ jsonrpc: '2.0', id: 1, result: '0x0' }]
 * ```
 */
export function createGateway(options: GatewayOptions): ChainGateway {
  const { chains, fetch, ...poolOptions } = options;
  const connected = new Map<number, Connected>();
  for (const { chain, rpcUrls } of chains) {
    const { chainId } = chain;
    const endpoints = rpcUrls.map((url) => createEndpoint(url, fetch));
    const pool = createEndpointPool({ ...poolOptions, chainId, endpoints });
    connected.set(chainId, { chain, pool, reader: createChainReader(chainId, pool, poolOptions.clock) });
  }

  function find(chainId: number): Connected {
    const found = connected.get(chainId);
    if (found === undefined) throw new ChainError('chain_unknown', `Chain ${chainId} is not offered here.`);
    return found;
  }

  async function askOne(chainId: number, method: string, params: readonly unknown[]): Promise<RpcOutcome> {
    const [outcome] = await find(chainId).pool.ask([{ method, params }]);
    if (outcome === undefined) throw new ChainError('chain_unavailable', `No node of chain ${chainId} answered.`);
    return outcome;
  }

  async function askResult(chainId: number, method: string, params: readonly unknown[]): Promise<unknown> {
    const outcome = await askOne(chainId, method, params);
    if ('error' in outcome) throw new ChainError('chain_unavailable', `A node of chain ${chainId} could not answer ${method}.`);
    return outcome.result;
  }

  return {
    chains: async () => [...connected.values()].map(({ chain }) => chain),

    async rpc(chainId, requests) {
      const { reader } = find(chainId);
      for (const { method, params } of requests) {
        if (!allowedMethods.has(method)) throw new ChainError('rpc_method_not_allowed', `Method ${printable(method)} is not one of the allowed reads.`);
        if (method === 'eth_simulateV1' && !isBoundedSimulation(params)) {
          throw new ChainError('rpc_method_not_allowed', 'eth_simulateV1 is allowed for one block of up to ten calls, without overrides.');
        }
      }
      const outcomes = await reader.read(requests.map(({ method, params }): RpcCall => ({ method, params: params ?? [] })));
      return requests.map(({ id }, index): JsonRpcResponse => ({ jsonrpc: '2.0', id, ...(outcomes[index] as RpcOutcome) }));
    },

    async broadcast(chainId, rawTransaction) {
      const hash = keccak256(rawTransaction);
      const { reader } = find(chainId);
      const outcome = await askOne(chainId, 'eth_sendRawTransaction', [rawTransaction]).finally(() => reader.forget());
      if ('result' in outcome) {
        if (outcome.result !== hash) throw new ChainError('chain_unavailable', 'A node answered with the hash of another transaction.');
        return hash;
      }
      // "already known" has a dozen spellings, and a transaction that was mined meanwhile says "nonce too low": asking for it by hash settles all.
      const known = await askOne(chainId, 'eth_getTransactionByHash', [hash]);
      if ('result' in known && known.result !== null) return hash;
      throw new ChainError('transaction_rejected', outcome.error.message.slice(0, 200));
    },

    async transactionCount(chainId, address) {
      return Number(parseQuantity(await askResult(chainId, 'eth_getTransactionCount', [address, 'pending']), 'nonce'));
    },

    async receipt(chainId, hash) {
      return parseReceipt(await askResult(chainId, 'eth_getTransactionReceipt', [hash]));
    },
  };
}
