import { aTimeout, expect } from '@open-wc/testing';
import type { WalletError } from '../../../host-sdk/src/contract/errors.ts';
import { type RpcMethod, refusedMethods, rpcMethods } from '../../../host-sdk/src/contract/rpc.ts';
import type { Json } from '../../../host-sdk/src/contract/types.ts';
import { ApiError } from '../api/api-error.ts';
import type { ApiClient } from '../api/wallet-client.ts';
import { createAccountGate } from '../approvals/account-gate.ts';
import { createPendingRequests } from '../approvals/pending-requests.ts';
import { createApprovalQueue } from '../approvals/queue.ts';
import { openDatabase } from '../state/database.ts';
import { type AppState, initialState } from '../state/state.ts';
import { createStore } from '../state/store.ts';
import { createWatchedAssets } from '../wallet/watched-assets.ts';
import { createCallBundles } from './call-bundles.ts';
import { createDispatch, createFetchedHandlers, createMethodHandlers } from './dispatch.ts';
import { createPermissions } from './permissions.ts';

const origin = 'https://shop.example';
const address = '0x70997970C51812dc3A010C7d01b50e0d17dc79C8';
const account = { walletId: 'w', accountIndex: 0, address, name: 'Account 1' } as const;
const chain = { chainId: 31337, name: 'Dev', nativeCurrency: { name: 'Ether', symbol: 'ETH', decimals: 18 }, explorerUrl: null, testnet: true };
const app = { appId: 'demo', name: 'Demo', logoUrl: null, allowedOrigins: [origin], development: true, providers: [], chainIds: [31337] };

const answers: { readonly [method: string]: Json } = {
  eth_feeHistory: { baseFeePerGas: ['0x3b9aca00', '0x3b9aca00'], reward: [['0x3b9aca00']] },
  eth_estimateGas: '0x5208',
  eth_getBalance: '0xde0b6b3a7640000',
  eth_getTransactionCount: '0x7',
  eth_blockNumber: '0x10',
};

async function world(change: Partial<AppState> = {}, rpc?: ApiClient['rpc']) {
  const store = createStore<AppState>({
    ...initialState,
    status: { phase: 'locked' },
    app,
    chains: [chain],
    activeChainId: 31337,
    accounts: [account],
    activeAccount: account,
    ...change,
  });
  const queue = createApprovalQueue({ nowMs: () => Date.now(), onChange: () => store.set({ approvals: queue.all() }) });
  const database = await openDatabase(`test-${crypto.randomUUID()}`);
  const permissions = createPermissions(database, () => {});
  await permissions.load('alice');
  let shown = 0;
  const gate = createAccountGate(store, () => shown++);
  const pending = createPendingRequests();
  const readChain = rpc ?? (async (_chainId: number, method: string) => answers[method] ?? null);
  const api = { rpc: readChain, read: readChain } as unknown as ApiClient;
  const unused = {} as never;
  const deps = {
    appId: 'demo',
    store,
    api,
    gate,
    queue,
    permissions,
    signing: unused,
    transactions: { start: () => ({ needsPin: () => true, run: unused, watch: unused }) },
    bundles: createCallBundles(database),
    assets: createWatchedAssets(database),
    show: () => {},
    nowMs: () => Date.now(),
    pending,
    onAnswered: () => {},
  };
  const dispatch = createDispatch(deps);
  const ask = (method: string, params?: Json, id: string = crypto.randomUUID()) =>
    dispatch({ id, method, ...(params === undefined ? {} : { params }) }, origin).then(
      (value) => ({ value }),
      (error: WalletError) => ({ code: error.code, reason: error.data?.reason, field: error.data?.field }),
    );
  return { store, queue, permissions, gate, pending, deps, ask, shown: () => shown };
}

describe('the method table and its handlers', () => {
  it('has a handler for each method of the wallet, and none for those of the chain', async () => {
    const { deps } = await world();
    const groups = [createMethodHandlers(deps), await createFetchedHandlers(deps, async () => null)()];
    for (const method of Object.keys(rpcMethods) as RpcMethod[]) {
      const found = groups.filter((handlers) => typeof handlers[method] === 'function');
      expect(found, method).to.have.lengthOf(rpcMethods[method].handledBy === 'wallet' ? 1 : 0);
    }
    for (const handlers of groups) {
      for (const method of Object.keys(handlers)) expect(rpcMethods, method).to.have.property(method);
      expect(Object.getPrototypeOf(handlers)).to.equal(null);
    }
  });

  it('refuses what it does not know, by whatever name', async () => {
    const { ask } = await world();
    for (const method of ['eth_foo', '__proto__', 'constructor', 'toString', '']) expect(await ask(method)).to.deep.include({ code: -32601 });
    for (const method of refusedMethods) expect(await ask(method)).to.deep.include({ code: 4200 });
  });
});

