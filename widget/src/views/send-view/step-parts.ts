import type { SendChange, SendState } from '../../state/send.ts';
import type { AppState } from '../../state/state.ts';

/** What of the state is on the screens of sending. */
export type SendScreenState = Pick<AppState, 'send' | 'assets' | 'chains' | 'activeChainId' | 'balanceWei' | 'currency' | 'accounts' | 'online'>;

/** A part of the screen: what it shows of the state, and whom it tells what a person did. */
export type StepParts = { readonly state: SendScreenState; readonly send: SendState; readonly tell: (change: SendChange) => void };
