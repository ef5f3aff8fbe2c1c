import { aTimeout, expect } from '@open-wc/testing';
import { WalletError } from '../../../host-sdk/src/contract/errors.ts';
import type { Json } from '../../../host-sdk/src/contract/types.ts';
import { fromHex, fromUtf8 } from '../crypto/bytes.ts';
import { address, origin, pageWorld, resultOf, token } from './testing/page-world.ts';

const signIn = (change: { readonly [key: string]: Json } = {}): Json => [
  { version: '1', capabilities: { signInWithEthereum: { nonce: '32891756', chainId: '0x7a69', ...change } } },
];

describe('wallet_connect', () => {
  it('connects without capabilities like eth_requestAccounts, and wallet_disconnect ends it', async () => {
    const world = await pageWorld({}, { connected: false });
    const answer = world.ask('wallet_connect', [{ version: '1', capabilities: { other: { optional: true } } }]);
    await world.approve();
    expect(resultOf(await answer)).to.deep.equal({ accounts: [{ address, capabilities: {} }] });
    expect(resultOf(await world.ask('wallet_disconnect'))).to.equal(null);
    expect(resultOf(await world.ask('eth_accounts'))).to.deep.equal([]);
    expect(resultOf(await world.ask('wallet_disconnect'))).to.equal(null);
  });

  it('connects and signs in by one decision over a message bound to the origin', async () => {
    const world = await pageWorld({}, { connected: false });
    const answer = world.ask(
      'wallet_connect',
      signIn({ statement: 'See your orders.', issuedAt: '2026-11-22T14:05:00Z', resources: ['https://shop.example/a'] }),
    );
    while (world.queue.first() === null) await aTimeout(1);
    const content = world.queue.first()?.approval.content;
    if (content?.kind !== 'message') throw new TypeError('no message on the screen');
    expect(content.signIn).to.deep.equal({
      domain: 'shop.example',
      statement: 'See your orders.',
      chainId: 31337,
      expirationTime: null,
      resources: ['https://shop.example/a'],
      connects: true,
    });
    expect(world.permissions.isConnected(origin)).to.equal(false);
    await world.approve();
    const message = [
      `shop.example wants you to sign in with your Ethereum account:\n${address}\n\nSee your orders.\n\nURI: https://shop.example`,
      'Version: 1\nChain ID: 31337\nNonce: 32891756\nIssued At: 2026-11-22T14:05:00Z\nResources:\n- https://shop.example/a',
    ].join('\n');
    expect(fromUtf8(fromHex(content.bytes, 'message'))).to.equal(message);
    expect(resultOf(await answer)).to.deep.equal({ accounts: [{ address, capabilities: { signInWithEthereum: { message, signature: '0x51' } } }] });
    expect(world.permissions.isConnected(origin)).to.equal(true);
  });

  it('does not connect a page whose sign-in was refused', async () => {
    const world = await pageWorld({}, { connected: false });
    const answer = world.ask('wallet_connect', signIn());
    await world.reject(new WalletError(4001, 'no'));
    expect(await answer).to.deep.include({ code: 4001 });
    expect(world.permissions.isConnected(origin)).to.equal(false);
  });

  it('writes a sign-in without a statement that its own check reads', async () => {
    const world = await pageWorld();
    const answer = world.ask(
      'wallet_connect',
      signIn({ expirationTime: '2999-01-01T00:00:00Z', notBefore: '2026-01-01T00:00:00Z', requestId: 'r1', scheme: 'https' }),
    );
    await world.approve();
    const [{ capabilities }] = (
      resultOf(await answer) as { readonly accounts: readonly [{ readonly capabilities: { readonly signInWithEthereum: { readonly message: string } } }] }
    ).accounts;
    expect(capabilities.signInWithEthereum.message).to.match(/^https:\/\/shop\.example wants/);
    expect(capabilities.signInWithEthereum.message).to.match(/Expiration Time: 2999.*\nNot Before: 2026.*\nRequest ID: r1$/);
  });
});

describe('permissions', () => {
  it('grants eth_accounts by a decision, says so, and takes it back', async () => {
    const world = await pageWorld({}, { connected: false });
    const answer = world.ask('wallet_requestPermissions', [{ eth_accounts: { invoker: origin } }]);
    await world.approve();
    const permissions = resultOf(await answer) as readonly { readonly [key: string]: Json }[];
    expect(permissions[0]).to.deep.include({
      invoker: origin,
      parentCapability: 'eth_accounts',
      caveats: [{ type: 'restrictReturnedAccounts', value: [address] }],
    });
    expect(resultOf(await world.ask('wallet_getPermissions'))).to.deep.equal(permissions);
    expect(resultOf(await world.ask('wallet_revokePermissions', [{ eth_accounts: {} }]))).to.equal(null);
    expect(resultOf(await world.ask('wallet_getPermissions'))).to.deep.equal([]);
  });
});

describe('chains and assets', () => {
  it('switches to a chain of the app that a page would add, and never asks the page’s nodes', async () => {
    const world = await pageWorld();
    const params: Json = [
      { chainId: '0x7a6a', chainName: 'Other', nativeCurrency: { name: 'Ether', symbol: 'ETH', decimals: 18 }, rpcUrls: ['https://rpc.example'] },
    ];
    expect(resultOf(await world.ask('wallet_addEthereumChain', params))).to.equal(null);
    expect(world.store.get().activeChainId).to.equal(31338);
    expect(world.store.get().chains).to.have.length(3);
  });

  it('lists a token after a decision, per account, with what its contract says', async () => {
    const world = await pageWorld();
    const answer = world.ask('wallet_watchAsset', {
      type: 'ERC20',
      options: { address: token, symbol: 'DEMO', decimals: 6, image: 'data:image/svg+xml,<svg onload=alert(1)>' },
    });
    while (world.queue.first() === null) await aTimeout(1);
    expect(world.queue.first()?.work.needsPin()).to.equal(false);
    expect(JSON.stringify(world.queue.first()?.approval.content)).not.to.contain('svg');
    await world.approve();
    expect(resultOf(await answer)).to.equal(true);
    const listed = [{ chainId: 31337, address: token, symbol: 'DEMO', decimals: 6 }];
    expect(await world.deps.assets.list(address)).to.deep.equal(listed);
    const again = world.ask('wallet_watchAsset', [{ type: 'ERC20', options: { address: token, chainId: 31337 } }]);
    await world.approve();
    await again;
    expect(await world.deps.assets.list(address)).to.deep.equal(listed);
    expect(world.signatures).to.deep.equal([]);
  });
});
