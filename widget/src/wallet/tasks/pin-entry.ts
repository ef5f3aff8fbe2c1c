import type { PinField, SealedErrorCode } from '../../contract/sealed.ts';
import { equalBytes, wipe } from '../../crypto/bytes.ts';
import { pinField } from '../pin-field.ts';
import { checkPin } from '../pin-policy.ts';
import { attempt } from './attempt.ts';
import type { Outcome, TaskContext } from './task-context.ts';

/** Asks for the PIN there is; null when the person goes back. The caller wipes it. */
export async function currentPin(context: TaskContext): Promise<PinField | null> {
  for (;;) {
    const pin = await context.ask('pin', { name: 'pin', which: 'current' });
    if (pin === null) return null;
    if (/^[0-9]{6,12}$/.test(pin)) return pinField(pin);
    context.setPinProblem({ code: 'pin_policy', rule: 'length' });
  }
}

/** Asks for a new PIN, twice; null when the person goes back from the first. The caller wipes it. */
export async function newPin(context: TaskContext): Promise<PinField | null> {
  for (;;) {
    const first = await context.ask('pin', { name: 'pin', which: 'new' });
    if (first === null) return null;
    const rule = checkPin(first);
    context.setPinProblem(rule === null ? null : { code: 'pin_policy', rule });
    if (rule !== null) continue;
    const chosen = pinField(first);
    let repeated: PinField | null = null;
    let kept = false;
    try {
      const second = await context.ask('pin', { name: 'pin', which: 'repeat' });
      repeated = second !== null && checkPin(second) === null ? pinField(second) : null;
      kept = repeated !== null && equalBytes(chosen, repeated);
      if (kept) return chosen;
      context.setPinProblem(second === null ? null : { code: 'mismatch' });
    } finally {
      if (!kept) wipe(chosen);
      if (repeated !== null) wipe(repeated);
    }
  }
}

/**
 * Asks for the PIN until it is taken, and does what needs it.
 *
 * @param leads codes besides the PIN's that come back instead of being shown.
 * @returns null when the person goes back from the PIN.
 */
export async function withPin<Value>(
  context: TaskContext,
  work: (pin: PinField) => Promise<Value>,
  leads: readonly SealedErrorCode[] = [],
): Promise<Outcome<Value> | null> {
  for (;;) {
    const pin = await currentPin(context);
    if (pin === null) return null;
    try {
      const outcome = await attempt(context, () => work(pin), leads);
      if ('value' in outcome || leads.includes(outcome.refused)) return outcome;
    } finally {
      wipe(pin);
    }
  }
}
