import { wipe } from '../../crypto/bytes.ts';
import { changeWraps } from './change-wraps.ts';
import { makePasskey, type PasskeyFactor } from './passkey-prf.ts';
import { withPin } from './pin-entry.ts';
import { type TaskContext, TaskEnded } from './task-context.ts';

/** A passkey of this device as a way back (PROTOCOL §6.10). It is made once, however often the PIN is mistyped. */
export async function addPasskey(context: TaskContext): Promise<void> {
  const { walletId, address, signal } = context;
  let factor: PasskeyFactor | null = null;
  try {
    for (;;) {
      if ((await context.ask('proceed', { name: 'intro' })) === null) throw new TaskEnded();
      const added = await withPin(context, async (pin) => {
        factor ??= await makePasskey(walletId, `Wallet ${address?.slice(0, 6)}…${address?.slice(-4)}`, signal);
        await changeWraps(context, 'wrap_add', { step: 'passkey', pin, ...factor });
      });
      if (added !== null) return;
    }
  } finally {
    if (factor !== null) wipe((factor as PasskeyFactor).prf);
  }
}
