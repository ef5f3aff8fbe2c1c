import type { SealedError, SealedErrorCode } from '../../../widget/src/contract/sealed.ts';

/**
 * A refusal that only the person may learn of: it travels inside the seal, at the size of a success (PROTOCOL §5.6).
 * Everything else is an `EnclaveError`, which the server sees.
 */
export class SealedFailure extends Error {
  readonly error: SealedError;
  /** The wallet's PIN is gone for good with this failure: the one thing the server is told. */
  readonly pinDestroyed: boolean;

  constructor(code: SealedErrorCode, details: Omit<SealedError, 'code'> & { readonly pinDestroyed?: boolean } = {}) {
    super(code);
    this.name = 'SealedFailure';
    const { pinDestroyed = false, ...rest } = details;
    this.error = { code, ...rest };
    this.pinDestroyed = pinDestroyed;
  }
}
