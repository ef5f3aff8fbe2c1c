import { formatUnits } from '../clear-signing/format-units.ts';
import type { DisplayRow, Warning } from '../state/state.ts';
import type { TransactionContent } from './transaction-review.ts';

/** Data that cannot be read to its last byte is among `rows` as it is, so nothing is left out here. */
function rowsOfCall(content: TransactionContent, place: string, decimals: number): readonly DisplayRow[] {
  const { to, valueWei, symbol, rows } = content;
  const known = rows.some((row) => row.kind === 'address' && row.address === to);
  const recipient: readonly DisplayRow[] = to === null || known ? [] : [{ kind: 'address', label: content.action === 'send' ? 'To' : 'Contract', address: to }];
  const value: readonly DisplayRow[] =
    valueWei === 0n && content.action !== 'send' ? [] : [{ kind: 'amount', label: 'Amount', value: formatUnits(valueWei, decimals), symbol }];
  const action: readonly DisplayRow[] = content.meaning === undefined ? [] : [{ kind: 'text', label: 'Action', text: content.meaning.intent }];
  return [{ kind: 'text', label: 'Call', text: place }, ...action, ...value, ...recipient, ...rows];
}

/** Each warning once. A dry run of a later call misses what the earlier ones will have done, so its failure alone is no danger. */
function warningsOf(contents: readonly TransactionContent[], poor: boolean): readonly Warning[] {
  const found = new Map<string, Warning>(poor ? [['insufficient_funds', { code: 'insufficient_funds', level: 'danger' }]] : []);
  contents.forEach(({ warnings }, index) => {
    for (const warning of warnings) {
      const level = index > 0 && warning.code === 'simulation_failed' ? 'caution' : warning.level;
      if (warning.code !== 'insufficient_funds' && found.get(warning.code)?.level !== 'danger') found.set(warning.code, { code: warning.code, level });
    }
  });
  return [...found.values()];
}

const sum = (amounts: readonly bigint[]) => amounts.reduce((total, amount) => total + amount, 0n);

/**
 * Several transactions as one thing to decide on: every row of every call, in order, and what they cost together.
 *
 * @param contents at least one, all of one account and chain.
 */
export function reviewBatch(contents: readonly TransactionContent[], decimals: number): TransactionContent {
  const [first] = contents as readonly [TransactionContent, ...TransactionContent[]];
  if (contents.length === 1) return first;
  // Each call was run by itself, without what the ones before it will have done: what they would move together is not known.
  const { meaning: _, changes: __, ...shared } = first;
  const valueWei = sum(contents.map((content) => content.valueWei));
  const feeWei = sum(contents.map(({ fee }) => fee.feeWei));
  const gasLimit = sum(contents.map(({ fee }) => fee.gasLimit));
  const worstCaseWei = valueWei + sum(contents.map(({ fee }) => fee.gasLimit * fee.maxFeePerGasWei));
  const poor = first.balanceWei !== null && first.balanceWei < worstCaseWei;
  return {
    ...shared,
    ...(contents.some(({ changes }) => changes !== undefined) ? { changes: null } : {}),
    action: 'contract-call',
    to: null,
    data: '0x',
    valueWei,
    rows: contents.flatMap((content, index) => rowsOfCall(content, `${index + 1} / ${contents.length}`, decimals)),
    fee: { ...first.fee, feeWei, gasLimit },
    totalWei: valueWei + feeWei,
    warnings: warningsOf(contents, poor),
    calls: contents.length,
  };
}
