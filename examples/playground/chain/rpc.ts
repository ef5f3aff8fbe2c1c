import { bytesToHex, createAddressFromString, hexToBytes, type PrefixedHexString, setLengthLeft } from '@ethereumjs/util';
import { formatBlock, formatReceipt, formatTransaction, logsOf, quantity } from './format.ts';
import type { BrowserNode } from './node.ts';
import type { Call, MinedBlock } from './state.ts';

/* JSON-RPC of the node: the reads that the wallet's server lets through, and what its faucet needs. */

type Params = readonly unknown[];
type Fields = Readonly<Record<string, string | undefined>>;
const ESTIMATE_SURPLUS = 1.1;
const PRIORITY_FEE_WEI = 1_000_000_000n;
const ZERO_ADDRESS = `0x${'00'.repeat(20)}`;

export class RpcError extends Error {
  readonly code: number;
  readonly data: string | undefined;
  constructor(code: number, message: string, data?: string) {
    super(message);
    this.code = code;
    this.data = data;
  }
}

const addressOf = (value: unknown) => createAddressFromString(String(value));
const bytesOf = (value: unknown): Uint8Array => hexToBytes(String(value ?? '0x') as PrefixedHexString);

function callOf(fields: Fields): Call {
  return {
    caller: addressOf(fields.from ?? ZERO_ADDRESS),
    ...(fields.to === undefined || fields.to === null ? {} : { to: addressOf(fields.to) }),
    data: bytesOf(fields.input ?? fields.data),
    value: BigInt(fields.value ?? '0x0'),
    ...(fields.gas === undefined ? {} : { gasLimit: BigInt(fields.gas) }),
  };
}

