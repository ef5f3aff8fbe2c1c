import { expect } from '@open-wc/testing';
import { WalletError } from '../../../../host-sdk/src/contract/errors.ts';
import { displayDigest } from '../../approvals/display-digest.ts';
import { describeMessage } from '../../approvals/message.ts';
import { createMemoryDatabase } from '../../state/database.ts';
import type { PeerClaim } from '../../state/wallet-connect.ts';
import { address, origin, pageWorld, stranger } from '../testing/page-world.ts';
import { createAnswers } from './answers.ts';
import { openKeptValues } from './kept-values.ts';
import { createSessionRequests, requestIdOf } from './session-requests.ts';

const topic = 'ab'.repeat(32);
const claim: PeerClaim = { name: 'Swap', url: 'https://swap.example' };
const methods = ['personal_sign', 'eth_sendTransaction', 'eth_chainId', 'eth_getBalance', 'wallet_switchEthereumChain', 'eth_accounts'];

async function world(said: PeerClaim = claim) {
  const page = await pageWorld({}, { connected: false });
  const answers = createAnswers(await openKeptValues(createMemoryDatabase(), 'k'));
  const chains: number[] = [];
  const namespaces = { eip155: { chains: ['eip155:31337'], methods, events: [], accounts: [`eip155:31337:${address}`] } };
  const deps = { ...page.deps, pending: page.pending, onAnswered: () => {} };
  const answer = createSessionRequests({ deps, answers, session: { topic, namespaces }, claim: said, onChain: (chainId) => chains.push(chainId) });
  let ids = 0;
  const ask = (method: string, params?: unknown, { chainId = 'eip155:31337', inMs = 60_000, id = ++ids } = {}) =>
    answer({ id, topic, params: { chainId, request: { method, params } } }, Date.now() + inMs).then(
      (value) => ({ value }),
      (error: WalletError) => ({ code: error.code, reason: error.data?.reason, field: error.data?.field }),
    );
  return { ...page, answers, chains, ask };
}

const payment = [{ from: address, to: stranger, value: '0x1' }];

describe('requests of a WalletConnect session', () => {
  it('are answered like a page’s, under the session’s name and with what its app claims', async () => {
    const { ask, approve, queue, chain } = await world();
    const asked = ask('eth_sendTransaction', payment);
    while (queue.first() === null) await new Promise((resolve) => setTimeout(resolve, 1));
    const shown = queue.first()?.approval;
    expect([shown?.origin, shown?.claim]).to.deep.equal([`wc:${topic}`, claim]);
    await approve();
    expect(await asked).to.deep.equal({ value: [...chain.sent.values()][0]?.hash });
  });

  it('connect no page: the origin around the wallet sees nothing by them', async () => {
    const { ask, ask: _ask, dispatch } = await world();
    expect(await ask('eth_accounts')).to.deep.equal({ value: [address] });
    expect(await dispatch({ id: 'p', method: 'eth_accounts' }, origin)).to.deep.equal([]);
    expect(await dispatch({ id: 'q', method: 'eth_accounts' }, `wc:${topic}`)).to.deep.equal([]);
  });

  it('see the session’s account, whichever the person uses now, and its network', async () => {
    const other = { walletId: 'w', accountIndex: 1, address: stranger, name: 'Other' } as const;
    const { ask, store, chains } = await world();
    store.set({ accounts: [...store.get().accounts, other], activeAccount: other, activeChainId: 31338 });
    expect(await ask('eth_accounts')).to.deep.equal({ value: [address] });
    expect(await ask('eth_chainId')).to.deep.equal({ value: '0x7a69' });
    expect(await ask('wallet_switchEthereumChain', [{ chainId: '0x7a69' }])).to.deep.equal({ value: null });
    expect([chains, store.get().activeChainId]).to.deep.equal([[], 31338]);
    expect(await ask('personal_sign', ['0x00', stranger])).to.deep.include({ code: 4100, reason: 'account_not_granted' });
  });

  for (const [what, method, params, chainId, code] of [
    ['a method that was not granted', 'wallet_watchAsset', {}, 'eip155:31337', 5101],
    ['a method nobody has', '__proto__', [], 'eip155:31337', 5101],
    ['a network that was not granted', 'eth_chainId', [], 'eip155:31338', 5100],
    ['a network by another spelling', 'eth_chainId', [], 'eip155:031337', 5100],
    ['a network of the wallet but not of the session', 'wallet_switchEthereumChain', [{ chainId: '0x7a6a' }], 'eip155:31337', 4902],
    ['what is no quantity', 'eth_sendTransaction', [{ ...payment[0], value: 'much' }], 'eip155:31337', -32602],
    ['parameters with a prototype', 'eth_getBalance', JSON.parse('[{"__proto__":{"x":1}}]'), 'eip155:31337', -32600],
  ] as const)
    it(`error: ${what} is ${code}, and nothing is asked`, async () => {
      const { ask, queue } = await world();
      expect(await ask(method, params, { chainId })).to.deep.include({ code });
      expect(queue.all()).to.deep.equal([]);
    });

  it('error: are refused when they come too fast', async () => {
    const { ask } = await world();
    const codes = await Promise.all(Array.from({ length: 60 }, async () => ((await ask('eth_chainId')) as { code?: number }).code));
    expect(codes.filter((code) => code === -32005).length).to.be.greaterThan(5);
  });

  it('error: leave the screen when their own time is over', async () => {
    const { ask, queue } = await world();
    expect(await ask('personal_sign', ['0x68656c6c6f', address], { inMs: 30 })).to.deep.include({ code: -32084 });
    expect(queue.all()).to.deep.equal([]);
  });
});

