import type { Hex } from '../../../host-sdk/src/contract/types.ts';
import type { Decoded } from '../clear-signing/decode.ts';
import type { Transaction } from '../contract/wallet-api.ts';
import type { Warning } from '../state/state.ts';

export type WarningFacts = {
  readonly decoded: Decoded;
  readonly to: Hex | null;
  /** Most the transaction can cost, value included. */
  readonly worstCaseWei: bigint;
  /** Null when it could not be asked. */
  readonly balanceWei: bigint | null;
  readonly simulationFailed: boolean;
  /** What this wallet did before; null while unknown. */
  readonly activity: readonly Transaction[] | null;
};

/** Whom the money goes to, or may go to: the transfer's recipient, the spender, or the transaction's own. */
function recipientOf({ decoded, to }: WarningFacts): string | null {
  const row = decoded.rows.find((candidate) => candidate.kind === 'address' && ['To', 'Spender', 'Operator'].includes(candidate.label));
  return row?.kind === 'address' ? row.address : to;
}

/** A first payment ever is to a stranger by nature; the hint starts to say something with the second. */
function isFirstInteraction(facts: WarningFacts): boolean {
  const recipient = recipientOf(facts)?.toLowerCase();
  if (recipient === undefined || !facts.activity?.length) return false;
  return !facts.activity.some(({ to, data }) => to?.toLowerCase() === recipient || data.toLowerCase().includes(recipient.slice(2)));
}

/** The named warnings of a transaction, dangers of the call itself first. */
export function transactionWarnings(facts: WarningFacts): readonly Warning[] {
  const warnings: Warning[] = [...facts.decoded.warnings];
  const poor = facts.balanceWei !== null && facts.balanceWei < facts.worstCaseWei;
  if (poor) warnings.push({ code: 'insufficient_funds', level: 'danger' });
  // Without enough money every dry run fails; saying so twice would hide the cause.
  else if (facts.simulationFailed) warnings.push({ code: 'simulation_failed', level: 'danger' });
  const sends = facts.decoded.action.startsWith('send') || facts.decoded.action === 'approve-token';
  if (sends && isFirstInteraction(facts)) warnings.push({ code: 'first_interaction', level: 'caution' });
  return warnings;
}
