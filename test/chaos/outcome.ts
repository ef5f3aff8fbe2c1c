import { WalletError } from '../../host-sdk/src/contract/errors.ts';
import { ApiError } from '../../widget/src/api/api-error.ts';
import { SealedFailure } from '../../widget/src/wallet/sealed-results.ts';
import type { Answer } from './history.ts';

/* What a failure says of what was done. */

/** Refused before the enclave opened anything, or before it counted a try (PROTOCOL §8.2). */
const refusedBefore: ReadonlySet<string> = new Set(['wallet_unknown', 'wallet_exists', 'rate_limited', 'kms_unavailable', 'invalid_request']);
const ENCLAVE_NOT_PROVEN = -32082;

export type Outcome = { readonly type: 'ok'; readonly answer: Answer } | { readonly type: 'fail' | 'info'; readonly code: string };

/** @returns null for an error that no fault explains. */
export function outcomeOf(error: unknown, callsSent: number): Outcome | null {
  if (error instanceof SealedFailure) {
    const { code, remaining } = error.error;
    if (code === 'pin_wrong') return { type: 'ok', answer: { pin: 'wrong', ...(remaining === undefined ? {} : { remaining }) } };
    if (code === 'pin_locked') return { type: 'ok', answer: { pin: 'locked' } };
    if (code === 'pin_delayed') return { type: 'ok', answer: { pin: 'delayed' } };
    return { type: 'fail', code };
  }
  if (error instanceof WalletError && error.code === ENCLAVE_NOT_PROVEN) return { type: 'fail', code: 'enclave_unproven' };
  if (!(error instanceof ApiError)) return null;
  // The engine repeats what the network took, so that of two calls sent the first may have done it.
  const isSure = callsSent === 0 || (callsSent === 1 && refusedBefore.has(error.code));
  return { type: isSure ? 'fail' : 'info', code: error.code };
}
