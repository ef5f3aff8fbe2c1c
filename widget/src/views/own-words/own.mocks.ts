import type { Hex } from '../../../../host-sdk/src/contract/types.ts';
import type { Assets, Nft, TokenBalance } from '../../state/asset.ts';
import type { History } from '../../state/history.ts';
import type { FeeOption, SendState } from '../../state/send.ts';
import type { AppState } from '../../state/state.ts';
import { account, chain, contractAddress, nowMs, otherAddress, ownAddress, ready, savings, transaction } from '../views.mocks.ts';

/** Fixed data of the screens of sending and of activity. */

export const poisoned: Hex = '0x3C44000000000000000000000000000000A293bC';
const gwei = 1_000_000_000n;

export const ether: TokenBalance = {
  chainId: 31337,
  address: null,
  symbol: 'ETH',
  name: 'Ether',
  decimals: 18,
  balance: 1_240_000_000_000_000_000n,
  price: 3120,
};
export const dollars: TokenBalance = {
  ...{ chainId: 31337, address: contractAddress, symbol: 'DUSD', name: 'Demo Dollar' },
  ...{ decimals: 6, balance: 250_500_000n, price: 1 },
};
export const piece: Nft = {
  ...{ chainId: 31337, contract: contractAddress, tokenId: 7n, standard: 'erc721', amount: 1n },
  ...{ name: 'Teapot 7', collection: 'Demo Collectible', imageUrl: null },
};
const tickets: Nft = { ...piece, tokenId: 2n, standard: 'erc1155', amount: 12n, name: 'Tea ticket', collection: 'Tickets' };
export const assets: Assets = { tokens: [ether, dollars], nfts: [piece, tickets] };

const fee = (speed: FeeOption['speed'], tip: bigint, seconds: number): FeeOption => ({
  ...{ speed, seconds, maxPriorityFeePerGasWei: tip, maxFeePerGasWei: 2n * gwei + tip },
  ...{ feeWei: 21_000n * (gwei + tip), maxFeeWei: 21_000n * (2n * gwei + tip) },
});
export const fees: readonly FeeOption[] = [fee('slow', gwei / 2n, 60), fee('normal', gwei, 24), fee('fast', 2n * gwei, 12)];

const found = { state: 'found', address: otherAddress, name: null, warnings: [] } as const;

export function sending(change: Partial<SendState> = {}): AppState {
  const send: SendState = {
    ...{ step: 'recipient', asset: { kind: 'token', token: ether }, recipientText: '', recipient: { state: 'empty' }, acknowledged: false },
    ...{ scan: 'idle', amountText: '', unit: 'token', amount: null, amountProblem: null, fees: null, speed: 'normal', busy: false, problem: null },
    known: [
      { address: otherAddress, name: null, lastMs: nowMs - 86_400_000 },
      { address: savings.address, name: savings.name, lastMs: null },
    ],
    ...change,
  };
  return { ...ready, view: 'send', assets, accounts: [account, savings], send };
}

const toRecipient = (change: Partial<Extract<SendState['recipient'], { state: 'found' }>>, more: Partial<SendState> = {}): AppState =>
  sending({ recipientText: change.address ?? otherAddress, recipient: { ...found, ...change }, ...more });
const amounts = (change: Partial<SendState>): AppState => sending({ step: 'amount', recipientText: otherAddress, recipient: found, fees, ...change });

const sent = transaction({ hash: `0x${'a1'.repeat(32)}`, to: contractAddress, valueWei: '0', data: '0xa9059cbb', createdAtMs: nowMs - 60_000, nonce: 9 });
const offer = ['2000000000', '1000000000', '65000'];
const waiting = { ...sent, status: 'sent', blockNumber: null, feeWei: null, offer } as const;
const replacement = { ...waiting, hash: `0x${'b2'.repeat(32)}` as Hex, createdAtMs: nowMs - 20_000 };
const meaning = { kind: 'sent', amount: '5', symbol: 'DUSD', to: otherAddress } as const;
const incomingId = `0x${'c3'.repeat(32)}:0`;

export const history: History = {
  meanings: {
    [sent.hash]: meaning,
    [replacement.hash]: meaning,
    ...Object.fromEntries((ready.activity ?? []).map((one) => [one.hash, { kind: 'sent', amount: '0.01', symbol: 'ETH', to: otherAddress } as const])),
    [`0x${'d4'.repeat(32)}`]: { kind: 'allowed', amount: null, symbol: 'DUSD', spender: contractAddress },
    [`0x${'e5'.repeat(32)}`]: { kind: 'cancellation' },
  },
  incoming: [
    {
      ...{ id: incomingId, chainId: 31337, hash: `0x${'c3'.repeat(32)}`, from: otherAddress, token: contractAddress, symbol: 'DUSD', amount: '250.5' },
      ...{ tokenId: null, blockNumber: 41, atMs: nowMs - 7_200_000 },
    },
  ],
  shown: null,
  busy: false,
  problem: null,
};

const allowed = transaction({ hash: `0x${'d4'.repeat(32)}`, createdAtMs: nowMs - 3_600_000, nonce: 8, to: contractAddress, data: '0x095ea7b3', valueWei: '0' });
const cancelled = transaction({ hash: `0x${'e5'.repeat(32)}`, createdAtMs: nowMs - 5_000_000, nonce: 7, to: ownAddress, valueWei: '0' });
const all = [...(ready.activity ?? []), allowed, cancelled];

