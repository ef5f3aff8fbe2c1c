import type { Hex, Json } from '../../../../host-sdk/src/contract/types.ts';
import { RpcError } from '../../api/api-error.ts';
import type { ApiClient } from '../../api/wallet-client.ts';
import { checksumAddress } from '../../crypto/ethereum.ts';
import { quantity } from '../fees.ts';

/** A log of `Transfer` to the account, before it is known what its contract calls itself. */
export type IncomingLog = {
  readonly id: string;
  readonly hash: Hex;
  readonly token: Hex;
  readonly from: Hex;
  /** In the smallest unit; null for a piece of a collection. */
  readonly amount: bigint | null;
  readonly tokenId: bigint | null;
  readonly blockNumber: number;
  readonly atMs: number;
};

/** `Transfer(address,address,uint256)` of ERC-20 and of ERC-721: the one has two indexed fields, the other three. */
const TRANSFER = '0xddf252ad1be2c89b69c2b068fc378daa952ba7f163c4a11628f55a4df523b3ef';
/** How far back, by what a node takes in one question: most take ten thousand blocks, some a thousand. */
const RANGES = [10_000n, 1_000n, 100n];
const MOST = 30;

type Log = { readonly [field in 'address' | 'data' | 'transactionHash' | 'blockNumber' | 'logIndex']?: unknown } & {
  readonly topics?: readonly unknown[];
  readonly removed?: unknown;
};

/** Only as a node should have sent it; whatever is not so is left out. */
function readLog(log: Log): Omit<IncomingLog, 'atMs'> | null {
  try {
    const [, from, , third] = log.topics ?? [];
    const hash = String(log.transactionHash);
    if (!/^0x[0-9a-f]{64}$/.test(hash) || !/^0x0{24}[0-9a-f]{40}$/.test(String(from)) || log.removed === true) return null;
    const isPiece = third !== undefined;
    return {
      id: `${hash}:${Number(quantity(log.logIndex, 'log'))}`,
      hash: hash as Hex,
      token: checksumAddress(String(log.address)),
      from: checksumAddress(`0x${String(from).slice(26)}`),
      amount: isPiece ? null : quantity(log.data, 'amount'),
      tokenId: isPiece ? quantity(third, 'token') : null,
      blockNumber: Number(quantity(log.blockNumber, 'block number')),
    };
  } catch {
    return null;
  }
}

async function fetchLogs(api: Pick<ApiClient, 'rpc'>, chainId: number, account: Hex): Promise<readonly Log[]> {
  const head = quantity(await api.rpc(chainId, 'eth_blockNumber', []), 'block number');
  const to = `0x${account.slice(2).toLowerCase().padStart(64, '0')}`;
  let refusal: unknown = null;
  for (const range of RANGES) {
    const from = head > range ? head - range : 0n;
    try {
      return (await api.rpc(chainId, 'eth_getLogs', [{ fromBlock: `0x${from.toString(16)}`, toBlock: 'latest', topics: [TRANSFER, null, to] }])) as Log[];
    } catch (error) {
      if (!(error instanceof RpcError)) throw error;
      refusal = error;
    }
  }
  throw refusal;
}

/**
 * Tokens and pieces that came in of late, newest first. Of native money only the balance tells: a chain keeps no list of what came in, and the
 * wallet asks no third party for one.
 *
 * @throws ApiError when the chain cannot be reached, RpcError when it gives no logs at all.
 */
export async function fetchIncoming(api: Pick<ApiClient, 'rpc'>, chainId: number, account: Hex): Promise<readonly IncomingLog[]> {
  const logs = await fetchLogs(api, chainId, account);
  const read = (Array.isArray(logs) ? logs : []).map(readLog).filter((log) => log !== null);
  // Nothing for nothing: whoever sends it wants to be seen, and taken for somebody else.
  const latest = read.filter(({ amount, from }) => amount !== 0n && from.toLowerCase() !== account.toLowerCase()).slice(-MOST);
  const blocks = [...new Set(latest.map(({ blockNumber }) => blockNumber))];
  const timeOf = async (block: number): Promise<readonly [number, number]> => {
    const found = (await api.rpc(chainId, 'eth_getBlockByNumber', [`0x${block.toString(16)}`, false])) as { readonly timestamp?: Json } | null;
    return [block, Number(quantity(found?.timestamp, 'block time')) * 1000];
  };
  const times = new Map(await Promise.all(blocks.map(timeOf)));
  return latest.map((log) => ({ ...log, atMs: times.get(log.blockNumber) ?? 0 })).reverse();
}
