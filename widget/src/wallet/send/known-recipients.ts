import type { Hex } from '../../../../host-sdk/src/contract/types.ts';
import type { Transaction } from '../../contract/wallet-api.ts';
import { checksumAddress } from '../../crypto/ethereum.ts';
import type { KnownRecipient } from '../../state/send.ts';
import type { Account } from '../../state/state.ts';

const MOST = 20;

/** Where a transfer's recipient stands, in words, by selector. */
const recipientWords: ReadonlyMap<string, number> = new Map([
  ['a9059cbb', 0],
  ['23b872dd', 1],
  ['42842e0e', 1],
  ['b88d4fde', 1],
  ['f242432a', 1],
]);

/** Who got what was sent; null for a call that sends nothing to anybody. */
export function recipientOf({ to, data }: Pick<Transaction, 'to' | 'data'>): Hex | null {
  if (to === null) return null;
  if (data === '0x') return checksumAddress(to);
  const index = recipientWords.get(data.slice(2, 10).toLowerCase());
  const found = index === undefined ? '' : data.slice(10 + index * 64, 74 + index * 64);
  return /^0{24}[0-9a-fA-F]{40}$/.test(found) ? checksumAddress(`0x${found.slice(24)}`) : null;
}

/**
 * Whom an account has paid, the latest first, and then the wallet's other accounts. Only what was sent counts: whoever sends dust to be found among
 * the recent ones is not.
 */
export function knownRecipients(activity: readonly Transaction[] | null, account: Account, accounts: readonly Account[]): readonly KnownRecipient[] {
  const known = new Map<Hex, KnownRecipient>();
  const names = new Map(accounts.map(({ address, name }) => [address, name]));
  const sent = (activity ?? []).filter(({ from, status }) => from.toLowerCase() === account.address.toLowerCase() && status !== 'dropped');
  for (const transaction of [...sent].sort((left, right) => right.createdAtMs - left.createdAtMs)) {
    const address = recipientOf(transaction);
    if (address === null || address === account.address || known.has(address)) continue;
    known.set(address, { address, name: names.get(address) ?? null, lastMs: transaction.createdAtMs });
  }
  for (const { address, name, hidden } of accounts) {
    if (address !== account.address && !hidden && !known.has(address)) known.set(address, { address, name, lastMs: null });
  }
  return [...known.values()].slice(0, MOST);
}
