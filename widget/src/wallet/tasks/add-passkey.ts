import { wipe } from '../../crypto/bytes.ts';
import { assertProof } from '../checked-proof.ts';
import { makePasskey, type PasskeyFactor } from './passkey-prf.ts';
import { withPin } from './pin-entry.ts';
import { type TaskContext, TaskEnded } from './task-context.ts';
import { readWrapSet } from './task-results.ts';

/** A passkey of this device as a way back (PROTOCOL §6.10). It is made once, however often the PIN is mistyped. */
export async function addPasskey(context: TaskContext): Promise<void> {
  const { walletId, subjectHash, enclave, address, signal } = context;
  let factor: PasskeyFactor | null = null;
  try {
    for (;;) {
      if ((await context.ask('proceed', { name: 'intro' })) === null) throw new TaskEnded();
      const added = await withPin(context, async (pin) => {
        factor ??= await makePasskey(walletId, `Wallet ${address?.slice(0, 6)}…${address?.slice(-4)}`, signal);
        const answer = await enclave.perform('wrap_add', walletId, { step: 'passkey', pin, ...factor }, readWrapSet);
        await assertProof(answer.result.proof, answer.proofPublicKey, 'WRAP_SET', { releaseSeq: answer.releaseSeq, walletId, subjectHash });
      });
      if (added !== null) return;
    }
  } finally {
    if (factor !== null) wipe((factor as PasskeyFactor).prf);
  }
}
