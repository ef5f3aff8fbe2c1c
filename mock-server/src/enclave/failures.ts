import type { SealedError, SealedErrorCode } from '../../../widget/src/contract/sealed.ts';
import type { CallEffects } from '../enclave-client/port.ts';

/**
 * A refusal that only the person may learn of: it travels inside the seal, at the size of a success (PROTOCOL §5.6).
 * Everything else is an `EnclaveError`, which the server sees.
 */
export class SealedFailure extends Error {
  readonly error: SealedError;
  /** What the server is told all the same: that a PIN is gone for good, or that a new one has become the valid one. */
  readonly effects: CallEffects;

  constructor(code: SealedErrorCode, details: Omit<SealedError, 'code'> & { readonly effects?: CallEffects } = {}) {
    super(code);
    this.name = 'SealedFailure';
    const { effects = { kind: 'none' }, ...rest } = details;
    this.error = { code, ...rest };
    this.effects = effects;
  }
}
