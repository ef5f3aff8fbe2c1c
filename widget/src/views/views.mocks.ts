import type { WireError } from '../../../host-sdk/src/contract/errors.ts';
import type { Hex } from '../../../host-sdk/src/contract/types.ts';
import type { App, Chain } from '../contract/api.ts';
import type { Device, Transaction, Wallet } from '../contract/wallet-api.ts';
import type { Account, Approval, ApprovalContent, AppState, DisplayRow, FeeChoice } from '../state/state.ts';
import { initialState } from '../state/state.ts';
import type { Task, TaskKind, TaskStep } from '../state/task.ts';
import type { Backup } from './backup-state.ts';

/** Sunday 2026-11-22 14:05 UTC: the moment all fixed data is made for. */
export const nowMs = Date.UTC(2026, 10, 22, 14, 5);

export const hostOrigin = 'https://shop.example';
export const ownAddress: Hex = '0x70997970C51812dc3A010C7d01b50e0d17dc79C8';
export const otherAddress: Hex = '0x3C44CdDdB6a900fa2b585dd299e03d12FA4293BC';
export const contractAddress: Hex = '0x5FbDB2315678afecb367f032d93F642f64180aa3';

export const account: Account = { walletId: '6f1d2c3b-4a59-4c3e-8f21-0a9b8c7d6e5f', accountIndex: 0, address: ownAddress, name: 'Account 1' };

export const chain: Chain = {
  chainId: 31337,
  name: 'Alcove Devnet',
  nativeCurrency: { name: 'Ether', symbol: 'ETH', decimals: 18 },
  explorerUrl: null,
  testnet: true,
};

export const app: App = {
  appId: 'demo',
  name: 'Tea Shop',
  logoUrl: null,
  allowedOrigins: [hostOrigin],
  development: true,
  providers: [{ providerId: 'demo', name: 'Demo account', issuer: 'https://id.example', clientId: 'demo', scope: 'openid email' }],
  chainIds: [31337],
};

export const savings: Account = { ...account, accountIndex: 1, address: '0x90F79bf6EB2c4f870365E785982E1f101E93b906', name: 'Savings' };
export const oldAccount: Account = { ...account, accountIndex: 2, address: '0x15d34AAf54267DB7D7c367839AAf71A00a2C6A65', name: 'Old shop', hidden: true };

const days = 86_400_000;
export const kitBackup: Backup = {
  wrapId: '0d4f7a5e-1c1b-4f0e-9a52-0e6a3c1d2b11',
  kind: 'kit',
  createdAtMs: nowMs - 3 * days,
  confirmedAtMs: nowMs - 3 * days,
};
export const oldPasskey: Backup = { ...kitBackup, wrapId: '3b1c9e7d-52aa-4a10-8c44-77f0a1b2c3d4', kind: 'passkey', createdAtMs: nowMs - 400 * days };
export const unfinishedKit: Backup = { ...kitBackup, wrapId: '7f2d6c5b-8e31-4d9a-b0c7-5a4e3d2c1b00', createdAtMs: nowMs, confirmedAtMs: null };

export const devices: readonly Device[] = [
  { id: 'd1', label: 'Chrome on Linux', createdAtMs: nowMs - 9 * days, lastSeenAtMs: nowMs, current: true },
  { id: 'd2', label: 'Safari on iPhone', createdAtMs: nowMs - 30 * days, lastSeenAtMs: nowMs - days, current: false },
  { id: 'd3', label: 'Firefox on Windows', createdAtMs: nowMs - 90 * days, lastSeenAtMs: nowMs - 41 * days, current: false },
];

/** 24 words as a kit shows them, some of them as long as words of the list get. */
export const kitWords =
  'cushion olympic ticket abstract ripple mountain lake velvet scissors dwarf harvest oxygen puzzle quantum ginger umbrella frozen tornado canyon advice relief wealth hybrid ocean'.split(
    ' ',
  );

const wallet: Wallet = {
  walletId: account.walletId,
  state: 'AVAILABLE',
  accounts: [{ accountIndex: 0, address: ownAddress, path: "m/44'/60'/0'/0/0" }],
  pinEpoch: 1,
  createdAtMs: nowMs - 86_400_000,
  backups: [kitBackup],
};

