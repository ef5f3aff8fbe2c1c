import { createTx, createTxFromRLP, type TypedTransaction } from '@ethereumjs/tx';
import { bytesToHex, createAddressFromPrivateKey, createAddressFromString, hexToBytes, type PrefixedHexString } from '@ethereumjs/util';
import type { Clock } from '../../../mock-server/src/deps.ts';
import { developmentKeys } from './accounts.ts';
import { ChainState, createCommon } from './state.ts';

/** A chain as it is kept: its blocks can be made again from nothing else. */
export type KeptChain = {
  readonly genesisSeconds: number;
  readonly blocks: readonly { readonly seconds: number; readonly transactions: readonly Uint8Array[] }[];
};

const RICH_BALANCE_WEI = 10_000n * 10n ** 18n;
/** After blocks were taken back the next is a while in coming, as it is on a network that has just disagreed. */
const REORG_DELAY_MS = 6_000;
const PRIORITY_FEE_WEI = 1_000_000_000n;

export type BrowserNode = {
  readonly chain: () => ChainState;
  readonly waiting: () => readonly TypedTransaction[];
  /** Takes a signed transaction. @throws Error with a node's words. @returns its hash */
  submit(raw: Uint8Array): Promise<string>;
  /** Signs as one of the node's own accounts. */
  send(fields: Readonly<Record<string, string>>): Promise<string>;
  /** How long a transaction waits for its block; 0 makes one at once. */
  setBlockDelay(delayMs: number): void;
  /** Throws the newest blocks away, as if the network had agreed on others. Their transactions wait again. */
  reorganise(depth: number): Promise<void>;
  kept(): KeptChain;
};

/** An EVM node in this worker: it takes transactions and makes a block when there is one to put in it. */
export async function openBrowserNode(options: {
  readonly chainId: number;
  readonly kept: KeptChain | null;
  readonly clock: Clock;
  readonly onChange: () => void;
}): Promise<BrowserNode> {
  const { clock, onChange } = options;
  const common = createCommon(options.chainId);
  const nowSeconds = () => Math.floor(clock.nowMs() / 1000);
  const genesisSeconds = options.kept?.genesisSeconds ?? nowSeconds();
  const keys = new Map(developmentKeys().map((key) => [createAddressFromPrivateKey(key).toString(), key]));
  const decode = (raw: Uint8Array): TypedTransaction => createTxFromRLP(raw, { common });

  async function rebuild(blocks: KeptChain['blocks']): Promise<ChainState> {
    const state = await ChainState.create(common, [...keys.keys()], RICH_BALANCE_WEI, genesisSeconds);
    for (const { seconds, transactions } of blocks) await state.mine(transactions.map(decode), seconds);
    return state;
  }

  const keptBlocks = () =>
    chain.blocks
      .slice(1)
      .map(({ block, mined }) => ({ seconds: Number(block.header.timestamp), transactions: mined.map(({ transaction }) => transaction.serialize()) }));
  let chain = await rebuild(options.kept?.blocks ?? []);
  let waiting: readonly TypedTransaction[] = [];
  let delayMs = 0;
  let timer: ReturnType<typeof setTimeout> | undefined;
  /** One thing at a time: two blocks under way would be run on one state. */
  let turn: Promise<unknown> = Promise.resolve();
  const inTurn = <Result>(work: () => Promise<Result>): Promise<Result> => {
    const done = turn.then(work);
    turn = done.catch(() => undefined);
    return done;
  };

  const mine = () =>
    inTurn(async () => {
      timer = undefined;
      if (waiting.length === 0) return;
      const before = waiting.length;
      waiting = await chain.mine(waiting, nowSeconds());
      if (waiting.length === before) chain.blocks.pop();
      onChange();
    });

  const schedule = () => {
    timer ??= setTimeout(() => void mine(), delayMs);
  };

  async function submit(raw: Uint8Array): Promise<string> {
    const transaction = decode(raw);
    if (!transaction.isSigned()) throw new Error('transaction is not signed');
    const hash = bytesToHex(transaction.hash());
    const isKnown = waiting.some((other) => bytesToHex(other.hash()) === hash);
    if (isKnown) throw new Error('already known');
    await inTurn(() => chain.check(transaction));
    const sender = transaction.getSenderAddress().toString();
    const isReplaced = (other: TypedTransaction) => other.nonce === transaction.nonce && other.getSenderAddress().toString() === sender;
    waiting = [...waiting.filter((other) => !isReplaced(other)), transaction];
    schedule();
    return hash;
  }

  return {
    chain: () => chain,
    waiting: () => waiting,
    submit,
    async send(fields) {
      const from = createAddressFromString(fields.from ?? '');
      const key = keys.get(from.toString());
      if (key === undefined) throw new Error('the node holds no key of that account');
      const { nonce } = await chain.account(from);
      const ahead = BigInt(waiting.filter((other) => other.getSenderAddress().equals(from)).length);
      const baseFee = chain.head.block.header.calcNextBaseFee();
      const transaction = createTx(
        {
          type: 2,
          nonce: fields.nonce === undefined ? nonce + ahead : BigInt(fields.nonce),
          ...(fields.to === undefined ? {} : { to: createAddressFromString(fields.to) }),
          value: BigInt(fields.value ?? '0x0'),
          data: hexToBytes((fields.data ?? '0x') as PrefixedHexString),
          gasLimit: BigInt(fields.gas ?? '0x30d40'),
          maxFeePerGas: baseFee * 2n + PRIORITY_FEE_WEI,
          maxPriorityFeePerGas: PRIORITY_FEE_WEI,
          chainId: BigInt(options.chainId),
        },
        { common },
      ).sign(key);
      return submit(transaction.serialize());
    },
    setBlockDelay(ms) {
      delayMs = ms;
      clearTimeout(timer);
      timer = undefined;
      if (waiting.length > 0) schedule();
    },
    reorganise: (depth) =>
      inTurn(async () => {
        const blocks = keptBlocks();
        const stays = Math.max(0, blocks.length - depth);
        const undone = blocks.slice(stays).flatMap(({ transactions }) => transactions.map(decode));
        chain = await rebuild(blocks.slice(0, stays));
        waiting = [...undone, ...waiting];
        onChange();
        clearTimeout(timer);
        timer = setTimeout(() => void mine(), Math.max(delayMs, REORG_DELAY_MS));
      }),
    kept: () => ({ genesisSeconds, blocks: keptBlocks() }),
  };
}
