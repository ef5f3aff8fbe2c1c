import { expect } from '@open-wc/testing';
import { WalletError } from './contract/errors.ts';
import { createWallet } from './create-wallet.ts';
import { embed } from './embedded.ts';
import { createEmitter } from './emitter.ts';
import { createProvider, type ProviderEvents } from './provider.ts';
import type { Wallet } from './wallet.ts';

const account = '0x70997970C51812dc3A010C7d01b50e0d17dc79C8';
const to = '0x3EDe2d9510C3868398B8db081531E56Da688469D';
const token = '0x5FbDB2315678afecb367f032d93F642f64180aa3';
const word = (value: bigint): string => `0x${value.toString(16).padStart(64, '0')}`;

type Answer = (params: never) => unknown;

/** A wallet whose widget answers as the test says, and writes down what it was asked. */
function setUp(answers: { readonly [method: string]: Answer } = {}, isConnected = true) {
  const emitter = createEmitter<ProviderEvents>();
  const asked: (readonly [name: string, value: unknown])[] = [];
  const known: { readonly [method: string]: Answer } = {
    eth_chainId: () => '0x7a69',
    eth_accounts: () => (isConnected ? [account] : []),
    eth_requestAccounts: () => [account],
    eth_getBalance: () => '0xde0b6b3a7640000',
    eth_call: ([{ data }]: readonly [{ readonly data: string }]) =>
      data === '0x313ce567' ? word(6n) : data === '0x95d89b41' ? `0x${'55534443'.padEnd(64, '0')}` : word(2_500_000n),
    eth_sendTransaction: () => `0x${'ab'.repeat(32)}`,
    personal_sign: () => '0x1234',
    ...answers,
  };
  const provider = createProvider(emitter, async ({ method, params }) => {
    asked.push([method, params]);
    const answer = known[method];
    if (!answer) throw new WalletError(-32601, method);
    return answer(params as never) as never;
  });
  const note =
    (name: string) =>
    async (value?: unknown): Promise<never> => {
      asked.push([name, value]);
      return undefined as never;
    };
  const wallet: Wallet = {
    ...createWallet({ appId: 'demo', walletUrl: 'http://localhost:1' }),
    provider,
    login: note('login'),
    logout: note('logout'),
    open: note('open'),
    close: note('close'),
    setPreferences: note('setPreferences'),
  };
  return { embedded: embed(wallet), asked, emitter };
}

const of = (asked: readonly (readonly [string, unknown])[], method: string): readonly unknown[] =>
  asked.filter(([name]) => name === method).map(([, value]) => value);

async function refusal(promise: Promise<unknown>): Promise<WalletError> {
  return promise.then(
    () => expect.fail('nothing was refused'),
    (error) => error,
  );
}

