import { formatUnits } from '../../clear-signing/format-units.ts';
import type { SendAsset, SendState } from '../../state/send.ts';
import type { AppState } from '../../state/state.ts';
import { type ParsedAmount, parseAmount, parseMoney } from '../../wallet/send/parse-amount.ts';

type Holdings = Pick<AppState, 'assets' | 'balanceWei'>;

/** What there is of it now, not when it was chosen. */
function balanceOf(asset: SendAsset, { assets, balanceWei }: Holdings): bigint {
  if (asset.kind === 'nft') return asset.nft.amount;
  const { address, chainId, balance } = asset.token;
  if (address === null && balanceWei !== null) return balanceWei;
  return assets?.tokens.find((token) => token.address === address && token.chainId === chainId)?.balance ?? balance;
}

function parse({ asset, amountText, unit }: SendState): ParsedAmount {
  if (asset === null) return null;
  if (asset.kind === 'nft') return asset.nft.amount === 1n ? { units: 1n } : parseAmount(amountText, 0);
  const { decimals, price } = asset.token;
  return unit === 'money' && price !== null ? parseMoney(amountText, price, decimals) : parseAmount(amountText, decimals);
}

const isNative = (asset: SendAsset | null): boolean => asset?.kind === 'token' && asset.token.address === null;

/** The most the chosen fee can come to; null while it is not known. */
function worstFee({ fees, speed }: SendState): bigint | null {
  return fees?.find((option) => option.speed === speed)?.maxFeeWei ?? null;
}

/** What the amount's text means, and whether there is enough for it and for its fee. */
export function judgeAmount(send: SendState, holdings: Holdings): Pick<SendState, 'amount' | 'amountProblem'> {
  const { asset } = send;
  const parsed = parse(send);
  if (asset === null || parsed === null) return { amount: null, amountProblem: null };
  if ('problem' in parsed) return { amount: null, amountProblem: parsed.problem };
  const amount = parsed.units;
  const feeWei = worstFee(send);
  if (amount > balanceOf(asset, holdings)) return { amount, amountProblem: 'not_enough' };
  const neededWei = (isNative(asset) ? amount : 0n) + (feeWei ?? 0n);
  const isShort = feeWei !== null && holdings.balanceWei !== null && neededWei > holdings.balanceWei;
  return { amount, amountProblem: isShort ? 'no_money_for_fee' : null };
}

/** All there is, less the most the fee can come to where both are the same money. In digits, as a person would type it. */
export function largestAmount(send: SendState, holdings: Holdings): string {
  const { asset } = send;
  if (asset === null) return '';
  const balance = balanceOf(asset, holdings);
  if (asset.kind === 'nft') return balance.toString();
  const kept = isNative(asset) ? (worstFee(send) ?? 0n) : 0n;
  return formatUnits(balance > kept ? balance - kept : 0n, asset.token.decimals);
}
