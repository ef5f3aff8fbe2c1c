import type { Hex } from '../../../../host-sdk/src/contract/types.ts';

/** What may be asked for: the chain's own money (`address` null) or a token. */
export type Requestable = { readonly address: Hex | null; readonly symbol: string; readonly decimals: number };

export type SumProblem = 'number' | 'decimals' | 'zero' | 'large';
export type Sum = { readonly value: bigint } | { readonly problem: SumProblem };

const LARGEST = 2n ** 256n - 1n;

/**
 * Reads an amount as a person types it, also with the full-width digits of a Japanese keyboard. A comma is refused rather than
 * guessed at: it stands for thousands here and for the point there.
 *
 * @returns in the smallest unit, exactly.
 * @example
 * ```ts
 * readSum('0.5', 6); // { value: 500_000n }
 * ```
 */
export function readSum(text: string, decimals: number): Sum {
  const [, whole = '', fraction = ''] = /^(\d{0,78})(?:\.(\d{0,255}))?$/.exec(text.normalize('NFKC').trim()) ?? [];
  if (whole === '' && fraction === '') return { problem: 'number' };
  const digits = fraction.replace(/0+$/, '');
  if (digits.length > decimals) return { problem: 'decimals' };
  const value = BigInt(whole + digits.padEnd(decimals, '0'));
  if (value === 0n) return { problem: 'zero' };
  return value > LARGEST ? { problem: 'large' } : { value };
}

/**
 * A request for payment (EIP-681).
 *
 * @example
 * ```ts
 * paymentRequest({ to: '0x7099…', chainId: 1, token: null, value: 5n * 10n ** 17n });
 * // 'ethereum:0x7099…@1?value=500000000000000000'
 * ```
 */
export function paymentRequest(request: { readonly to: Hex; readonly chainId: number; readonly token: Hex | null; readonly value: bigint }): string {
  const { to, chainId, token, value } = request;
  return token === null ? `ethereum:${to}@${chainId}?value=${value}` : `ethereum:${token}@${chainId}/transfer?address=${to}&uint256=${value}`;
}
