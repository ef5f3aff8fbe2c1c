import { foundIn, type History, operationsOf, type Violation, wentWithDatabase } from './history.ts';

/** One wallet per person, one address per wallet, however often and from however many devices it was asked for. */
export function checkCreatedOnce(history: History): readonly Violation[] {
  const violations: Violation[] = [];
  const isGone = wentWithDatabase(history);
  const addresses = new Map<string, { readonly address: string; readonly index: number }>();
  const wallets = new Map<string, { readonly walletId: string; readonly index: number }>();
  for (const { asked, outcome, answer, endedAt } of operationsOf(history)) {
    if (asked.f !== 'create' || outcome !== 'ok') continue;
    const { person, walletId } = asked;
    const address = answer.address ?? '';
    const earlier = addresses.get(walletId);
    if (earlier !== undefined && earlier.address !== address)
      violations.push({ kind: 'created once', message: `wallet ${walletId} was made with two addresses`, events: [earlier.index, endedAt] });
    addresses.set(walletId, { address, index: endedAt });
    if (isGone(endedAt)) continue;
    const other = wallets.get(person);
    if (other !== undefined && other.walletId !== walletId)
      violations.push({ kind: 'created once', message: `${person} was told of two wallets`, events: [other.index, endedAt] });
    wallets.set(person, { walletId, index: endedAt });
  }
  for (const { index, found } of foundIn(history, 'wallets')) {
    const usable = found.wallets.filter(({ state }) => state !== 'POPULATED');
    if (usable.length > 1) violations.push({ kind: 'created once', message: `${found.person} has ${usable.length} wallets`, events: [index] });
    for (const { walletId, address } of usable) {
      const told = addresses.get(walletId);
      if (told !== undefined && told.address !== address)
        violations.push({ kind: 'created once', message: `wallet ${walletId} has another address than was shown`, events: [told.index, index] });
    }
  }
  return violations;
}