describe('embed', () => {
  const shown = { address: account, chainId: 31337, caip10: `eip155:31337:${account}` };

  it('login: connects, and returns the accounts with their chain', async () => {
    const { embedded, asked } = setUp();
    expect(await embedded.login()).to.deep.equal([shown]);
    expect(of(asked, 'login')).to.deep.equal([]);
    await embedded.login({ providerId: 'google' });
    expect(of(asked, 'login')).to.deep.equal([{ providerId: 'google' }]);
  });

  it('accounts: none before the page is connected, and nobody is asked', async () => {
    const { embedded, asked } = setUp({}, false);
    expect(await embedded.accounts()).to.deep.equal([]);
    expect(asked.map(([name]) => name)).to.deep.equal(['eth_accounts']);
    expect(await setUp().embedded.accounts()).to.deep.equal([shown]);
  });

  it('balances: the coin in wei, then each token in its own unit', async () => {
    const { embedded } = setUp();
    expect(await embedded.balances({ tokens: [token] })).to.deep.equal([
      { decimals: 18, value: 10n ** 18n },
      { token, symbol: 'USDC', decimals: 6, value: 2_500_000n },
    ]);
  });

  it('balances: says when there is no token', async () => {
    const { embedded } = setUp({ eth_call: () => '0x' });
    const error = await refusal(embedded.balances({ tokens: [token] }));
    expect([error.code, error.data?.reason]).to.deep.equal([-32000, 'not_a_token']);
  });

  it('send: the coin', async () => {
    const { embedded, asked } = setUp();
    expect(await embedded.send({ to, value: 10n ** 16n })).to.deep.equal({ hash: `0x${'ab'.repeat(32)}` });
    expect(of(asked, 'eth_sendTransaction')).to.deep.equal([[{ from: account, to, value: '0x2386f26fc10000' }]]);
  });

  it('send: a token, to whom it is meant for and not to its contract', async () => {
    const { embedded, asked } = setUp();
    await embedded.send({ to, value: 5n, token });
    const data = `0xa9059cbb${to.slice(2).toLowerCase().padStart(64, '0')}${'5'.padStart(64, '0')}`;
    expect(of(asked, 'eth_sendTransaction')).to.deep.equal([[{ from: account, to: token, data }]]);
  });

  const refused: readonly (readonly [name: string, payment: unknown, isConnected: boolean, code: number, field: string | undefined])[] = [
    ['a number for wei', { to, value: 1 }, true, -32602, 'value'],
    ['less than nothing', { to, value: -1n }, true, -32602, 'value'],
    ['a token payment to nobody', { to: '0x12', value: 1n, token }, true, -32602, 'to'],
    ['a payment of nobody', { to, value: 1n }, false, 4100, undefined],
  ];
  for (const [name, payment, isConnected, code, field] of refused) {
    it(`send: refuses ${name}, and sends nothing`, async () => {
      const { embedded, asked } = setUp({}, isConnected);
      const error = await refusal(embedded.send(payment as never));
      expect([error.code, error.data?.field]).to.deep.equal([code, field]);
      expect(of(asked, 'eth_sendTransaction')).to.deep.equal([]);
    });
  }

  it('send: tells that the person said no', async () => {
    const { embedded } = setUp({
      eth_sendTransaction() {
        throw new WalletError(4001, 'no');
      },
    });
    expect((await refusal(embedded.send({ to, value: 1n }))).code).to.equal(4001);
  });

  it('confirmation: waits for the receipt, and says how it ended', async () => {
    let asks = 0;
    const { embedded } = setUp({ eth_getTransactionReceipt: () => (asks++ === 0 ? null : { status: '0x0', blockNumber: '0x10' }) });
    expect(await embedded.confirmation('0xab')).to.deep.equal({ isSuccess: false, blockNumber: 16n });
  });

  it('confirmation: ends by its deadline', async () => {
    const { embedded } = setUp({ eth_getTransactionReceipt: () => null });
    const error = await refusal(embedded.confirmation('0xab', { timeoutMs: 50 }));
    expect([error.code, error.data?.retriable]).to.deep.equal([-32001, true]);
  });

  it('signMessage: signs the bytes of the text', async () => {
    const { embedded, asked } = setUp();
    expect(await embedded.signMessage('héllo')).to.equal('0x1234');
    expect(of(asked, 'personal_sign')).to.deep.equal([['0x68c3a96c6c6f', account]]);
  });

  it('open, receive, close, logout, setPreferences: the wallet’s own', async () => {
    const { embedded, asked } = setUp();
    await embedded.open();
    await embedded.receive();
    await embedded.close();
    await embedded.setPreferences({ language: 'ko', currency: 'KRW' });
    await embedded.logout();
    expect(asked.map(([name, value]) => [name, value])).to.deep.equal([
      ['open', undefined],
      ['open', 'receive'],
      ['close', undefined],
      ['setPreferences', { language: 'ko', currency: 'KRW' }],
      ['logout', undefined],
    ]);
  });

  it('is made of options too, and loads nothing', () => {
    const embedded = embed({ appId: 'demo', walletUrl: 'http://localhost:1' });
    expect(embedded.status()).to.deep.equal({ phase: 'idle' });
    embedded.destroy();
  });
});
