import type { SealedResults } from '../../contract/sealed.ts';
import { sha256 } from '../../crypto/bytes.ts';
import { assertProof } from '../checked-proof.ts';
import type { EnclaveResult } from '../enclave-client.ts';
import { achieve } from './attempt.ts';
import type { TaskContext } from './task-context.ts';
import { readPinActivated } from './task-results.ts';

/**
 * Makes the PIN that waits the one that counts (PROTOCOL §6.9). Until the enclave has written that down only the old one works;
 * when its answer is lost, asking again with the same proof changes nothing more.
 *
 * @returns the enclave's time, Unix milliseconds.
 * @throws TaskEnded when the person gives up: then the PIN that counted before may still count.
 */
export async function activatePin(context: TaskContext, waiting: EnclaveResult<SealedResults['pin_change']>): Promise<number> {
  const { walletId, subjectHash, enclave } = context;
  const { result, proofPublicKey, releaseSeq } = waiting;
  const { pinEpoch, proof } = result;
  const activated = await achieve(context, async () => {
    await assertProof(proof, proofPublicKey, 'PIN_RESULT', { releaseSeq, walletId, subjectHash, pinEpoch, attempts: 0 });
    return await enclave.perform('pin_activate', walletId, { resultHash: await sha256(proof.payload) }, readPinActivated);
  });
  return activated.attestedAtMs;
}
