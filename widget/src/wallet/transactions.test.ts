import { expect } from '@open-wc/testing';
import { ApiError } from '../api/api-error.ts';
import type { Transaction } from '../contract/wallet-api.ts';
import { createTransactions, type TransactionDraft } from './transactions.ts';

const hash = `0x${'ab'.repeat(32)}` as const;
const account = {
  walletId: '5b2f0c55-0a1e-4b6b-9d3c-3f7a2c1d9e10',
  accountIndex: 0,
  address: '0x70997970C51812dc3A010C7d01b50e0d17dc79C8',
  name: 'Account 1',
} as const;
const draft: TransactionDraft = {
  kind: 'transaction',
  appId: 'demo',
  origin: 'https://a.example',
  requestId: 'c1d2e3f4-0a1e-4b6b-9d3c-3f7a2c1d9e10',
  account: account.address,
  accountIndex: 0,
  display: `0x${'00'.repeat(32)}`,
  chainId: 31337,
  to: account.address,
  valueWei: 1n,
  data: '0x',
  gasLimit: 21_000n,
  maxFeePerGasWei: 2n,
  maxPriorityFeePerGasWei: 1n,
  wantedNonce: null,
};
const sent: Transaction = {
  hash,
  chainId: 31337,
  requestId: draft.requestId,
  from: account.address,
  to: account.address,
  valueWei: '1',
  data: '0x',
  nonce: 7,
  status: 'sent',
  blockNumber: null,
  feeWei: null,
  origin: draft.origin,
  createdAtMs: 0,
};

function world({ sending = [] as unknown[], polls = [] as (Transaction | Error)[], answeredHash = hash as string } = {}) {
  const calls: string[] = [];
  const nonces: number[] = [];
  const api = {
    prepareTransaction: async ({ requestId }: { readonly requestId: string }) => {
      calls.push(`reserve ${requestId === draft.requestId}`);
      return { nonce: 7, expiresAtMs: 0 };
    },
    sendTransaction: async ({ rawTransaction }: { readonly rawTransaction: string }) => {
      calls.push(`send ${rawTransaction}`);
      const failure = sending.shift();
      if (failure !== undefined) throw failure;
      return { ...sent, hash: answeredHash };
    },
    transaction: async () => {
      const next = polls.shift() ?? sent;
      if (next instanceof Error) throw next;
      return next;
    },
  };
  const signing = {
    signMessage: async () => '0x' as const,
    signTransaction: async (_account: unknown, { nonce }: { readonly nonce: number }) => {
      calls.push('sign');
      nonces.push(nonce);
      return { rawTransaction: '0x02aa', hash } as const;
    },
  };
  return { start: (change: Partial<TransactionDraft> = {}) => createTransactions(api, signing).start(account, { ...draft, ...change }), calls, nonces };
}

const noStep = () => {};
const codeOf = (promise: Promise<unknown>) =>
  promise.then(
    () => null,
    (error: { readonly code: unknown }) => error.code,
  );

describe('a payment', () => {
  it('reserves, signs and sends, in this order, and says where it is', async () => {
    const { start, calls, nonces } = world();
    const steps: string[] = [];
    expect((await start().run('902746', (step) => steps.push(step))).hash).to.equal(hash);
    expect(calls).to.deep.equal(['reserve true', 'sign', 'send 0x02aa']);
    expect([steps, nonces]).to.deep.equal([['verifying', 'signing', 'sending'], [7]]);
  });

  it('sends the same bytes again after the chain was down, without a second signature or PIN', async () => {
    const { start, calls } = world({ sending: [new ApiError('chain_unavailable')] });
    const payment = start();
    expect(await codeOf(payment.run('902746', noStep))).to.equal('chain_unavailable');
    expect(payment.needsPin()).to.equal(false);
    await payment.run(null, noStep);
    expect(calls).to.deep.equal(['reserve true', 'sign', 'send 0x02aa', 'send 0x02aa']);
  });

  it('is signed anew, by PIN and with another nonce, once its bytes are over', async () => {
    const { start, calls } = world({ sending: [new ApiError('transaction_rejected', { field: 'rawTransaction' })] });
    const payment = start();
    expect(await codeOf(payment.run('902746', noStep))).to.equal('transaction_rejected');
    expect(payment.needsPin()).to.equal(true);
    await payment.run('902746', noStep);
    expect(calls).to.deep.equal(['reserve true', 'sign', 'send 0x02aa', 'reserve true', 'sign', 'send 0x02aa']);
  });

  it('keeps its bytes when a node refused them: that may pass', async () => {
    const { start } = world({ sending: [new ApiError('transaction_rejected', { detail: 'insufficient funds' })] });
    const payment = start();
    expect(await codeOf(payment.run('902746', noStep))).to.equal('transaction_rejected');
    expect(payment.needsPin()).to.equal(false);
  });

  it('refuses a nonce that is not the one the page asked for, before it signs', async () => {
    const { start, calls } = world();
    expect(await codeOf(start({ wantedNonce: 6 }).run('902746', noStep))).to.equal(-32602);
    expect(calls).to.deep.equal(['reserve true']);
  });

  it('does not believe a hash that is not its own', async () => {
    const { start } = world({ answeredHash: `0x${'cd'.repeat(32)}` });
    expect(await codeOf(start().run('902746', noStep))).to.equal('response_invalid');
  });

  it('is followed until it is mined, through failures of the network', async () => {
    const mined: Transaction = { ...sent, status: 'confirmed', blockNumber: 9, feeWei: '21000' };
    const { start } = world({ polls: [new ApiError('network'), sent, mined] });
    const payment = start();
    await payment.run('902746', noStep);
    const seen: string[] = [];
    await payment.watch(new AbortController().signal, ({ status }) => seen.push(status));
    expect(seen).to.deep.equal(['sent', 'confirmed']);
  });
});
