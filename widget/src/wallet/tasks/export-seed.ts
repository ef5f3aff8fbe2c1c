import { fromHex, fromUtf8, wipe } from '../../crypto/bytes.ts';
import { assertProof } from '../checked-proof.ts';
import { inOwnWindow, logInAgain } from './own-window.ts';
import { withPin } from './pin-entry.ts';
import { type TaskContext, TaskEnded } from './task-context.ts';
import { readExported } from './task-results.ts';

/** The seed's words, to the person alone: a fresh login, a window of its own, the PIN (PROTOCOL §6.12). */
export async function exportSeed(context: TaskContext): Promise<void> {
  const { walletId, subjectHash, enclave, address, windows } = context;
  if (!windows.isHandedOver) await logInAgain(context);
  await inOwnWindow(context);
  for (;;) {
    const exported = await withPin(
      context,
      async (pin) => {
        const { result, proofPublicKey, releaseSeq } = await enclave.perform('export', walletId, { pin }, readExported);
        const expected = { releaseSeq, walletId, subjectHash, address: fromHex(address ?? '', 'address') };
        await assertProof(result.proof, proofPublicKey, 'EXPORT', expected);
        return result.words;
      },
      ['login_stale'],
    );
    if (exported === null) throw new TaskEnded();
    if ('refused' in exported) {
      await logInAgain(context);
      continue;
    }
    try {
      await context.ask('proceed', { name: 'words', words: fromUtf8(exported.value).split(' ') });
      throw new TaskEnded();
    } finally {
      wipe(exported.value);
    }
  }
}
