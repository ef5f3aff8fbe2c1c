import { type Block, createBlock } from '@ethereumjs/block';
import { type Common, createCustomCommon, Hardfork, Mainnet } from '@ethereumjs/common';
import { SimpleStateManager } from '@ethereumjs/statemanager';
import type { TypedTransaction } from '@ethereumjs/tx';
import { Account, type Address, createAddressFromString } from '@ethereumjs/util';
import { createVM, type RunTxResult, runTx, type VM } from '@ethereumjs/vm';

/** One transaction in its block, with what became of it. */
export type Mined = { readonly transaction: TypedTransaction; readonly outcome: RunTxResult; readonly cumulativeGasUsed: bigint };
export type MinedBlock = { readonly block: Block; readonly mined: readonly Mined[] };

const GAS_LIMIT = 30_000_000n;
const FIRST_BASE_FEE_WEI = 1_000_000_000n;

export const createCommon = (chainId: number): Common => createCustomCommon({ chainId, name: 'playground' }, Mainnet, { hardfork: Hardfork.Cancun });

/** The block that comes after another; its transactions are run in it, so it is made before they are known. */
function headerAfter(parent: Block | null, timestampSeconds: number) {
  return {
    number: parent === null ? 0n : parent.header.number + 1n,
    ...(parent === null ? {} : { parentHash: parent.hash() }),
    timestamp: BigInt(Math.max(timestampSeconds, parent === null ? 0 : Number(parent.header.timestamp) + 1)),
    gasLimit: GAS_LIMIT,
    baseFeePerGas: parent === null ? FIRST_BASE_FEE_WEI : parent.header.calcNextBaseFee(),
  };
}

/**
 * The state of a chain and its blocks, run by EthereumJS. There are no roots over the state, and so no proofs: nobody else checks
 * this chain, and it is faster without.
 */
export class ChainState {
  readonly common: Common;
  readonly #vm: VM;
  readonly #state: SimpleStateManager;
  readonly blocks: MinedBlock[] = [];

  private constructor(common: Common, vm: VM, state: SimpleStateManager) {
    this.common = common;
    this.#vm = vm;
    this.#state = state;
  }

  /** @param rich addresses that start with so much. */
  static async create(common: Common, rich: readonly string[], balanceWei: bigint, genesisSeconds: number): Promise<ChainState> {
    const state = new SimpleStateManager({ common });
    const chain = new ChainState(common, await createVM({ common, stateManager: state }), state);
    for (const address of rich) await state.putAccount(createAddressFromString(address), new Account(0n, balanceWei));
    chain.blocks.push({ block: createBlock({ header: headerAfter(null, genesisSeconds) }, { common }), mined: [] });
    return chain;
  }

  get head(): MinedBlock {
    return this.blocks.at(-1) as MinedBlock;
  }

  async account(address: Address): Promise<Account> {
    return (await this.#state.getAccount(address)) ?? new Account();
  }
  code = (address: Address): Promise<Uint8Array> => this.#state.getCode(address);
  storage = (address: Address, key: Uint8Array): Promise<Uint8Array> => this.#state.getStorage(address, key);

  /** Why a transaction could not go into the next block, or null. */
  async #refusal(transaction: TypedTransaction): Promise<string | null> {
    const { nonce, balance } = await this.account(transaction.getSenderAddress());
    if (transaction.nonce < nonce) return 'nonce too low';
    if (transaction.nonce > nonce) return 'nonce too high';
    return transaction.getUpfrontCost() > balance ? 'insufficient funds for gas * price + value' : null;
  }

  /** @throws Error with a node's words when it cannot be taken, now or ever. A nonce that is ahead may wait. */
  async check(transaction: TypedTransaction): Promise<void> {
    const refusal = await this.#refusal(transaction);
    if (refusal !== null && refusal !== 'nonce too high') throw new Error(refusal);
    const intrinsic = transaction.getIntrinsicGas();
    if (transaction.gasLimit < intrinsic) throw new Error('intrinsic gas too low');
  }

  /** Puts those that fit into one block. @returns those that did not, for a later one. */
  async mine(transactions: readonly TypedTransaction[], timestampSeconds: number): Promise<readonly TypedTransaction[]> {
    const header = headerAfter(this.head.block, timestampSeconds);
    const block = createBlock({ header }, { common: this.common });
    const mined: Mined[] = [];
    let cumulativeGasUsed = 0n;
    let waiting = [...transactions].sort((left, right) => Number(left.nonce - right.nonce));
    for (const transaction of [...waiting]) {
      if ((await this.#refusal(transaction)) !== null) continue;
      const outcome = await runTx(this.#vm, { tx: transaction, block, skipHardForkValidation: true });
      cumulativeGasUsed += outcome.totalGasSpent;
      mined.push({ transaction, outcome, cumulativeGasUsed });
      waiting = waiting.filter((other) => other !== transaction);
    }
    const full = createBlock(
      { header: { ...header, gasUsed: cumulativeGasUsed }, transactions: mined.map(({ transaction }) => transaction) },
      { common: this.common },
    );
    this.blocks.push({ block: full, mined });
    return waiting;
  }

  /** Runs calls one after another on the newest state, and takes back what they did. */
  async simulate(calls: readonly Call[]) {
    const results = [];
    await this.#vm.evm.journal.checkpoint();
    try {
      for (const call of calls) {
        const { execResult, createdAddress } = await this.#vm.evm.runCall({
          ...call,
          gasLimit: call.gasLimit ?? GAS_LIMIT,
          block: this.head.block,
          skipBalance: call.value === 0n,
        });
        results.push({ ...execResult, createdAddress });
      }
    } finally {
      await this.#vm.evm.journal.revert();
      await this.#vm.evm.journal.cleanup();
    }
    return results;
  }
}

export type Call = { readonly caller: Address; readonly to?: Address; readonly data: Uint8Array; readonly value: bigint; readonly gasLimit?: bigint };
