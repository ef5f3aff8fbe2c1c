import type { TypedTransaction } from '@ethereumjs/tx';
import { bytesToHex } from '@ethereumjs/util';
import type { Mined, MinedBlock } from './state.ts';

type Log = Mined['outcome']['receipt']['logs'][number];

/* How a node writes blocks, transactions and receipts (execution-apis). */

export const quantity = (value: bigint | number): string => `0x${value.toString(16)}`;
const EMPTY_BLOOM = `0x${'00'.repeat(256)}`;
const ZERO_HASH = `0x${'00'.repeat(32)}`;

function priceOf(transaction: TypedTransaction, baseFee: bigint): bigint {
  return 'maxFeePerGas' in transaction ? transaction.getEffectivePriorityFee(baseFee) + baseFee : transaction.gasPrice;
}

const placeOf = ({ block }: MinedBlock) => ({ blockHash: bytesToHex(block.hash()), blockNumber: quantity(block.header.number) });

/** @param within null while it waits. */
export function formatTransaction(transaction: TypedTransaction, within: MinedBlock | null) {
  const { v, r, s, ...fields } = transaction.toJSON();
  const index = within?.mined.findIndex((mined) => mined.transaction === transaction) ?? -1;
  return {
    ...fields,
    type: quantity(transaction.type),
    hash: bytesToHex(transaction.hash()),
    from: transaction.getSenderAddress().toString(),
    to: transaction.to?.toString() ?? null,
    input: bytesToHex(transaction.data),
    gas: quantity(transaction.gasLimit),
    gasPrice: quantity(priceOf(transaction, within?.block.header.baseFeePerGas ?? 0n)),
    ...{ v, r, s, yParity: v },
    ...(within === null ? { blockHash: null, blockNumber: null, transactionIndex: null } : { ...placeOf(within), transactionIndex: quantity(index) }),
  };
}

function formatLogs(logs: readonly Log[], within: MinedBlock, transaction: TypedTransaction, transactionIndex: number, firstIndex: number) {
  return logs.map(([address, topics, data], index) => ({
    address: bytesToHex(address),
    topics: topics.map((topic) => bytesToHex(topic)),
    data: bytesToHex(data),
    ...placeOf(within),
    transactionHash: bytesToHex(transaction.hash()),
    transactionIndex: quantity(transactionIndex),
    logIndex: quantity(firstIndex + index),
    removed: false,
  }));
}

export function formatReceipt({ transaction, outcome, cumulativeGasUsed }: Mined, within: MinedBlock) {
  const index = within.mined.findIndex((mined) => mined.transaction === transaction);
  const logsBefore = within.mined.slice(0, index).reduce((count, mined) => count + mined.outcome.receipt.logs.length, 0);
  return {
    ...placeOf(within),
    transactionHash: bytesToHex(transaction.hash()),
    transactionIndex: quantity(index),
    type: quantity(transaction.type),
    from: transaction.getSenderAddress().toString(),
    to: transaction.to?.toString() ?? null,
    contractAddress: outcome.createdAddress?.toString() ?? null,
    status: outcome.execResult.exceptionError === undefined ? '0x1' : '0x0',
    gasUsed: quantity(outcome.totalGasSpent),
    cumulativeGasUsed: quantity(cumulativeGasUsed),
    effectiveGasPrice: quantity(priceOf(transaction, within.block.header.baseFeePerGas ?? 0n)),
    logs: formatLogs(outcome.receipt.logs, within, transaction, index, logsBefore),
    logsBloom: bytesToHex(outcome.bloom.bitvector),
  };
}

export function formatBlock(within: MinedBlock, isFull: boolean) {
  const { header } = within.block;
  return {
    number: quantity(header.number),
    hash: bytesToHex(within.block.hash()),
    parentHash: bytesToHex(header.parentHash),
    timestamp: quantity(header.timestamp),
    gasLimit: quantity(header.gasLimit),
    gasUsed: quantity(header.gasUsed),
    baseFeePerGas: quantity(header.baseFeePerGas ?? 0n),
    miner: header.coinbase.toString(),
    nonce: '0x0000000000000000',
    difficulty: '0x0',
    size: '0x0',
    extraData: '0x',
    logsBloom: EMPTY_BLOOM,
    mixHash: ZERO_HASH,
    sha3Uncles: bytesToHex(header.uncleHash),
    stateRoot: bytesToHex(header.stateRoot),
    transactionsRoot: bytesToHex(header.transactionsTrie),
    receiptsRoot: bytesToHex(header.receiptTrie),
    uncles: [],
    transactions: within.mined.map(({ transaction }) => (isFull ? formatTransaction(transaction, within) : bytesToHex(transaction.hash()))),
  };
}

export const logsOf = (within: MinedBlock) => within.mined.flatMap((mined) => formatReceipt(mined, within).logs);