describe('who may call what', () => {
  it('answers reads and public questions to a page that is not connected', async () => {
    const { ask } = await world();
    expect(await ask('eth_accounts')).to.deep.equal({ value: [] });
    expect(await ask('eth_coinbase')).to.deep.equal({ value: null });
    expect(await ask('eth_chainId')).to.deep.equal({ value: '0x7a69' });
    expect(await ask('net_version')).to.deep.equal({ value: '31337' });
    expect(await ask('eth_blockNumber')).to.deep.equal({ value: '0x10' });
    expect(await ask('wallet_getPermissions')).to.deep.equal({ value: [] });
  });

  it('keeps everything else from it', async () => {
    const { ask } = await world();
    const calls: readonly (readonly [string, Json])[] = [
      ['personal_sign', ['0x00', address]],
      ['eth_sendTransaction', [{ from: address, to: address }]],
      ['wallet_switchEthereumChain', [{ chainId: '0x7a69' }]],
      ['wallet_revokePermissions', [{ eth_accounts: {} }]],
    ];
    for (const [method, params] of calls) expect(await ask(method, params), method).to.deep.include({ code: 4100, reason: 'not_connected' });
  });

  it('connects after an approval, once, and forgets it when it is revoked', async () => {
    const { ask, queue } = await world();
    const first = ask('eth_requestAccounts');
    await aTimeout(0);
    expect(await ask('eth_requestAccounts')).to.deep.include({ code: -32002 });
    const entry = queue.first();
    expect(entry?.approval).to.deep.include({ origin, method: 'eth_requestAccounts' });
    queue.begin(entry?.approval.id ?? '');
    await entry?.work.run(null, () => {});
    queue.approve(entry?.approval.id ?? '', null);
    expect(await first).to.deep.equal({ value: [address] });
    expect(await ask('eth_requestAccounts')).to.deep.equal({ value: [address] });
    expect(await ask('wallet_revokePermissions', [{ eth_accounts: {} }])).to.deep.equal({ value: null });
    expect(await ask('eth_accounts')).to.deep.equal({ value: [] });
  });

  it('signs in first, and gives 4001 when the person closes the wallet instead', async () => {
    const { ask, gate, store, shown } = await world({ status: { phase: 'signed-out' }, accounts: [], activeAccount: null });
    const answer = ask('eth_requestAccounts');
    await aTimeout(0);
    expect(shown()).to.equal(1);
    expect(gate.close()).to.equal(true);
    expect(await answer).to.deep.include({ code: 4001 });
    const again = ask('eth_requestAccounts');
    store.set({ status: { phase: 'failed', reason: 'origin_not_allowed', message: 'Not registered.' } });
    expect(await again).to.deep.include({ code: -32080, reason: 'origin_not_allowed' });
  });

  it('waits for a wallet that is still starting', async () => {
    const { ask, store, permissions } = await world({ status: { phase: 'loading' } });
    await permissions.grant(origin, 0);
    const answer = ask('eth_accounts');
    await aTimeout(5);
    store.set({ status: { phase: 'locked' } });
    expect(await answer).to.deep.equal({ value: [address] });
  });
});

describe('a transaction of a connected page', () => {
  async function connected(rpc?: ApiClient['rpc']) {
    const all = await world({}, rpc);
    await all.permissions.grant(origin, 0);
    return all;
  }
  const to = '0x3C44CdDdB6a900fa2b585dd299e03d12FA4293BC';
  const refused: readonly (readonly [name: string, transaction: { readonly [key: string]: Json }, code: number, field: string])[] = [
    ['a recipient with a wrong checksum', { from: address, to: '0x3C44CdDdB6a900fa2b585dd299e03d12FA4293bc' }, -32602, 'params[0].to'],
    ['a sender with a wrong checksum', { from: '0x70997970C51812dc3A010C7d01b50e0d17dc79c8', to }, -32602, 'params[0].from'],
    ['an account of somebody else', { from: to, to }, 4100, 'params[0].from'],
    ['another chain', { from: address, to, chainId: '0x1' }, -32602, 'params[0].chainId'],
    ['a nonce that was used', { from: address, to, nonce: '0x6' }, -32602, 'params[0].nonce'],
    ['a nonce that leaves a gap', { from: address, to, nonce: '0x3ef' }, -32602, 'params[0].nonce'],
    ['more gas than a block has', { from: address, to, gas: '0xfffffffff' }, -32602, 'params[0].gas'],
    ['a fee beyond reason', { from: address, to, maxFeePerGas: '0xfffffffffffffffff' }, -32602, 'params[0].maxFeePerGas'],
  ];
  for (const [name, transaction, code, field] of refused) {
    it(`is refused with ${name}`, async () => {
      const { ask, queue } = await connected();
      expect(await ask('eth_sendTransaction', [transaction])).to.deep.include({ code, field });
      expect(queue.all()).to.deep.equal([]);
    });
  }

  it('is shown with what it costs', async () => {
    const { ask, queue, pending } = await connected();
    void ask('eth_sendTransaction', [{ from: address.toLowerCase(), to: to.toLowerCase(), value: '0x1' }], 'one');
    for (let wait = 0; wait < 1_000 && queue.first() === null; wait++) await aTimeout(2);
    const content = queue.first()?.approval.content;
    if (content?.kind !== 'transaction') throw new Error('no approval');
    expect(content).to.deep.include({ action: 'send', to, valueWei: 1n, symbol: 'ETH', balanceWei: 10n ** 18n, warnings: [] });
    expect(content.fee).to.deep.equal({
      maxFeePerGasWei: 3_000_000_000n,
      maxPriorityFeePerGasWei: 1_000_000_000n,
      gasLimit: 21_000n,
      feeWei: 42_000_000_000_000n,
      seconds: 12,
    });
    expect(content.totalWei).to.equal(42_000_000_000_001n);
    expect(pending.size()).to.equal(1);
  });

  it('says so when the chain is down, and shows nothing', async () => {
    const { ask, queue } = await connected(async () => {
      throw new ApiError('chain_unavailable');
    });
    const failure = (await ask('eth_sendTransaction', [{ from: address, to }])) as { readonly code?: unknown };
    expect(failure.code).to.equal('chain_unavailable');
    expect(queue.all()).to.deep.equal([]);
  });
});
