import type { PinField } from '../../contract/sealed.ts';
import { activatePin } from './activate-pin.ts';
import { attempt } from './attempt.ts';
import { forget } from './forget.ts';
import { currentPin, newPin } from './pin-entry.ts';
import { type TaskContext, TaskEnded } from './task-context.ts';
import { readPinResult } from './task-results.ts';

/** The PIN there is, a new one twice, and the change in two steps, so that no crash leaves a wallet without a PIN. */
export async function changePin(context: TaskContext): Promise<void> {
  const { walletId, enclave } = context;
  let pin: PinField | null = null;
  let chosen: PinField | null = null;
  try {
    for (;;) {
      pin ??= await currentPin(context);
      if (pin === null) throw new TaskEnded();
      chosen ??= await newPin(context);
      if (chosen === null) {
        pin = forget(pin);
        continue;
      }
      const fields = { pin, newPin: chosen };
      const changed = await attempt(context, () => enclave.perform('pin_change', walletId, fields, readPinResult));
      if ('value' in changed) {
        await activatePin(context, changed.value);
        return;
      }
      if (changed.refused === 'pin_policy') chosen = forget(chosen);
      else pin = forget(pin);
    }
  } finally {
    forget(pin);
    forget(chosen);
  }
}
