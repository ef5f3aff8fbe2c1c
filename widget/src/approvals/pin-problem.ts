import type { SealedError } from '../contract/sealed.ts';
import type { PinProblem } from '../state/state.ts';
import type { PinRule } from '../wallet/pin-policy.ts';

const rules: ReadonlySet<string> = new Set<PinRule>(['length', 'digits', 'repeated', 'sequence', 'date', 'common']);

/** What the person is told about the PIN, or null when the failure is about something else. */
export function pinProblemOf({ code, remaining = 0, retryAtMs, rule = 'common' }: SealedError): PinProblem | null {
  switch (code) {
    case 'pin_wrong':
      return { code, remaining, retryAtMs: retryAtMs ?? null };
    case 'pin_delayed':
      return { code, remaining, retryAtMs: retryAtMs ?? 0 };
    case 'pin_locked':
      return { code };
    case 'pin_policy':
      return { code, rule: (rules.has(rule) ? rule : 'common') as PinRule };
    default:
      return null;
  }
}
