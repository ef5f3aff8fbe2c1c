import type { WireError } from '../../host-sdk/src/contract/errors.ts';
import type { AppState } from '../src/state/state.ts';
import { approval, asking, hostOrigin, message, nowMs, ownAddress, payment, ready, signedOut, transaction, wireError } from '../src/views/views.mocks.ts';

/*
 * States that nobody wishes for, and texts as long as they come: no network, a session that ends, a service that is away, in the middle of
 * an approval and before it; what waits and is replaced.
 */

const paying = asking(payment());
const failing = (error: WireError): AppState => ({ ...paying, progress: { step: 'failed', error } });
const refusing = (problem: WireError): AppState => ({ ...signedOut, problem });

/** What the wallet asks of its own accord, to take the place of a payment that waits. */
const replacing = (intent: string, change: Parameters<typeof payment>[0] = {}): AppState => ({
  ...ready,
  approvals: [{ ...approval(payment({ meaning: { intent, owner: null }, ...change })), origin: 'https://wallet.example' }],
});

const terms = Array.from({ length: 12 }, (_, at) => `${at + 1}. You agree to the terms of the tea club, in the version of ${2014 + at}.`).join('\n');

export const troubleStates: Readonly<Record<string, AppState>> = {
  'sign-in-session': refusing(wireError(4100, 'session_expired')),
  'sign-in-away': refusing(wireError(-32083, 'provider_unavailable')),
  'sign-in-unfinished': refusing(wireError(4001, 'popup_closed')),
  'sign-in-offline': { ...signedOut, online: false },
  'pay-offline': { ...paying, online: false },
  'pay-speed-up': replacing('Speed up a payment'),
  'pay-cancel': replacing('Cancel a payment', { to: ownAddress, valueWei: 0n, totalWei: 31_500_000_000_000n }),
  'pin-offline': { ...paying, online: false, progress: { step: 'pin' } },
  'pin-delayed': { ...paying, progress: { step: 'pin' }, pinProblem: { code: 'pin_delayed', remaining: 4, retryAtMs: nowMs + 300_000 } },
  'working-sending': { ...paying, progress: { step: 'working', what: 'sending' } },
  'failed-offline': { ...failing(wireError(-32083, 'offline')), online: false },
  'failed-session': failing(wireError(4100, 'session_expired')),
  'failed-service': failing(wireError(-32083)),
  'failed-ledger': failing(wireError(-32083, 'ledger_unavailable')),
  'failed-refused': failing(wireError(-32003)),
  'failed-part': failing({ ...wireError(-32083), data: { reason: 'calls_partial', sent: 1, calls: 3 } }),
  'failed-limit': failing(wireError(-32005)),
  'failed-record': failing(wireError(-32603, 'record_tampered')),
  'failed-pin-locked': failing(wireError(-32085)),
  'failed-unknown': failing(wireError(-32603)),
  'done-reverted': { ...paying, progress: { step: 'done', transaction: transaction({ status: 'failed' }) } },
  'done-message': { ...asking(message()), progress: { step: 'done', transaction: null } },
  'connect-long-origin': {
    ...asking({ kind: 'connect', accounts: ready.accounts }),
    hostOrigin: 'https://a-very-long-name-of-a-marketplace.collectibles.example:8443',
    approvals: [{ ...approval({ kind: 'connect', accounts: ready.accounts }), origin: 'https://a-very-long-name-of-a-marketplace.collectibles.example:8443' }],
  },
  'message-long': asking(message({ text: `Welcome to Tea Shop.\n\n${terms}\n\nSite: ${hostOrigin}` })),
};
