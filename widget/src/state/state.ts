import type { WireError } from '../../../host-sdk/src/contract/errors.ts';
import type { Currency, Hex, Language, WalletMode, WalletStatus, WalletView } from '../../../host-sdk/src/contract/types.ts';
import type { App, Chain } from '../contract/api.ts';
import type { Device, Transaction, Wallet } from '../contract/wallet-api.ts';
import type { Assets } from './asset.ts';
import type { History } from './history.ts';
import type { SendState } from './send.ts';
import type { AutoLock, Lock, Scheme, Site } from './settings.ts';
import type { Task } from './task.ts';
import type { PeerClaim, SessionProposal, WalletConnectState } from './wallet-connect.ts';

/** Screens a person can go to: those a page may open, and those behind the settings. */
export type View = WalletView | 'accounts' | 'backup' | 'devices' | 'sites' | 'about' | 'transaction' | 'walletconnect';

/** One account of the wallet, as the views show it. */
export type Account = { readonly walletId: string; readonly accountIndex: number; readonly address: Hex; readonly name: string; readonly hidden?: boolean };

/** Named dangers and cautions (look.md: icon and word, never colour alone). */
export type WarningCode =
  | 'unlimited_approval'
  | 'approve_for_all'
  | 'unverified_contract'
  | 'first_interaction'
  | 'domain_mismatch'
  | 'simulation_failed'
  | 'blind_data'
  | 'looks_like_digest'
  | 'insufficient_funds'
  | 'permit'
  | 'unverified_site';
export type Warning = { readonly code: WarningCode; readonly level: 'caution' | 'danger' };

/** One line of an approval. Everything in `rows` is on the screen, and its digest is bound into the intent. */
export type DisplayRow =
  | { readonly kind: 'address'; readonly label: string; readonly address: Hex; readonly name?: string }
  | { readonly kind: 'amount'; readonly label: string; readonly value: string; readonly symbol: string }
  | { readonly kind: 'text'; readonly label: string; readonly text: string }
  | { readonly kind: 'data'; readonly label: string; readonly text: string };

export type FeeChoice = {
  readonly maxFeePerGasWei: bigint;
  readonly maxPriorityFeePerGasWei: bigint;
  readonly gasLimit: bigint;
  readonly feeWei: bigint;
  readonly seconds: number;
};

/** What a sign-in message (EIP-4361) says, read from the bytes that get signed. */
export type SignIn = {
  readonly domain: string;
  readonly statement: string | null;
  readonly chainId: number;
  readonly expirationTime: string | null;
  readonly resources: readonly string[];
  /** The site is not connected yet: signing in connects it as well. */
  readonly connects: boolean;
};

/** A token as its contract describes it. */
export type Asset = { readonly chainId: number; readonly address: Hex; readonly symbol: string; readonly decimals: number };

/** What a request means by a descriptor (ERC-7730): in words, and who stands behind the contract. */
export type Meaning = { readonly intent: string; readonly owner: string | null };

/** What an approval shows. `headline` is a message id with values, so that it can be said in every language. */
export type ApprovalContent =
  | {
      readonly kind: 'connect';
      readonly accounts: readonly Account[];
      /** It is an app elsewhere that wants to be connected. */
      readonly proposal?: SessionProposal;
    }
  | {
      readonly kind: 'message';
      readonly account: Hex;
      readonly text: string | null;
      readonly bytes: Hex;
      readonly warnings: readonly Warning[];
      /** The text is a sign-in. */
      readonly signIn?: SignIn;
      /** Nothing is signed: a token is to be listed. */
      readonly asset?: Asset;
    }
  | {
      readonly kind: 'typed-data';
      readonly account: Hex;
      readonly domainName: string | null;
      readonly primaryType: string;
      /** Every value that is hashed. */
      readonly rows: readonly DisplayRow[];
      readonly meaning?: Meaning;
      /** The same in words, where a descriptor has them. */
      readonly summary?: readonly DisplayRow[];
      readonly warnings: readonly Warning[];
    }
  | {
      readonly kind: 'transaction';
      readonly account: Hex;
      readonly chainId: number;
      /** What it does: send native money, send a token, approve a spender, call a contract, create one. */
      readonly action: 'send' | 'send-token' | 'approve-token' | 'contract-call' | 'contract-create';
      readonly to: Hex | null;
      readonly valueWei: bigint;
      readonly symbol: string;
      /** Decoded call, e.g. `transfer(to, amount)`; empty for plain sends. */
      readonly rows: readonly DisplayRow[];
      readonly data: Hex;
      readonly fee: FeeChoice;
      readonly totalWei: bigint;
      readonly balanceWei: bigint | null;
      readonly warnings: readonly Warning[];
      readonly meaning?: Meaning;
      /** What a test run moved; null when it could not be simulated. Absent for plain payments. */
      readonly changes?: readonly DisplayRow[] | null;
      /** How many transactions this stands for, where it is more than one: amounts are their sums, rows are all of theirs. */
      readonly calls?: number;
    };

/** An approval is settled once: pending → approved | rejected | expired. */
export type Approval = {
  readonly id: string;
  readonly origin: string;
  readonly method: string;
  readonly createdAtMs: number;
  readonly expiresAtMs: number;
  readonly content: ApprovalContent;
  /** What the asker says of itself, where no browser vouches for it (WalletConnect). */
  readonly claim?: PeerClaim;
};