export function createRpc(node: BrowserNode, chainId: number): (method: string, params: Params) => Promise<unknown> {
  const blocks = () => node.chain().blocks;
  const head = () => node.chain().head;
  const byHash = (hash: unknown) => blocks().find(({ block }) => bytesToHex(block.hash()) === hash) ?? null;

  function byTag(tag: unknown): MinedBlock | null {
    if (tag === undefined || tag === 'latest' || tag === 'pending') return head();
    // One block is as final as the next where nobody else makes any; two deep keeps the switch of this page that takes blocks back honest.
    if (tag === 'safe' || tag === 'finalized') return blocks().at(Math.max(-3, -blocks().length)) ?? null;
    if (tag === 'earliest') return blocks()[0] ?? null;
    return blocks()[Number(BigInt(String(tag)))] ?? null;
  }

  /** Only the newest state is there to be asked. */
  function requireLatest(tag: unknown): void {
    const isLatest = typeof tag === 'object' || byTag(tag) === head();
    if (!isLatest) throw new RpcError(-32000, 'this node keeps the state of its newest block only');
  }

  function find(hash: unknown) {
    for (const within of blocks()) {
      const mined = within.mined.find(({ transaction }) => bytesToHex(transaction.hash()) === hash);
      if (mined !== undefined) return { within, mined };
    }
    return null;
  }

  const findWaiting = (hash: unknown) => node.waiting().find((transaction) => bytesToHex(transaction.hash()) === hash);

  async function run(fields: Fields) {
    const [result] = await node.chain().simulate([callOf(fields)]);
    if (result === undefined) throw new RpcError(-32603, 'nothing was run');
    if (result.exceptionError !== undefined) {
      const reverted = result.exceptionError.error === 'revert';
      throw new RpcError(reverted ? 3 : -32000, reverted ? 'execution reverted' : String(result.exceptionError.error), bytesToHex(result.returnValue));
    }
    return result;
  }

  async function estimateGas(fields: Fields): Promise<string> {
    const call = callOf(fields);
    const result = await run({ ...fields, gas: undefined });
    const { balance } = await node.chain().account(call.caller);
    if (balance < call.value) throw new RpcError(-32000, 'insufficient funds for gas * price + value');
    const dataGas = call.data.reduce((sum, byte) => sum + (byte === 0 ? 4n : 16n), 0n);
    const base = 21_000n + dataGas + (call.to === undefined ? 32_000n : 0n);
    // What an inner call keeps back (EIP-150) and refunds are not searched for; a tenth more covers them.
    return quantity(result.executionGasUsed === 0n ? base : base + BigInt(Math.ceil(Number(result.executionGasUsed) * ESTIMATE_SURPLUS)) + 5_000n);
  }

  async function simulateV1({ blockStateCalls }: { readonly blockStateCalls: readonly { readonly calls: readonly Fields[] }[] }) {
    const calls = blockStateCalls[0]?.calls ?? [];
    const results = await node.chain().simulate(calls.map(callOf));
    return [
      {
        ...formatBlock(head(), false),
        calls: results.map(({ exceptionError, returnValue, executionGasUsed, logs }) => ({
          status: exceptionError === undefined ? '0x1' : '0x0',
          returnData: bytesToHex(returnValue),
          gasUsed: quantity(executionGasUsed + 21_000n),
          logs: (logs ?? []).map(([address, topics, data]) => ({
            address: bytesToHex(address),
            topics: topics.map((topic) => bytesToHex(topic)),
            data: bytesToHex(data),
          })),
          ...(exceptionError === undefined ? {} : { error: { code: 3, message: 'execution reverted', data: bytesToHex(returnValue) } }),
        })),
      },
    ];
  }

  function feeHistory(count: unknown, newest: unknown, percentiles: unknown) {
    const last = Number(byTag(newest)?.block.header.number ?? 0n);
    const first = Math.max(0, last - Number(count) + 1);
    const range = blocks().slice(first, last + 1);
    const rewards = Array.isArray(percentiles) ? { reward: range.map(() => percentiles.map(() => quantity(PRIORITY_FEE_WEI))) } : {};
    return {
      oldestBlock: quantity(first),
      baseFeePerGas: [...range.map(({ block }) => block.header.baseFeePerGas ?? 0n), range.at(-1)?.block.header.calcNextBaseFee() ?? 0n].map(quantity),
      gasUsedRatio: range.map(({ block }) => Number(block.header.gasUsed) / Number(block.header.gasLimit)),
      ...rewards,
    };
  }

  function getLogs(filter: {
    readonly address?: string | readonly string[];
    readonly topics?: readonly (string | readonly string[] | null)[];
    readonly [key: string]: unknown;
  }) {
    const from = Number(byTag(filter.fromBlock)?.block.header.number ?? 0n);
    const to = Number(byTag(filter.toBlock)?.block.header.number ?? head().block.header.number);
    const isOneOf = (wanted: string | readonly string[] | null | undefined, value: string | undefined) =>
      wanted === null || wanted === undefined || [wanted].flat().some((one) => one.toLowerCase() === value?.toLowerCase());
    return blocks()
      .slice(from, to + 1)
      .flatMap(logsOf)
      .filter(({ address, topics }) => isOneOf(filter.address, address) && (filter.topics ?? []).every((wanted, index) => isOneOf(wanted, topics[index])));
  }

  const methods: Readonly<Record<string, (...params: never[]) => unknown>> = {
    eth_chainId: () => quantity(chainId),
    net_version: () => String(chainId),
    eth_syncing: () => false,
    eth_blockNumber: () => quantity(head().block.header.number),
    eth_gasPrice: () => quantity(head().block.header.calcNextBaseFee() + PRIORITY_FEE_WEI),
    eth_maxPriorityFeePerGas: () => quantity(PRIORITY_FEE_WEI),
    eth_blobBaseFee: () => '0x1',
    eth_feeHistory: feeHistory,
    eth_getBalance: async (address, tag) => {
      requireLatest(tag);
      return quantity((await node.chain().account(addressOf(address))).balance);
    },
    eth_getTransactionCount: async (address, tag) => {
      requireLatest(tag);
      const own = addressOf(address);
      const { nonce } = await node.chain().account(own);
      const waiting = tag === 'pending' ? node.waiting().filter((other) => other.getSenderAddress().equals(own)).length : 0;
      return quantity(nonce + BigInt(waiting));
    },
    eth_getCode: async (address, tag) => {
      requireLatest(tag);
      return bytesToHex(await node.chain().code(addressOf(address)));
    },
    eth_getStorageAt: async (address, slot, tag) => {
      requireLatest(tag);
      const key = setLengthLeft(hexToBytes(quantity(BigInt(String(slot))).replace(/^0x(.(..)*)$/, '0x0$1') as PrefixedHexString), 32);
      return bytesToHex(setLengthLeft(await node.chain().storage(addressOf(address), key), 32));
    },
    eth_call: async (fields, tag) => {
      requireLatest(tag);
      return bytesToHex((await run(fields)).returnValue);
    },
    eth_estimateGas: estimateGas,
    eth_simulateV1: simulateV1,
    eth_getLogs: getLogs,
    eth_getBlockByNumber: (tag, isFull) => {
      const within = byTag(tag);
      return within === null ? null : formatBlock(within, isFull);
    },
    eth_getBlockByHash: (hash, isFull) => {
      const within = byHash(hash);
      return within === null ? null : formatBlock(within, isFull);
    },
    eth_getBlockReceipts: (tag) => {
      const within = byTag(tag);
      return within === null ? null : within.mined.map((mined) => formatReceipt(mined, within));
    },
    eth_getTransactionByHash: (hash) => {
      const found = find(hash);
      const waiting = findWaiting(hash);
      if (found !== null) return formatTransaction(found.mined.transaction, found.within);
      return waiting === undefined ? null : formatTransaction(waiting, null);
    },
    eth_getRawTransactionByHash: (hash) => {
      const transaction = find(hash)?.mined.transaction ?? findWaiting(hash);
      return transaction === undefined ? null : bytesToHex(transaction.serialize());
    },
    eth_getTransactionReceipt: (hash) => {
      const found = find(hash);
      return found === null ? null : formatReceipt(found.mined, found.within);
    },
    /** For the page: how many transactions wait for a block. */
    playground_waiting: () => node.waiting().length,
    eth_sendRawTransaction: (raw) => node.submit(bytesOf(raw)),
    eth_sendTransaction: (fields) => node.send(fields),
  };

  return async (method, params) => {
    const run = Object.hasOwn(methods, method) ? methods[method] : undefined;
    if (run === undefined) throw new RpcError(-32601, `the method ${method} does not exist`);
    return run(...(params as never[]));
  };
}
