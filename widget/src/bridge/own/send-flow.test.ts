import { aTimeout, expect } from '@open-wc/testing';
import { WalletError } from '../../../../host-sdk/src/contract/errors.ts';
import type { Hex, Json } from '../../../../host-sdk/src/contract/types.ts';
import { ApiError } from '../../api/api-error.ts';
import type { ApiClient } from '../../api/wallet-client.ts';
import { createMemoryDatabase } from '../../state/database.ts';
import type { SendState } from '../../state/send.ts';
import { type AppState, initialState } from '../../state/state.ts';
import { createStore } from '../../state/store.ts';
import { waitUntil } from '../../testing/wait-until.ts';
import type { OwnPayment } from './own-payments.ts';
import { createSendFlow } from './send-flow.ts';

const own: Hex = '0x70997970C51812dc3A010C7d01b50e0d17dc79C8';
const shop: Hex = '0x3EDe2d9510C3868398B8db081531E56Da688469D';
const token: Hex = '0x5FbDB2315678afecb367f032d93F642f64180aa3';
const ether = 10n ** 18n;
const chain = { chainId: 31337, name: 'Dev', nativeCurrency: { name: 'Ether', symbol: 'ETH', decimals: 18 }, explorerUrl: null, testnet: true };
const state: AppState = {
  ...initialState,
  status: { phase: 'locked' },
  view: 'send',
  chains: [chain],
  activeChainId: 31337,
  activeAccount: { walletId: 'w', accountIndex: 0, address: own, name: 'Account 1' },
  accounts: [{ walletId: 'w', accountIndex: 0, address: own, name: 'Account 1' }],
  balanceWei: ether,
  activity: [],
  assets: { tokens: [], nfts: [] },
};

/** A chain of one gwei, twelve-second blocks, and no contracts but the token. */
async function answer(method: string, params: readonly Json[]): Promise<Json> {
  if (method === 'eth_feeHistory') return { oldestBlock: '0x1', baseFeePerGas: ['0x3b9aca00'], reward: [['0x3b9aca00', '0x3b9aca00', '0x3b9aca00']] };
  if (method === 'eth_getBlockByNumber') return params[0] === 'latest' ? { number: '0x2', timestamp: '0xc' } : { number: '0x1', timestamp: '0x0' };
  if (method === 'eth_estimateGas') return '0x5208';
  if (method === 'eth_getCode') return '0x';
  throw new Error(method);
}

/** The server, which knows one name. */
async function names({ body }: { readonly body: { readonly name: string } }): Promise<unknown> {
  const typed = body.name;
  if (typed === 'a..eth') throw new ApiError('invalid_request', { status: 400, field: 'name' });
  return { name: typed.toLowerCase(), address: typed.toLowerCase() === 'alice.eth' ? shop.toLowerCase() : null, isElsewhere: typed === 'far.eth' };
}

function open(change: Partial<AppState> = {}, database = createMemoryDatabase()) {
  const store = createStore<AppState>({ ...state, ...change });
  const asked: OwnPayment[] = [];
  let refreshes = 0;
  const ends: { resolve: (hash: Hex) => void; reject: (error: unknown) => void }[] = [];
  const flow = createSendFlow({
    store,
    api: { rpc: (_chainId, method, params) => answer(method, params), send: names as unknown as ApiClient['send'] },
    database,
    nowMs: () => 1_000,
    refresh: () => {
      refreshes += 1;
    },
    ask: (payment) => {
      asked.push(payment);
      return new Promise((resolve, reject) => ends.push({ resolve, reject }));
    },
  });
  store.subscribe(() => flow.sync());
  flow.sync();
  const send = () => store.get().send as SendState;
  const until = (predicate: (send: SendState) => boolean) => waitUntil(() => store.get().send !== null && predicate(send()));
  return { store, flow, asked, ends, send, until, database, refreshes: () => refreshes };
}

async function filled(world = open()) {
  world.flow.change({ what: 'recipient', text: shop });
  await world.until(({ recipient }) => recipient.state === 'found');
  world.flow.change({ what: 'next' });
  await world.until(({ fees }) => fees !== null);
  world.flow.change({ what: 'amount', text: '0.25', unit: 'token' });
  return world;
}

