import { expect } from '@open-wc/testing';
import type { BridgeEvent } from '../../../host-sdk/src/contract/bridge.ts';
import type { Json } from '../../../host-sdk/src/contract/types.ts';
import { announceSession } from './session-events.ts';
import { address, origin, pageWorld, resultOf } from './testing/page-world.ts';

const accounts = (...chainIds: readonly number[]) => chainIds.map((chainId) => `eip155:${chainId}:${address}`);

describe('sessions', () => {
  it('grants what is required whole, of what is optional as much as there is, under the keys it came with', async () => {
    const world = await pageWorld({}, { connected: false });
    const answer = world.ask('wallet_createSession', {
      requiredScopes: { 'eip155:31337': { methods: ['personal_sign'], notifications: ['chainChanged'] } },
      optionalScopes: {
        'eip155:31337': { methods: ['eth_sendTransaction', 'eth_sign', 'made_up'], notifications: ['tick'] },
        eip155: { chains: ['eip155:31338', 'eip155:1'], methods: ['eth_call'], events: ['accountsChanged'] },
        'solana:4sGjMW1sUnHzSxGspuhpqLDx6wiyjNtZ': { methods: ['getBalance'] },
      },
      sessionProperties: { expiry: '2030-01-01' },
    });
    await world.approve();
    const sessionScopes = {
      'eip155:31337': { methods: ['personal_sign', 'eth_sendTransaction'], notifications: ['chainChanged'], accounts: accounts(31337) },
      eip155: { chains: ['eip155:31338'], methods: ['eth_call'], notifications: ['accountsChanged'], accounts: accounts(31338) },
    };
    expect(resultOf(await answer)).to.deep.equal({ sessionScopes });
    expect(resultOf(await world.ask('wallet_getSession', {}))).to.deep.equal({ sessionScopes });
    expect(resultOf(await world.ask('eth_accounts'))).to.deep.equal([address]);
    await world.permissions.load(null);
    await world.permissions.load('alice');
    expect(resultOf(await world.ask('wallet_getSession'))).to.deep.equal({ sessionScopes });
    expect(resultOf(await world.ask('wallet_revokeSession', {}))).to.equal(true);
    expect(resultOf(await world.ask('wallet_getSession'))).to.deep.equal({ sessionScopes: {} });
    expect(resultOf(await world.ask('eth_accounts'))).to.deep.equal([]);
  });

  it('asks a connected page’s person nothing: it sees no more than before', async () => {
    const world = await pageWorld();
    const created = await world.ask('wallet_createSession', { optionalScopes: { eip155: { methods: ['eth_chainId'] } } });
    expect(resultOf(created)).to.deep.equal({ sessionScopes: { eip155: { methods: ['eth_chainId'], notifications: [], accounts: accounts(31337, 31338) } } });
  });

  it('passes requests on for the chain they name, and only what the session covers', async () => {
    const asked: Json[] = [];
    const world = await pageWorld(
      {},
      {
        rpc: async (chainId, method) => {
          asked.push([chainId, method]);
          return '0x1';
        },
      },
    );
    await world.ask('wallet_createSession', { optionalScopes: { 'eip155:31338': { methods: ['eth_gasPrice', 'personal_sign'] } } });
    const invoke = (scope: string, method: string, params: Json = []) => world.ask('wallet_invokeMethod', { scope, request: { method, params } });
    expect(resultOf(await invoke('eip155:31338', 'eth_gasPrice'))).to.equal('0x1');
    expect(asked).to.deep.equal([[31338, 'eth_gasPrice']]);
    for (const [scope, method] of [
      ['eip155:31337', 'eth_gasPrice'],
      ['eip155:31338', 'eth_chainId'],
      ['eip155:31338', 'wallet_invokeMethod'],
    ] as const) {
      expect(await invoke(scope, method), `${scope} ${method}`).to.deep.include({ code: 4100 });
    }
    const signed = invoke('eip155:31338', 'personal_sign', ['hi', address]);
    await world.approve();
    expect(resultOf(await signed)).to.equal('0x51');
    expect(await invoke('eip155:31338', 'personal_sign', ['hi'])).to.deep.include({ code: -32602 });
  });

  it('tells the page when its session changes', async () => {
    const world = await pageWorld();
    const heard: BridgeEvent[] = [];
    const sync = announceSession(world.deps, (event) => heard.push(event));
    await world.ask('wallet_createSession', { optionalScopes: { 'eip155:31337': { methods: [] } } });
    sync();
    const other = {
      ...(world.store.get().accounts[0] as NonNullable<ReturnType<typeof world.store.get>['activeAccount']>),
      address: '0x3C44CdDdB6a900fa2b585dd299e03d12FA4293BC',
    } as const;
    world.store.set({ activeAccount: other });
    await world.permissions.revoke(origin);
    sync();
    sync();
    const told = heard.map((event) => (event.name === 'message' ? event.data : null)) as unknown as readonly {
      readonly type: string;
      readonly data: { readonly sessionScopes: { readonly [key: string]: { readonly accounts: readonly string[] } } };
    }[];
    expect(told.map(({ type }) => type)).to.deep.equal(Array.from({ length: 3 }, () => 'wallet_sessionChanged'));
    expect(told.map(({ data }) => data.sessionScopes['eip155:31337']?.accounts ?? null)).to.deep.equal([
      accounts(31337),
      [`eip155:31337:${other.address}`],
      null,
    ]);
  });
});
