import { assertProof } from '../checked-proof.ts';
import { withPin } from './pin-entry.ts';
import { type TaskContext, TaskEnded } from './task-context.ts';
import { readWrapSet } from './task-results.ts';

/** A way back that is not wanted any more, or was never finished. */
export async function removeBackup(context: TaskContext, wrapId: string): Promise<void> {
  const { walletId, subjectHash, enclave } = context;
  const removed = await withPin(context, async (pin) => {
    const { result, proofPublicKey, releaseSeq } = await enclave.perform('wrap_remove', walletId, { wrapId, pin }, readWrapSet);
    await assertProof(result.proof, proofPublicKey, 'WRAP_SET', { releaseSeq, walletId, subjectHash });
  });
  if (removed === null) throw new TaskEnded();
}
