import type { Hex } from '../../../host-sdk/src/contract/types.ts';
import { ApiError } from '../api/api-error.ts';
import type { Intent, TransactionIntent } from '../contract/intent.ts';
import { INTENT_LIFETIME_SECONDS } from '../contract/intent.ts';
import type { SealedResults } from '../contract/sealed.ts';
import { fromHex, sha256, toHex, wipe } from '../crypto/bytes.ts';
import type { Account } from '../state/state.ts';
import { assertProof } from './checked-proof.ts';
import type { EnclaveClient, EnclaveResult } from './enclave-client.ts';
import { pinField } from './pin-field.ts';
import { assertSignedMessage, assertSignedTransaction } from './verify-signature.ts';

/** An intent without what is only known when it is signed. */
export type UnsignedIntent<Kind extends Intent = Intent> = Kind extends Intent ? Omit<Kind, 'expiresAtSeconds'> : never;
export type UnsignedMessage = UnsignedIntent<Exclude<Intent, TransactionIntent>>;
export type UnsignedTransaction = UnsignedIntent<TransactionIntent>;

export type SignedTransaction = { readonly rawTransaction: Hex; readonly hash: Hex };

export type Signing = {
  /** @returns 65 bytes r ‖ s ‖ v. @throws SealedFailure, ApiError, WalletError, ProofError */
  signMessage(account: Account, unsigned: UnsignedMessage, pin: string): Promise<Hex>;
  /** @throws SealedFailure, ApiError, WalletError, ProofError */
  signTransaction(account: Account, unsigned: UnsignedTransaction, pin: string): Promise<SignedTransaction>;
};

/** The seal, the PIN's KDF and two witnesses take their time; the rest is margin for clocks. */
const LIFETIME_SECONDS = INTENT_LIFETIME_SECONDS - 20;

function complete(unsigned: UnsignedIntent, attestedAtMs: number): Intent {
  return { ...unsigned, expiresAtSeconds: Math.floor(attestedAtMs / 1000) + LIFETIME_SECONDS } as Intent;
}

/**
 * Has the enclave sign what a person approved, and believes nothing of what comes back: proof, signer and bytes are checked.
 *
 * @example
 * ```ts
 * const signature = await createSigning(enclave).signMessage(account, unsigned, pin);
 * ```
 */
export function createSigning(enclave: EnclaveClient): Signing {
  async function sign(
    account: Account,
    unsigned: UnsignedIntent,
    pin: string,
  ): Promise<{ intent: Intent; answer: EnclaveResult<SealedResults['sign_intent']> }> {
    const field = pinField(pin);
    let intent: Intent | null = null;
    try {
      const answer = await enclave.call('sign_intent', account.walletId, { pin: field }, (attestedAtMs) => {
        intent = complete(unsigned, attestedAtMs);
        return intent;
      });
      const { rawTransaction, signature } = answer.result;
      const signed = rawTransaction ?? signature;
      if (signed === undefined) throw new ApiError('response_invalid', { field: 'signature' });
      await assertProof(answer.result.proof, answer.proofPublicKey, 'SIGNATURE', {
        releaseSeq: answer.releaseSeq,
        walletId: account.walletId,
        intentHash: answer.intentHash,
        signatureHash: await sha256(signed),
        address: fromHex(account.address, 'address'),
      });
      return { intent: intent as unknown as Intent, answer };
    } finally {
      wipe(field);
    }
  }

  return {
    async signMessage(account, unsigned, pin) {
      const { intent, answer } = await sign(account, unsigned, pin);
      if (answer.result.signature === undefined || intent.kind === 'transaction') throw new ApiError('response_invalid', { field: 'signature' });
      assertSignedMessage(answer.result.signature, intent);
      return `0x${toHex(answer.result.signature)}`;
    },
    async signTransaction(account, unsigned, pin) {
      const { intent, answer } = await sign(account, unsigned, pin);
      if (answer.result.rawTransaction === undefined || intent.kind !== 'transaction') throw new ApiError('response_invalid', { field: 'rawTransaction' });
      const hash = assertSignedTransaction(answer.result.rawTransaction, intent);
      return { rawTransaction: `0x${toHex(answer.result.rawTransaction)}`, hash: `0x${toHex(hash)}` };
    },
  };
}