const listing = (activity: AppState['activity'], change: Partial<History> = {}): AppState => ({
  ...ready,
  view: 'activity',
  activity,
  history: { ...history, ...change },
});
const looking = (shown: string, activity: AppState['activity'], change: Partial<History> = {}): AppState => ({
  ...listing(activity, { shown, ...change }),
  view: 'transaction',
  chains: [{ ...chain, explorerUrl: 'https://explorer.example' }],
});

/** Every step, problem and end of sending and of activity, by the name of its picture. */
export const ownStates: Readonly<Record<string, AppState>> = {
  'send-asset': sending({ step: 'asset', asset: null }),
  'send-asset-loading': { ...sending({ step: 'asset', asset: null }), assets: null },
  'send-asset-empty': { ...sending({ step: 'asset', asset: null }), balanceWei: 0n, assets: { tokens: [], nfts: [] } },
  'send-recipient': sending(),
  'send-recipient-names': { ...sending(), chains: [{ ...chain, ensRegistry: contractAddress }] },
  'send-recipient-looking': sending({ recipientText: 'alice.eth', recipient: { state: 'looking' } }),
  'send-recipient-name': toRecipient({ name: 'alice.eth' }, { recipientText: 'alice.eth' }),
  'send-recipient-found': toRecipient({ warnings: [{ code: 'new', level: 'caution' }] }),
  'send-recipient-alike': toRecipient({ address: poisoned, warnings: [{ code: 'look_alike', level: 'danger', like: otherAddress }] }),
  'send-recipient-zero': toRecipient({ address: `0x${'0'.repeat(40)}`, warnings: [{ code: 'zero', level: 'danger' }] }, { acknowledged: true }),
  'send-recipient-token': toRecipient({ address: contractAddress, warnings: [{ code: 'token_contract', level: 'danger' }] }),
  'send-recipient-checksum': sending({ recipientText: otherAddress.replace('C', 'c'), recipient: { state: 'problem', code: 'checksum' } }),
  'send-recipient-hidden': sending({ recipientText: otherAddress, recipient: { state: 'problem', code: 'hidden_characters' } }),
  'send-recipient-unreachable': sending({ recipientText: 'alice.eth', recipient: { state: 'problem', code: 'unreachable' } }),
  'send-scan-reading': sending({ scan: 'reading' }),
  'send-scan-nothing': sending({ scan: 'nothing-found' }),
  'send-amount': amounts({}),
  'send-amount-loading': amounts({ fees: null }),
  'send-amount-filled': amounts({ amountText: '0.25', amount: 250_000_000_000_000_000n }),
  'send-amount-money': amounts({ amountText: '20', unit: 'money', amount: 6_410_256_410_256_410n, speed: 'fast' }),
  'send-amount-comma': amounts({ amountText: '1,5', amountProblem: 'comma' }),
  'send-amount-short': amounts({ amountText: '3', amount: 3_000_000_000_000_000_000n, amountProblem: 'not_enough' }),
  'send-amount-no-fee': {
    ...amounts({ asset: { kind: 'token', token: dollars }, amountText: '5', amount: 5_000_000n, amountProblem: 'no_money_for_fee' }),
    balanceWei: 0n,
  },
  'send-amount-busy': amounts({ amountText: '0.25', amount: 250_000_000_000_000_000n, busy: true }),
  'send-amount-failed': amounts({ fees: null, problem: { code: 4901, message: '', data: { reason: 'chain_unavailable' } } }),
  'send-piece': amounts({ asset: { kind: 'nft', nft: piece }, amount: 1n }),
  'send-tickets': amounts({ asset: { kind: 'nft', nft: tickets }, amountText: '3', amount: 3n }),
  activity: listing(all),
  'activity-waiting': listing([waiting, ...all]),
  'activity-replacing': listing([replacement, waiting, ...all]),
  'activity-replaced': listing([{ ...replacement, status: 'confirmed' }, { ...sent, status: 'replaced', replacedBy: replacement.hash }, ...all]),
  'activity-empty': { ...listing([]), history: { ...history, incoming: [] } },
  'activity-loading': { ...listing(null), history: null },
  'activity-unreachable': listing(all, { incoming: [], problem: 'unreachable' }),
  transaction: looking(sent.hash, [sent]),
  'transaction-waiting': looking(sent.hash, [waiting]),
  'transaction-busy': looking(sent.hash, [waiting], { busy: true }),
  'transaction-not-replaced': looking(sent.hash, [waiting], { problem: 'not_replaced' }),
  'transaction-replacing': looking(sent.hash, [replacement, waiting]),
  'transaction-replaced': looking(sent.hash, [{ ...sent, status: 'replaced', replacedBy: replacement.hash }]),
  'transaction-failed': looking(sent.hash, [{ ...sent, status: 'failed' }]),
  'transaction-dropped': looking(sent.hash, [{ ...sent, status: 'dropped', blockNumber: null, feeWei: null }]),
  'transaction-allowed': looking(allowed.hash, [allowed]),
  'transaction-received': looking(incomingId, []),
};
