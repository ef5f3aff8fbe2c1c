import { WalletError } from '../../host-sdk/src/contract/errors.ts';
import { ApiError } from '../src/api/api-error.ts';

/** What happened, what is safe, and what to do, for what has no place beside a field. */
export function failureText(error: unknown): string {
  if (error instanceof WalletError) {
    if (error.code === -32081) return 'The browser blocked the sign-in window. Allow windows for this page, then try again.';
    if (error.code === -32083) return 'The login service cannot be reached right now. Try again in a moment.';
    return 'The sign-in did not work. Try again.';
  }
  if (!(error instanceof ApiError)) return 'Something went wrong in this page. Load it again.';
  switch (error.code) {
    case 'offline':
      return 'This device is offline. Nothing was changed.';
    case 'network':
    case 'timeout':
      return 'The wallet’s server did not answer. Try again: what was saved already is not saved twice.';
    case 'rate_limited':
      return 'That was a lot at once. Wait a moment, then try again.';
    case 'session_expired':
    case 'unauthorized':
      return 'Your session has ended. Sign in again; what you typed is still here.';
    case 'operator_required':
      return error.detail ?? 'This account may not manage this wallet.';
    case 'app_unknown':
    case 'not_found':
      return 'It is not there any more.';
    case 'invalid_id_token':
    case 'issuer_unavailable':
      return 'The login could not be verified. Try again.';
    default:
      return error.detail ?? 'The wallet’s server refused this. Nothing was changed.';
  }
}