/** Where an approved request stands, for the screens after the button. */
export type ApprovalProgress =
  | { readonly step: 'review' }
  | { readonly step: 'pin' }
  | { readonly step: 'working'; readonly what: 'verifying' | 'signing' | 'sending' }
  | { readonly step: 'done'; readonly transaction: Transaction | null }
  | { readonly step: 'failed'; readonly error: WireError };

/** Why the last PIN was refused, in numbers the view turns into words. */
export type PinProblem =
  | { readonly code: 'pin_wrong'; readonly remaining: number; readonly retryAtMs: number | null }
  | { readonly code: 'pin_delayed'; readonly remaining: number; readonly retryAtMs: number }
  | { readonly code: 'pin_locked' }
  | { readonly code: 'pin_policy'; readonly rule: 'length' | 'digits' | 'repeated' | 'sequence' | 'date' | 'common' }
  | { readonly code: 'mismatch' };

/** What the browser checked about the enclave, for the banner and the details screen. */
export type EnclaveCheck =
  | { readonly state: 'unchecked' }
  | {
      readonly state: 'verified';
      readonly development: boolean;
      readonly releaseSeq: number;
      readonly pcr0: string;
      /** SHA-256 of the certificate that vouches for the hardware, and of the manifest the enclave was booted with. */
      readonly rootSha256: string;
      readonly manifestSha256: string;
      readonly verifiedAtMs: number;
    }
  | { readonly state: 'refused'; readonly reason: string };

/** Creating a wallet: choose a PIN, repeat it, wait, done. */
export type CreateProgress =
  | { readonly step: 'intro' }
  | { readonly step: 'choose' }
  | { readonly step: 'confirm' }
  | { readonly step: 'working' }
  | { readonly step: 'done'; readonly address: Hex }
  | { readonly step: 'failed'; readonly error: WireError };

/** The whole state of the widget. Immutable: the store replaces it; only `app-root` reads it. */
export type AppState = {
  readonly status: WalletStatus;
  readonly mode: WalletMode;
  readonly visible: boolean;
  readonly online: boolean;
  readonly app: App | null;
  /** The page's origin as the browser reports it; null while no page is connected. */
  readonly hostOrigin: string | null;
  readonly language: Language;
  readonly currency: Currency;
  /** What the person chose; null leaves it to the page's theme. */
  readonly scheme: Scheme | null;
  readonly autoLock: AutoLock;
  /** Null while the wallet is open. */
  readonly lock: Lock | null;
  /** Null until they are looked at. */
  readonly sites: readonly Site[] | null;
  readonly view: View;
  readonly user: { readonly name: string | null; readonly email: string | null; readonly providerId: string } | null;
  readonly wallets: readonly Wallet[];
  readonly accounts: readonly Account[];
  readonly activeAccount: Account | null;
  readonly chains: readonly Chain[];
  readonly activeChainId: number | null;
  /** Native balance of the active account on the active chain in wei; null while loading. */
  readonly balanceWei: bigint | null;
  readonly activity: readonly Transaction[] | null;
  /** What the active account holds on the active chain; null while loading. */
  readonly assets: Assets | null;
  /** What is about to be sent, while that screen is open. */
  readonly send: SendState | null;
  /** What activity shows of itself, while that screen is open. */
  readonly history: History | null;
  readonly create: CreateProgress;
  /** First in, first shown; the first one is on the screen. */
  readonly approvals: readonly Approval[];
  readonly progress: ApprovalProgress;
  /** Where the first approval is looked at: here, or in a window of the wallet's own that waits for a click, was blocked, or is open. */
  readonly approvalWindow: 'none' | 'needed' | 'blocked' | 'open';
  readonly pinProblem: PinProblem | null;
  readonly enclave: EnclaveCheck;
  /** What is being done with the keys; it has the screen, except over an approval. Null when nothing is. */
  readonly task: Task | null;
  /** Apps elsewhere; null until a person looks at them, or some are kept. */
  readonly walletConnect: WalletConnectState | null;
  /** Where the person is signed in; null until the devices are looked at. */
  readonly devices: readonly Device[] | null;
  /** The last failure that is not part of an approval or of creation; shown with one next step. */
  readonly problem: WireError | null;
  /** True once a provider's window can open inside the click: its code may still be on the way, the window waits for it. */
  readonly signInReady: boolean;
  /** The provider tapped, until its window answers; null otherwise. */
  readonly signingInWith: string | null;
  /** The way to a provider without a window: its address, for a link that the person presses. Null while a window may do. */
  readonly redirect: { readonly url: string; readonly providerId: string } | null;
};

export const initialState: AppState = {
  status: { phase: 'loading' },
  mode: 'dialog',
  visible: false,
  online: true,
  app: null,
  hostOrigin: null,
  language: 'en',
  currency: 'USD',
  scheme: null,
  autoLock: '15',
  lock: null,
  sites: null,
  view: 'home',
  user: null,
  wallets: [],
  accounts: [],
  activeAccount: null,
  chains: [],
  activeChainId: null,
  balanceWei: null,
  activity: null,
  assets: null,
  send: null,
  history: null,
  create: { step: 'intro' },
  approvals: [],
  progress: { step: 'review' },
  approvalWindow: 'none',
  pinProblem: null,
  enclave: { state: 'unchecked' },
  task: null,
  walletConnect: null,
  devices: null,
  problem: null,
  signInReady: false,
  signingInWith: null,
  redirect: null,
};
