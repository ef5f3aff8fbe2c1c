import { expect } from '@open-wc/testing';
import { connect, createConfig, createStorage, disconnect, getConnection, http, reconnect, switchChain } from '@wagmi/core';
import { defineChain } from 'viem';
import { waitUntil } from '../../widget/src/testing/wait-until.ts';
import { WalletError } from './contract/errors.ts';
import { createEmitter } from './emitter.ts';
import { createProvider, type ProviderEvents } from './provider.ts';
import { alcove } from './wagmi.ts';
import type { Wallet } from './wallet.ts';

const account = '0x70997970C51812dc3A010C7d01b50e0d17dc79C8';
const chainOf = <Id extends number>(id: Id) =>
  defineChain({ id, name: `Chain ${id}`, nativeCurrency: { name: 'Ether', symbol: 'ETH', decimals: 18 }, rpcUrls: { default: { http: [] } } });
const [local, mainnet] = [chainOf(31337), chainOf(1)];

type Answer = (params: unknown) => unknown;

/** A wallet whose widget answers as the test says. */
function setUp(answers: { readonly [method: string]: Answer } = {}, isConnected = false) {
  const emitter = createEmitter<ProviderEvents>();
  const asked: string[] = [];
  let accounts = isConnected ? [account.toLowerCase()] : [];
  let chainId = '0x7a69';
  const known: { readonly [method: string]: Answer } = {
    eth_chainId: () => chainId,
    eth_accounts: () => accounts,
    eth_requestAccounts() {
      accounts = [account.toLowerCase()];
      emitter.emit('accountsChanged', accounts);
      return accounts;
    },
    wallet_revokePermissions() {
      accounts = [];
      emitter.emit('accountsChanged', accounts);
      return null;
    },
    wallet_switchEthereumChain(params) {
      chainId = (params as readonly [{ readonly chainId: string }])[0].chainId;
      emitter.emit('chainChanged', chainId);
      return null;
    },
    ...answers,
  };
  const provider = createProvider(emitter, async ({ method, params }) => {
    asked.push(method);
    const answer = known[method];
    if (!answer) throw new WalletError(-32601, method);
    return answer(params) as never;
  });
  const wallet = { provider } as Wallet;
  const config = createConfig({
    chains: [local, mainnet],
    connectors: [alcove({ wallet })],
    transports: { [local.id]: http(), [mainnet.id]: http() },
    multiInjectedProviderDiscovery: false,
    storage: createStorage({ storage: { getItem: () => null, setItem() {}, removeItem() {} } }),
  });
  const [connector] = config.connectors;
  if (!connector) throw new Error('the config has no connector');
  const state = () => {
    const { status, address, chainId: chain } = getConnection(config);
    return { status, address, chain };
  };
  return { config, connector, emitter, asked, state };
}

async function refusal(promise: Promise<unknown>): Promise<Error & { readonly code?: number }> {
  return promise.then(
    () => expect.fail('nothing was refused'),
    (error) => error,
  );
}

