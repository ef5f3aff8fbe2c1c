import { decodeAbiParameters, toEventSelector } from 'viem/utils';
import type { Hex } from '../../../host-sdk/src/contract/types.ts';
import { BoundedMap } from '../bounded-map.ts';
import type { ChainGateway } from '../chain/port.ts';

/** A piece of a collection that has come to the account at some time; whether it is still there, the contract knows. */
export type Piece = { readonly contract: Hex; readonly tokenId: bigint; readonly standard: 'erc721' | 'erc1155' };
/** Newest first. */
export type Arrivals = { readonly tokens: readonly Hex[]; readonly pieces: readonly Piece[] };

const transfer = toEventSelector('Transfer(address,address,uint256)');
const transferSingle = toEventSelector('TransferSingle(address,address,address,uint256,uint256)');
const transferBatch = toEventSelector('TransferBatch(address,address,address,uint256[],uint256[])');

/** Blocks that may still be replaced by others are looked at again. */
const UNSETTLED_BLOCKS = 64;
/** Where a node refuses to look through the whole chain, it looks through its end. */
const SHORT_RANGE = 10_000;
const ACCOUNT_LIMIT = 1_000;
/** Whoever sends a thousand worthless tokens to somebody fills these, and nothing else. */
const TOKEN_LIMIT = 50;
const PIECE_LIMIT = 200;

type Log = { readonly address: Hex; readonly topics: readonly Hex[]; readonly data: Hex };

function isLog(value: unknown): value is Log {
  if (typeof value !== 'object' || value === null) return false;
  const { address, topics, data } = value as Readonly<Record<string, unknown>>;
  const isHex = (text: unknown) => typeof text === 'string' && /^0x[0-9a-fA-F]*$/.test(text);
  return (
    isHex(address) && String(address).length === 42 && isHex(data) && Array.isArray(topics) && topics.every((topic) => isHex(topic) && topic.length === 66)
  );
}

/** Ids of TransferSingle and TransferBatch; what does not decode brought nothing. */
function idsOf({ topics, data }: Log): readonly bigint[] {
  try {
    if (topics[0] === transferSingle) return [decodeAbiParameters([{ type: 'uint256' }, { type: 'uint256' }], data)[0]];
    return decodeAbiParameters([{ type: 'uint256[]' }, { type: 'uint256[]' }], data)[0].slice(0, PIECE_LIMIT);
  } catch {
    return [];
  }
}

type Seen = { toBlock: number; readonly tokens: BoundedMap<Hex, Hex>; readonly pieces: BoundedMap<string, Piece> };

function note(seen: Seen, log: Log): void {
  const contract = log.address.toLowerCase() as Hex;
  const addPiece = (tokenId: bigint, standard: Piece['standard']) => seen.pieces.set(`${contract} ${tokenId}`, { contract, tokenId, standard });
  const [event, , , last] = log.topics;
  if (event !== transfer) for (const id of idsOf(log)) addPiece(id, 'erc1155');
  // ERC-20 and ERC-721 call the event the same; only the second one's third value is indexed.
  else if (log.topics.length === 4) addPiece(BigInt(last as Hex), 'erc721');
  else if (log.topics.length === 3) seen.tokens.set(contract, contract);
}

/**
 * Finds what has come to an account, by the logs of the chain (ERC-20 and ERC-721 `Transfer`, ERC-1155 `TransferSingle` and
 * `TransferBatch`). What was looked through is remembered, so that the next look is at new blocks only.
 *
 * @throws ChainError when the chain cannot be asked (by the returned function).
 */
export function createArrivals(chains: Pick<ChainGateway, 'rpc'>): (chainId: number, account: Hex) => Promise<Arrivals> {
  const accounts = new BoundedMap<string, Seen>(ACCOUNT_LIMIT);

  /** Null where the node refuses. */
  async function logsFrom(chainId: number, account: Hex, fromBlock: number): Promise<readonly Log[] | null> {
    const to = `0x${account.slice(2).toLowerCase().padStart(64, '0')}`;
    const range = { fromBlock: `0x${fromBlock.toString(16)}`, toBlock: 'latest' };
    const filters = [
      { ...range, topics: [transfer, null, to] },
      { ...range, topics: [[transferSingle, transferBatch], null, null, to] },
    ];
    const answers = await chains.rpc(
      chainId,
      filters.map((filter, id) => ({ jsonrpc: '2.0', id, method: 'eth_getLogs', params: [filter] })),
    );
    const results = answers.map((answer) => ('result' in answer ? answer.result : null));
    return results.every(Array.isArray) ? results.flat().filter(isLog) : null;
  }

  async function headOf(chainId: number): Promise<number> {
    const [answer] = await chains.rpc(chainId, [{ jsonrpc: '2.0', id: 0, method: 'eth_blockNumber' }]);
    const head = answer !== undefined && 'result' in answer ? Number(answer.result) : Number.NaN;
    return Number.isSafeInteger(head) ? head : 0;
  }

  return async (chainId, account) => {
    const key = `${chainId} ${account.toLowerCase()}`;
    const seen = accounts.get(key) ?? { toBlock: 0, tokens: new BoundedMap(TOKEN_LIMIT), pieces: new BoundedMap(PIECE_LIMIT) };
    const head = await headOf(chainId);
    const fromBlock = Math.max(0, Math.min(seen.toBlock, head) - UNSETTLED_BLOCKS);
    const shortFrom = Math.max(0, head - SHORT_RANGE);
    const logs = (await logsFrom(chainId, account, fromBlock)) ?? (fromBlock < shortFrom ? await logsFrom(chainId, account, shortFrom) : null);
    if (logs !== null) {
      for (const log of logs) note(seen, log);
      seen.toBlock = head;
      accounts.set(key, seen);
    }
    return { tokens: [...seen.tokens.keys()].reverse(), pieces: [...seen.pieces.values()].reverse() };
  };
}
