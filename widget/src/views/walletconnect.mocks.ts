import type { Approval, AppState } from '../state/state.ts';
import type { ConnectedApp, Pairing, PeerClaim, WalletConnectState } from '../state/wallet-connect.ts';
import { account, approval, asking, message, nowMs, otherAddress, ownAddress, payment, ready, savings } from './views.mocks.ts';

/* Fixed data of WalletConnect's screens. */

const topic = 'c0de'.repeat(16);
export const swapClaim: PeerClaim = { name: 'Tea Swap', url: 'https://swap.example' };
export const hostileClaim: PeerClaim = { name: `Harbour\\u{202e}eff${'A'.repeat(24)}…`, url: null };

export const connectedApp: ConnectedApp = { topic, claim: swapClaim, address: ownAddress, chainIds: [31337], expiresAtMs: nowMs + 6 * 86_400_000 };

const idle: WalletConnectState = { apps: [], pairing: { step: 'idle' }, account: null, isElsewhere: false };

/** The screen of connected apps. */
export const connections = (change: Partial<WalletConnectState> = {}): AppState => ({ ...ready, view: 'walletconnect', walletConnect: { ...idle, ...change } });

export const pairing = (step: Pairing): AppState => connections({ pairing: step });

export const connectedApps: readonly ConnectedApp[] = [
  connectedApp,
  {
    ...connectedApp,
    topic: 'beef'.repeat(16),
    claim: { name: 'Corner Lending', url: 'https://lend.example' },
    address: otherAddress,
    expiresAtMs: nowMs + 86_400_000,
  },
  { ...connectedApp, topic: 'f00d'.repeat(16), claim: hostileClaim },
];

export const proposal: Approval = {
  ...approval({
    kind: 'connect',
    accounts: [account, savings],
    proposal: {
      chainIds: [31337],
      methods: ['eth_sendTransaction', 'personal_sign', 'eth_signTypedData_v4', 'wallet_switchEthereumChain', 'eth_getBalance'],
      events: ['accountsChanged', 'chainChanged'],
      address: ownAddress,
    },
  }),
  origin: `wc:${topic}`,
  method: 'wc_sessionPropose',
  claim: swapClaim,
};

/** An approval as an app elsewhere asks for it. */
const fromApp = (state: AppState, claim: PeerClaim): AppState => ({
  ...state,
  walletConnect: { ...idle, apps: [connectedApp] },
  approvals: state.approvals.map((asked) => ({ ...asked, origin: `wc:${topic}`, claim })),
});

export const proposing = (claim: PeerClaim): AppState => ({ ...ready, walletConnect: idle, approvals: [{ ...proposal, claim }] });
export const appPays: AppState = fromApp(asking(payment()), swapClaim);
export const appSigns: AppState = fromApp(asking(message()), hostileClaim);
export const appSignsIn: AppState = fromApp(
  asking({
    ...message(),
    warnings: [{ code: 'unverified_site', level: 'danger' }],
    signIn: { domain: 'swap.example', statement: 'Welcome to Tea Swap.', chainId: 31337, expirationTime: null, resources: [], connects: false },
  }),
  swapClaim,
);
