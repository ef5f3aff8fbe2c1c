import type { Currency } from '../../../../host-sdk/src/contract/types.ts';
import { formatMoney } from '../../i18n/format.ts';
import type { TokenBalance } from '../../state/asset.ts';

/** About what an amount is worth, to be shown beside it and never to be reckoned with; empty without a price. */
export function moneyOf({ price, decimals }: Pick<TokenBalance, 'price' | 'decimals'>, units: bigint, currency: Currency): string {
  if (price === null) return '';
  const value = (Number(units) / 10 ** decimals) * price;
  return Number.isFinite(value) ? `≈ ${formatMoney(value, currency)}` : '';
}