export const fee: FeeChoice = {
  maxFeePerGasWei: 2_000_000_000n,
  maxPriorityFeePerGasWei: 1_000_000_000n,
  gasLimit: 21_000n,
  feeWei: 31_500_000_000_000n,
  seconds: 12,
};

/** A transaction for the list; each field can be replaced. */
export function transaction(change: Partial<Transaction> = {}): Transaction {
  return {
    hash: '0x8f1b4ad2c7e05936b1d4a7c0e2f3958617a4b3c2d1e0f9a8b7c6d5e4f3a2b1c0',
    chainId: 31337,
    requestId: null,
    from: ownAddress,
    to: otherAddress,
    valueWei: '10000000000000000',
    data: '0x',
    nonce: 4,
    status: 'confirmed',
    blockNumber: 12,
    feeWei: '31500000000000',
    origin: hostOrigin,
    createdAtMs: nowMs - 35 * 60_000,
    ...change,
  };
}

const hours = 3_600_000;
export const activity: readonly Transaction[] = [
  transaction({ nonce: 5, status: 'sent', blockNumber: null, feeWei: null, createdAtMs: nowMs - 20_000 }),
  transaction(),
  transaction({ from: otherAddress, to: ownAddress, valueWei: '1250000000000000000', nonce: 1, createdAtMs: nowMs - 26 * hours }),
  transaction({ to: contractAddress, valueWei: '0', data: '0xa9059cbb', nonce: 3, createdAtMs: nowMs - 27 * hours }),
  transaction({ nonce: 2, status: 'failed', valueWei: '300000000000000000', createdAtMs: nowMs - 80 * hours }),
];

/** An approval of what is given, asked a second ago. */
export function approval(content: ApprovalContent, id = 'a1'): Approval {
  return { id, origin: hostOrigin, method: 'eth_sendTransaction', createdAtMs: nowMs - 1000, expiresAtMs: nowMs + 119_000, content };
}

type TransactionContent = Extract<ApprovalContent, { readonly kind: 'transaction' }>;
type MessageContent = Extract<ApprovalContent, { readonly kind: 'message' }>;
type TypedDataContent = Extract<ApprovalContent, { readonly kind: 'typed-data' }>;

/** A payment of 0.01 ETH from an account that holds 1.24. */
export function payment(change: Partial<TransactionContent> = {}): TransactionContent {
  return {
    kind: 'transaction',
    account: ownAddress,
    chainId: 31337,
    action: 'send',
    to: otherAddress,
    valueWei: 10_000_000_000_000_000n,
    symbol: 'ETH',
    rows: [],
    data: '0x',
    fee,
    totalWei: 10_000_000_000_000_000n + fee.feeWei,
    balanceWei: 1_240_000_000_000_000_000n,
    warnings: [],
    ...change,
  };
}

const tokenRow: DisplayRow = { kind: 'address', label: 'Token', address: contractAddress, name: 'USDC' };
const transferRows: readonly DisplayRow[] = [
  { kind: 'amount', label: 'Amount', value: '25', symbol: 'USDC' },
  { kind: 'address', label: 'To', address: otherAddress },
  tokenRow,
];

export function tokenPayment(change: Partial<TransactionContent> = {}): TransactionContent {
  return payment({
    action: 'send-token',
    to: contractAddress,
    valueWei: 0n,
    totalWei: fee.feeWei,
    rows: transferRows,
    data: '0xa9059cbb0000000000000000000000003c44cdddb6a900fa2b585dd299e03d12fa4293bc00000000000000000000000000000000000000000000000000000000017d7840',
    ...change,
  });
}

export const unlimitedApproval = tokenPayment({
  action: 'approve-token',
  rows: [{ kind: 'text', label: 'Amount', text: 'Unlimited' }, { kind: 'address', label: 'Spender', address: otherAddress }, tokenRow],
  warnings: [
    { code: 'first_interaction', level: 'caution' },
    { code: 'unlimited_approval', level: 'danger' },
  ],
});

