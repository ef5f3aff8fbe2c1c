import { assertProof } from '../checked-proof.ts';
import type { Plaintext } from '../enclave-client.ts';
import type { TaskContext } from './task-context.ts';
import { readWrapSet } from './task-results.ts';

/**
 * Changes which ways back a wallet has (PROTOCOL §6.10), and checks that the enclave says so of this wallet.
 *
 * @throws SealedFailure, ApiError, ProofError
 */
export async function changeWraps<Op extends 'wrap_add' | 'wrap_remove'>(context: TaskContext, operation: Op, plaintext: Plaintext<Op>): Promise<void> {
  const { walletId, subjectHash, enclave } = context;
  const { result, proofPublicKey, releaseSeq } = await enclave.perform(operation, walletId, plaintext, readWrapSet);
  await assertProof(result.proof, proofPublicKey, 'WRAP_SET', { releaseSeq, walletId, subjectHash });
}