const text = (domain: string) =>
  `${domain} wants you to sign in with your Ethereum account:\n${address}\n\n\nURI: https://${domain}\nVersion: 1\nChain ID: 31337\nNonce: abcdefgh1\nIssued At: 2026-11-22T00:00:00Z`;
const hex = (message: string) => `0x${[...new TextEncoder().encode(message)].map((byte) => byte.toString(16).padStart(2, '0')).join('')}` as const;

describe('signing in over WalletConnect', () => {
  it('carries a danger that has to be named: nobody checked the site', async () => {
    const { ask, reject, queue } = await world();
    const asked = ask('personal_sign', [hex(text('swap.example')), address]);
    while (queue.first() === null) await new Promise((resolve) => setTimeout(resolve, 1));
    const content = queue.first()?.approval.content;
    expect(content?.kind === 'message' && [content.signIn?.domain, content.warnings]).to.deep.equal([
      'swap.example',
      [{ code: 'unverified_site', level: 'danger' }],
    ]);
    await reject(new WalletError(4001, 'no'));
    expect(await asked).to.deep.include({ code: 4001 });
  });

  it('error: is refused for another site than the app claims to be, and for an app without an address', async () => {
    const sign = [hex(text('bank.example')), address];
    expect(await (await world()).ask('personal_sign', sign)).to.deep.include({ code: -32602, reason: 'siwe_domain_mismatch' });
    expect(await (await world({ name: '', url: null })).ask('personal_sign', sign)).to.deep.include({ code: -32602, reason: 'siwe_domain_mismatch' });
  });
});

describe('what is remembered of a request', () => {
  it('is that it was begun, before anything is signed, and then its answer', async () => {
    const { ask, queue, answers, approve } = await world();
    const asked = ask('personal_sign', ['0x68656c6c6f', address], { id: 7 });
    while (queue.first() === null) await new Promise((resolve) => setTimeout(resolve, 1));
    const requestId = requestIdOf({ topic, id: 7 });
    expect(await answers.find(requestId)).to.equal(null);
    await approve();
    await asked;
    expect(await answers.find(requestId)).to.deep.equal({ result: '0x51' });
  });

  it('is nothing where the work failed before anything could leave', async () => {
    const { ask, answers, approve, chain } = await world();
    chain.failing.add(0);
    void ask('eth_sendTransaction', payment, { id: 8 });
    await approve().then(
      () => expect.fail('it did not fail'),
      () => {},
    );
    expect(await answers.find(requestIdOf({ topic, id: 8 }))).to.equal(null);
  });
});

describe('the digest of what was shown', () => {
  it('is another for another claim, and for none', async () => {
    const content = describeMessage(address, '0x68656c6c6f');
    const digests = await Promise.all(
      [undefined, claim, { ...claim, name: 'Swap2' }, { ...claim, url: null }].map((said) => displayDigest(`wc:${topic}`, content, said)),
    );
    expect(new Set(digests).size).to.equal(4);
  });
});