export const blindCall = tokenPayment({
  action: 'contract-call',
  rows: [{ kind: 'data', label: 'Data', text: '0x1cff79cd0000000000000000000000003c44cdddb6a900fa2b585dd299e03d12fa4293bc' }],
  data: '0x1cff79cd0000000000000000000000003c44cdddb6a900fa2b585dd299e03d12fa4293bc',
  warnings: [
    { code: 'blind_data', level: 'danger' },
    { code: 'simulation_failed', level: 'caution' },
  ],
});

/** A call that a descriptor has words for. */
export const vaultDeposit = tokenPayment({
  action: 'contract-call',
  meaning: { intent: 'Deposit into a vault', owner: 'Tea Vault' },
  changes: [
    { kind: 'amount', label: 'You send', value: '250', symbol: 'USDC' },
    { kind: 'address', label: 'Token', address: otherAddress },
    { kind: 'amount', label: 'You receive', value: '243.918402', symbol: 'tUSDC' },
    { kind: 'address', label: 'Token', address: contractAddress },
  ],
  rows: [
    { kind: 'text', label: 'Amount in smallest units', text: '250000000' },
    { kind: 'address', label: 'Shares go to', address: ownAddress },
  ],
  data: '0x6e553f65000000000000000000000000000000000000000000000000000000000ee6b28000000000000000000000000070997970c51812dc3a010c7d01b50e0d17dc79c8',
  warnings: [],
});

/** The same from a contract that only has the form, where nothing could be tried out. */
export const unverifiedDeposit = {
  ...vaultDeposit,
  meaning: { intent: 'Deposit into a vault', owner: null },
  changes: null,
  warnings: [{ code: 'unverified_contract', level: 'caution' }],
} as const;

export const shortOfMoney = payment({
  valueWei: 2_000_000_000_000_000_000n,
  totalWei: 2_000_000_000_000_000_000n + fee.feeWei,
  warnings: [{ code: 'insufficient_funds', level: 'caution' }],
});

export function message(change: Partial<MessageContent> = {}): MessageContent {
  return {
    kind: 'message',
    account: ownAddress,
    text: 'Sign in to Tea Shop\n\nNonce: 4f9a21c7\nIssued: 2026-11-22 14:05 UTC',
    bytes: '0x5369676e20696e',
    warnings: [],
    ...change,
  };
}

export const digestMessage = message({
  text: null,
  bytes: '0x8f1b4ad2c7e05936b1d4a7c0e2f3958617a4b3c2d1e0f9a8b7c6d5e4f3a2b1c0',
  warnings: [{ code: 'looks_like_digest', level: 'danger' }],
});

/** A sign-in (EIP-4361) that connects the site as well. */
export const signIn = message({
  text: 'shop.example wants you to sign in with your Ethereum account:\n0x70997970C51812dc3A010C7d01b50e0d17dc79C8\n\nSee your orders.\n\nURI: https://shop.example\nVersion: 1\nChain ID: 31337\nNonce: 4f9a21c7\nIssued At: 2026-11-22T14:05:00Z\nExpiration Time: 2026-11-23T14:05:00Z\nResources:\n- https://shop.example/orders',
  signIn: {
    domain: 'shop.example',
    statement: 'See your orders.',
    chainId: 31337,
    expirationTime: '2026-11-23T14:05:00Z',
    resources: ['https://shop.example/orders'],
    connects: true,
  },
});

export const newToken = message({ text: null, bytes: '0x', asset: { chainId: 31337, address: contractAddress, symbol: 'DEMO', decimals: 18 } });

/** Two calls under one approval: a permission to spend, and a payment. */
export const twoCalls = payment({
  action: 'contract-call',
  to: null,
  calls: 2,
  rows: [
    { kind: 'text', label: 'Call', text: '1 / 2' },
    { kind: 'amount', label: 'Amount', value: '25', symbol: 'USDC' },
    { kind: 'address', label: 'Spender', address: otherAddress },
    tokenRow,
    { kind: 'text', label: 'Call', text: '2 / 2' },
    { kind: 'amount', label: 'Amount', value: '0.01', symbol: 'ETH' },
    { kind: 'address', label: 'To', address: otherAddress },
  ],
});

