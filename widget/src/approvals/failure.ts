import { WalletError } from '../../../host-sdk/src/contract/errors.ts';
import { toWalletError } from '../api/problem-to-wallet-error.ts';
import { ProofError } from '../crypto/proof.ts';
import { ReplyError } from '../crypto/seal.ts';
import { SealedFailure } from '../wallet/sealed-results.ts';

/** What the enclave said inside the seal, when it is not about the PIN being wrong. */
function fromSealed({ error }: SealedFailure, options: ErrorOptions): WalletError {
  if (error.code === 'pin_locked') return new WalletError(-32085, 'The PIN is locked after too many wrong tries.', { reason: error.code }, options);
  if (error.code === 'intent_expired')
    return new WalletError(-32084, 'The request expired before it was signed.', { reason: error.code, retriable: true }, options);
  const field = error.field === undefined ? {} : { field: error.field };
  if (error.code === 'hold') {
    const until = error.retryAtMs === undefined ? {} : { retryAtMs: error.retryAtMs };
    return new WalletError(-32003, 'A recovery or a new device is too recent for this.', { reason: error.code, ...field, ...until }, options);
  }
  return new WalletError(-32603, 'The enclave refused the request.', { reason: error.code, ...field }, options);
}

/**
 * Any failure of the engine as the page and the person meet it; null for what nobody expected (a fault of the wallet itself),
 * which the one catch-all turns into -32603.
 */
export function toKnownFailure(cause: unknown): WalletError | null {
  if (cause instanceof SealedFailure) return fromSealed(cause, { cause });
  if (cause instanceof ProofError)
    return new WalletError(-32082, 'The enclave could not prove its answer, so it was thrown away.', { reason: 'proof_invalid' }, { cause });
  if (cause instanceof ReplyError)
    return new WalletError(-32603, 'The answer of the enclave cannot be opened.', { reason: 'reply_invalid', retriable: true }, { cause });
  return toWalletError(cause);
}

/** Like `toKnownFailure`, with the fixed text of -32603 for the unexpected. */
export function toFailure(cause: unknown): WalletError {
  return toKnownFailure(cause) ?? new WalletError(-32603, 'Something went wrong inside the wallet.', { reason: 'unexpected' }, { cause });
}
