import type { Hex } from '../../../host-sdk/src/contract/types.ts';

/** What an app on the other end of WalletConnect says of itself. No browser vouches for it, so it is a claim wherever it is shown. */
export type PeerClaim = {
  /** Made safe to show on one line, and cut. */
  readonly name: string;
  /** The origin of the address it gives; null when it gives none that a site could have. */
  readonly url: string | null;
};

/** What an app asks for when it wants to be connected: what of it this wallet can grant. */
export type SessionProposal = {
  readonly chainIds: readonly number[];
  readonly methods: readonly string[];
  readonly events: readonly string[];
  /** The account it will see. */
  readonly address: Hex;
};

/** An app that is connected: a WalletConnect session. */
export type ConnectedApp = {
  readonly topic: string;
  readonly claim: PeerClaim;
  readonly address: Hex;
  readonly chainIds: readonly number[];
  readonly expiresAtMs: number;
};

/**
 * Why a link led to nothing: `malformed`; `expired`; `used` before; `relay` out of reach; `silent`, nobody answered it; `code`, a part
 * of the wallet did not load.
 */
export type PairingProblem = 'malformed' | 'expired' | 'used' | 'relay' | 'silent' | 'code';

export type Pairing =
  | { readonly step: 'idle' }
  /** A link was entered, and its app is looked for. */
  | { readonly step: 'waiting' }
  | { readonly step: 'failed'; readonly problem: PairingProblem }
  /** The app cannot do without something that this wallet does not have; it was told so. */
  | { readonly step: 'unsupported'; readonly claim: PeerClaim; readonly what: 'networks' | 'methods' | 'events'; readonly names: readonly string[] };

export type WalletConnectState = {
  /** Null while they are on their way. */
  readonly apps: readonly ConnectedApp[] | null;
  readonly pairing: Pairing;
  /** The account chosen for the proposal on the screen; null: the one the proposal names. */
  readonly account: Hex | null;
  /** Another tab of this wallet has taken the connections over. */
  readonly isElsewhere: boolean;
};

/** What a person does with it. `resume` is the wallet's own, for connections that were kept. */
export type WalletConnectCommand =
  | { readonly do: 'resume' | 'open' | 'cancel' }
  | { readonly do: 'pair'; readonly uri: string }
  | { readonly do: 'choose'; readonly address: Hex }
  | { readonly do: 'disconnect'; readonly topic: string };

/** Who asks over WalletConnect is named by the session, in the place of an origin; no origin can be spelt like it. */
export const askerOf = (topic: string): string => `wc:${topic}`;

/** Where a user's connections are kept in the wallet's database. */
export const walletConnectKey = (userKey: string): string => `walletconnect:${userKey}`;