export function permit(change: Partial<TypedDataContent> = {}): TypedDataContent {
  return {
    kind: 'typed-data',
    account: ownAddress,
    domainName: 'USD Coin',
    primaryType: 'Permit',
    rows: [
      { kind: 'address', label: 'owner', address: ownAddress },
      { kind: 'address', label: 'spender', address: otherAddress },
      { kind: 'text', label: 'value', text: '25000000' },
      { kind: 'text', label: 'nonce', text: '0' },
      { kind: 'text', label: 'deadline', text: '1795356300' },
    ],
    warnings: [{ code: 'permit', level: 'danger' }],
    ...change,
  };
}

export const describedPermit = permit({
  meaning: { intent: 'Allow spending', owner: 'USD Coin' },
  summary: [
    { kind: 'amount', label: 'Amount', value: '25', symbol: 'USDC' },
    { kind: 'address', label: 'Spender', address: otherAddress },
    { kind: 'text', label: 'Valid until', text: '2026-11-22 15:05:00 UTC' },
  ],
});

export const impostor = permit({
  warnings: [
    { code: 'domain_mismatch', level: 'danger' },
    { code: 'permit', level: 'danger' },
  ],
});

export const mail = permit({
  domainName: 'Ether Mail',
  primaryType: 'Mail',
  rows: [
    { kind: 'text', label: 'from.name', text: 'Cow' },
    { kind: 'address', label: 'from.wallet', address: ownAddress },
    { kind: 'text', label: 'to.name', text: 'Bob' },
    { kind: 'address', label: 'to.wallet', address: otherAddress },
    { kind: 'text', label: 'contents', text: 'Hello, Bob!' },
  ],
  warnings: [],
});

/** An error as the engine hands it over. */
export function wireError(code: WireError['code'], reason?: string): WireError {
  return reason === undefined ? { code, message: 'internal words' } : { code, message: 'internal words', data: { reason } };
}

export const signedOut: AppState = { ...initialState, status: { phase: 'signed-out' }, visible: true, app, hostOrigin, signInReady: true };

/** Signed in, with a wallet, a balance and a past. */
export const ready: AppState = {
  ...signedOut,
  status: { phase: 'locked' },
  user: { name: 'Mina Park', email: 'mina@example.com', providerId: 'demo' },
  wallets: [wallet],
  accounts: [account],
  activeAccount: account,
  chains: [chain],
  activeChainId: 31337,
  balanceWei: 1_240_000_000_000_000_000n,
  activity,
  enclave: {
    state: 'verified',
    development: true,
    releaseSeq: 7,
    pcr0: 'c0ffee5e1f00d1234567890abcdefc0ffee5e1f00d1234567890abcdefc0ffee5e1f00d1234567890abcdef123456780',
    rootSha256: '5b1d7e0c9a8f6e4d3c2b1a0f9e8d7c6b5a4f3e2d1c0b9a8f7e6d5c4b3a2f1e0d',
    manifestSha256: '9d2f7c1ab84e6053d1c7f2a9b6e8045d3c1f0a97e6b5d4c3f2a1908e7d6c5b4a',
    verifiedAtMs: nowMs - 60_000,
  },
};

/** On the screen: one approval, at its review. */
export function asking(content: ApprovalContent): AppState {
  return { ...ready, approvals: [approval(content)] };
}

/** In the middle of something with the keys. */
export function task(kind: TaskKind, step: TaskStep, factor: Task['factor'] = 'kit'): Task {
  return { kind, step, factor };
}

export const kitStep: Extract<TaskStep, { readonly name: 'kit' }> = {
  name: 'kit',
  words: kitWords,
  fileName: 'alcove-recovery-kit-70997970.json',
  file: new TextEncoder().encode('{"format":"alcove-recovery-kit"}'),
};

/** The same person with other backups. */
export function withBackups(state: AppState, backups: readonly Backup[]): AppState {
  return { ...state, wallets: [{ ...wallet, backups: [...backups] }] };
}

/** Ten wrong PINs. */
export const destroyed: AppState = { ...ready, wallets: [{ ...wallet, state: 'PIN_DESTROYED' }] };
