import { keccak256 } from 'viem/utils';
import type { Chain } from '../../../widget/src/contract/api.ts';
import { isBoundedSimulation } from '../clear-signing/bounded-simulation.ts';
import type { Clock } from '../deps.ts';
import { createEndpointPool, type EndpointPool } from './endpoint-pool.ts';
import { createImmutableCache } from './immutable-cache.ts';
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
  /** For one question to a chain, failover included. Default 2000 (2 seconds). */
  readonly timeoutMs?: number;
};

type Connected = { readonly chain: Chain; readonly pool: EndpointPool };

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
 * Balances, nonces and anything else that moves are never cached: a person who has just paid must see it.
 *
 * @throws ChainError from its methods: `chain_unknown`, `chain_unavailable`, `rpc_method_not_allowed`, `transaction_rejected`.
 * @example
 * ```ts
 * const gateway = createGateway({ chains: [{ chain, rpcUrls: ['http://127.0.0.1:4400'] }], clock, fetch });
 * await gateway.rpc(31337, [{ jsonrpc: '2.0', id: 1, method: 'eth_blockNumber' }]); // [{ jsonrpc: '2.0', id: 1, result: '0x0' }]
 * ```
 */
export function createGateway(options: GatewayOptions): ChainGateway {
  const { clock, fetch, timeoutMs = 2_000 } = options;
  const connected = new Map<number, Connected>();
  for (const { chain, rpcUrls } of options.chains) {
    const endpoints = rpcUrls.map((url) => createEndpoint(url, fetch));
    connected.set(chain.chainId, { chain, pool: createEndpointPool({ chainId: chain.chainId, endpoints, clock, timeoutMs }) });
  }
  const cache = createImmutableCache(512);

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
    chains: () => [...connected.values()].map(({ chain }) => chain),

    async rpc(chainId, requests) {
      const { pool } = find(chainId);
      for (const { method, params } of requests) {
        if (!allowedMethods.has(method)) throw new ChainError('rpc_method_not_allowed', `Method ${printable(method)} is not one of the allowed reads.`);
        if (method === 'eth_simulateV1' && !isBoundedSimulation(params)) {
          throw new ChainError('rpc_method_not_allowed', 'eth_simulateV1 is allowed for one block of up to ten calls, without overrides.');
        }
      }
      const calls = requests.map(({ method, params }): RpcCall => ({ method, params: params ?? [] }));
      const outcomes = calls.map((call) => cache.get(chainId, call));
      const asked = calls.filter((_, index) => outcomes[index] === undefined);
      const answers = asked.length === 0 ? [] : await pool.ask(asked);
      let next = 0;
      return requests.map(({ id }, index): JsonRpcResponse => {
        let outcome = outcomes[index];
        if (outcome === undefined) {
          outcome = answers[next++] as RpcOutcome;
          cache.keep(chainId, calls[index] as RpcCall, outcome);
        }
        return { jsonrpc: '2.0', id, ...outcome };
      });
    },

    async broadcast(chainId, rawTransaction) {
      const hash = keccak256(rawTransaction);
      const outcome = await askOne(chainId, 'eth_sendRawTransaction', [rawTransaction]);
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