describe('the steps of sending', () => {
  it('leaves out the first where there is one thing to send, and ends with the screen', async () => {
    const { send, store } = open();
    expect(send().step).to.equal('recipient');
    store.set({ view: 'home' });
    expect(store.get().send).to.equal(null);
  });

  it('asks once for what was seen, however often one presses; nothing can be changed from then on', async () => {
    const { flow, asked, send, store, ends, database } = await filled();
    flow.change({ what: 'next' });
    flow.change({ what: 'next' });
    flow.change({ what: 'recipient', text: token });
    flow.change({ what: 'amount', text: '1', unit: 'token' });
    flow.change({ what: 'speed', speed: 'fast' });
    expect(flow.back()).to.equal(true);
    expect(asked).to.have.length(1);
    expect(asked[0]?.call).to.deep.equal({ to: shop, valueWei: ether / 4n, data: '0x' });
    expect(asked[0]?.gasLimit).to.equal(21_000n);
    expect([send().step, send().recipientText, send().amountText]).to.deep.equal(['amount', shop, '0.25']);
    await asked[0]?.onStart?.();
    expect(await database.get('send-draft')).to.equal(undefined);
    ends[0]?.resolve('0x01');
    await waitUntil(() => store.get().view === 'home');
    expect(store.get().send).to.equal(null);
  });

  it('is as it was after a rejection, and says why after a failure', async () => {
    const { flow, ends, send, until } = await filled();
    flow.change({ what: 'next' });
    ends[0]?.reject(new WalletError(4001, 'no'));
    await until(({ busy }) => !busy);
    expect([send().problem, send().amountText]).to.deep.equal([null, '0.25']);
    flow.change({ what: 'next' });
    ends[1]?.reject(new WalletError(4901, 'away', { reason: 'chain_unavailable' }));
    await until(({ problem }) => problem !== null);
    expect(send().problem?.code).to.equal(4901);
  });

  it('finds what was typed after a reload, for the same account and chain alone', async () => {
    const { database, until } = await filled();
    await until(({ amount }) => amount === ether / 4n);
    const again = open({}, database);
    await again.until(({ step, fees }) => step === 'amount' && fees !== null);
    expect(again.send().amountText).to.equal('0.25');
    const other = open({ activeChainId: 1, chains: [{ ...chain, chainId: 1 }] }, database);
    await aTimeout(20);
    expect(other.send().recipientText).to.equal('');
  });

  it('sends all there is, less the most the chosen fee can come to', async () => {
    const { flow, send } = await filled();
    flow.change({ what: 'max' });
    const fee = send().fees?.find(({ speed }) => speed === 'normal');
    expect(send().amount).to.equal(ether - (fee?.maxFeeWei ?? 0n));
    expect(send().amountProblem).to.equal(null);
    // A dearer choice is no longer in it.
    flow.change({ what: 'speed', speed: 'fast' });
    expect(send().amountProblem).to.equal('no_money_for_fee');
  });

  it('looks again at what there is where the amount is asked for, and judges the amount by what came', async () => {
    const { flow, send, store, refreshes } = await filled();
    expect(refreshes()).to.equal(1);
    flow.change({ what: 'amount', text: '5', unit: 'token' });
    expect(send().amountProblem).to.equal('not_enough');
    store.set({ balanceWei: ether * 9n });
    expect(send().amountProblem).to.equal(null);
    store.set({ balanceWei: ether });
    expect(send().amountProblem).to.equal('not_enough');
  });

  it('goes past a danger only once it was ticked, and forgets the tick with the next recipient', async () => {
    const { flow, send, until } = open();
    flow.change({ what: 'recipient', text: `0x${'0'.repeat(40)}` });
    await until(({ recipient }) => recipient.state === 'found');
    flow.change({ what: 'next' });
    expect(send().step).to.equal('recipient');
    flow.change({ what: 'acknowledge', on: true });
    flow.change({ what: 'recipient', text: `0x${'0'.repeat(40)} ` });
    await until(({ recipient }) => recipient.state === 'found');
    flow.change({ what: 'next' });
    expect(send().step).to.equal('recipient');
    flow.change({ what: 'acknowledge', on: true });
    flow.change({ what: 'next' });
    expect(send().step).to.equal('amount');
  });

  it('takes what a request asks for, and refuses one for elsewhere', async () => {
    const { flow, send, until } = open();
    flow.change({ what: 'recipient', text: `ethereum:${shop}@31337?value=25e16` });
    await until(({ recipient }) => recipient.state === 'found');
    expect([send().recipientText, send().amountText, send().amount]).to.deep.equal([shop, '0.25', ether / 4n]);
    flow.change({ what: 'recipient', text: `ethereum:${shop}@1?value=1` });
    await until(({ recipient }) => recipient.state === 'problem');
    expect(send().recipient).to.deep.equal({ state: 'problem', code: 'other_chain' });
    flow.change({ what: 'recipient', text: 'alice.eth' });
    await until(({ recipient }) => recipient.state === 'problem' && recipient.code === 'no_names');
  });

  it('takes no answer over to another chain or account', async () => {
    const chains = [1, 31337].map((chainId) => ({ ...chain, chainId, ensRegistry: token }));
    const { flow, store, send, until } = open({ chains });
    for (const text of ['alice.eth', shop]) {
      flow.change({ what: 'recipient', text });
      await until(({ recipient }) => recipient.state === 'looking');
      store.set({ activeChainId: store.get().activeChainId === 1 ? 31337 : 1 });
      await aTimeout(400);
      expect(send().recipient).to.deep.equal({ state: 'empty' });
    }
  });

  it('finds whom a name stands for, where the chain has names, and shows the name as it is spelt', async () => {
    const { flow, send, until } = open({ chains: [{ ...chain, ensRegistry: token }] });
    flow.change({ what: 'recipient', text: 'Alice.ETH' });
    await until(({ recipient }) => recipient.state === 'found');
    expect(send().recipient).to.deep.include({ address: shop, name: 'alice.eth' });
    for (const [text, code] of [
      ['a..eth', 'name_invalid'],
      ['bob.eth', 'name_unknown'],
      ['far.eth', 'name_elsewhere'],
    ] as const) {
      flow.change({ what: 'recipient', text });
      await until(({ recipient }) => recipient.state === 'problem');
      expect(send().recipient).to.deep.equal({ state: 'problem', code });
    }
  });
});