describe('alcove, the wagmi connector', () => {
  it('asks nothing of the wallet before wagmi does', () => {
    expect(setUp().asked).to.deep.equal([]);
  });

  it('connects, with checksummed accounts and the wallet’s chain', async () => {
    const { config, connector, state } = setUp();
    expect(await connect(config, { connector })).to.deep.equal({ accounts: [account], chainId: 31337 });
    expect(state()).to.deep.equal({ status: 'connected', address: account, chain: 31337 });
  });

  it('moves to the chain that is asked for while connecting', async () => {
    const { config, connector, state } = setUp();
    await connect(config, { connector, chainId: 1 });
    expect(state().chain).to.equal(1);
  });

  it('gives what wagmi gives with capabilities', async () => {
    const { config, connector } = setUp();
    const { accounts } = await connect(config, { connector, withCapabilities: true });
    expect(accounts).to.deep.equal([{ address: account, capabilities: {} }]);
  });

  it('comes back by itself for somebody who was connected, without asking them', async () => {
    const { config, asked, state } = setUp({}, true);
    await reconnect(config);
    expect(state()).to.include({ status: 'connected', address: account });
    expect(asked).to.not.include('eth_requestAccounts');
  });

  it('does not come back for anybody else, nor when the wallet cannot start', async () => {
    const one = setUp();
    await reconnect(one.config);
    expect(one.state().status).to.equal('disconnected');
    const two = setUp({
      eth_accounts() {
        throw new WalletError(-32080, 'The wallet cannot start');
      },
    });
    await reconnect(two.config);
    expect(two.state().status).to.equal('disconnected');
  });

  it('says no as wagmi’s own error does', async () => {
    const { config, connector, state } = setUp({
      eth_requestAccounts() {
        throw new WalletError(4001, 'no');
      },
    });
    const error = await refusal(connect(config, { connector }));
    expect([error.name, error.code]).to.deep.equal(['UserRejectedRequestError', 4001]);
    expect(state().status).to.equal('disconnected');
  });

  it('keeps the code of every other error', async () => {
    const { config, connector } = setUp({
      eth_requestAccounts() {
        throw new WalletError(-32080, 'The wallet cannot start', { hint: 'allow frame-src' });
      },
    });
    expect((await refusal(connect(config, { connector }))).code).to.equal(-32080);
  });

  it('switches the chain', async () => {
    const { config, connector, state } = setUp();
    await connect(config, { connector });
    expect((await switchChain(config, { chainId: 1 })).id).to.equal(1);
    expect(state().chain).to.equal(1);
  });

  const refusals: readonly (readonly [name: string, chainId: number, code: 4001 | 4902, error: string])[] = [
    ['a chain that the wallet does not know', 1, 4902, 'SwitchChainError'],
    ['a chain that the config does not know', 10, 4902, 'SwitchChainError'],
    ['a person who says no', 1, 4001, 'UserRejectedRequestError'],
  ];
  for (const [name, chainId, code, expected] of refusals) {
    it(`refuses ${name} by ${expected}`, async () => {
      const { config, connector, state } = setUp({
        wallet_switchEthereumChain() {
          throw new WalletError(code, 'no');
        },
      });
      await connect(config, { connector });
      expect((await refusal(switchChain(config, { chainId: chainId as 1 }))).name).to.equal(expected);
      expect(state().chain).to.equal(31337);
    });
  }

  it('connects though the wallet does not know the chain that was asked for', async () => {
    const { config, connector, state } = setUp({
      wallet_switchEthereumChain() {
        throw new WalletError(4902, 'unknown');
      },
    });
    await connect(config, { connector, chainId: 1 });
    expect(state()).to.deep.equal({ status: 'connected', address: account, chain: 31337 });
  });

  it('disconnects, and takes the permission back', async () => {
    const { config, connector, asked, state } = setUp();
    await connect(config, { connector });
    await disconnect(config);
    expect(asked).to.include('wallet_revokePermissions');
    expect(state().status).to.equal('disconnected');
  });

  it('follows the wallet: another account, another chain, signing in and out by its own screens', async () => {
    const other = '0x3C44CdDdB6a900fa2b585dd299e03d12FA4293BC';
    const { emitter, state } = setUp();
    emitter.emit('accountsChanged', [account]);
    await waitUntil(() => state().status === 'connected');
    emitter.emit('accountsChanged', [other.toLowerCase()]);
    await waitUntil(() => state().address === other);
    emitter.emit('chainChanged', '0x1');
    await waitUntil(() => state().chain === 1);
    emitter.emit('accountsChanged', []);
    await waitUntil(() => state().status === 'disconnected');
  });

  it('stays connected when the frame goes away, and not when the wallet does', async () => {
    const { config, connector, emitter, state } = setUp();
    await connect(config, { connector });
    emitter.emit('disconnect', new WalletError(4900, 'gone', { reason: 'frame_removed', retriable: true }));
    expect(state().status).to.equal('connected');
    emitter.emit('disconnect', new WalletError(4900, 'gone', { reason: 'destroyed', retriable: true }));
    expect(state().status).to.equal('disconnected');
  });

  it('is one of several connectors without being taken for another', () => {
    const { connector } = setUp();
    expect([connector.id, connector.name, connector.type]).to.deep.equal(['alcove', 'Alcove', 'alcove']);
    const made = createConfig({
      chains: [mainnet],
      connectors: [alcove({ appId: 'demo', walletUrl: 'https://wallet.example' })],
      transports: { [mainnet.id]: http() },
      storage: null,
    });
    expect(made.connectors[0]?.rdns).to.equal('example.wallet');
  });
});
