import type { Hex } from '../../../../host-sdk/src/contract/types.ts';

/** What an EIP-681 address asks for. `target` may be a name. */
export type PaymentRequest = {
  readonly target: string;
  /** Null: any chain. */
  readonly chainId: number | null;
  /** The token's contract; null for native money. */
  readonly token: Hex | null;
  /** In the smallest unit; null when the payer chooses. */
  readonly amount: bigint | null;
};

const ADDRESS = /^0x[0-9a-fA-F]{40}$/;
/** https://eips.ethereum.org/EIPS/eip-681: `number = [ "-" / "+" ] *DIGIT [ "." 1*DIGIT ] [ ( "e" / "E" ) [ 1*DIGIT ] ]`; nobody is asked for less than nothing. */
const NUMBER = /^(\d{1,78})(?:\.(\d{1,78}))?(?:[eE](\d{1,2}))?$/;

/** @returns null for what is no whole number of the smallest unit. */
function readNumber(text: string): bigint | null {
  const [, whole = '', fraction = '', exponent = '0'] = NUMBER.exec(text) ?? [];
  const places = Number(exponent);
  const exact = fraction.replace(/0+$/, '');
  if (whole === '' || exact.length > places) return null;
  const value = BigInt(`${whole}${exact.padEnd(places, '0')}`);
  return value < 1n << 256n ? value : null;
}

/** Whether a text means to be one, so that its faults are named as such. */
export const isPaymentRequest = (text: string): boolean => /^ethereum:/i.test(text);

/**
 * Reads a payment request (EIP-681): native money, or `transfer` of an ERC-20. Anything else in one is a call that a page may ask for, not a payment.
 *
 * @returns null for what cannot be read, or asks for more than a payment.
 * @example
 * ```ts
 * readPaymentRequest('ethereum:0x3EDe…469D@1?value=2.5e16'); // { target: '0x3EDe…469D', chainId: 1, token: null, amount: 25000000000000000n }
 * ```
 */
export function readPaymentRequest(text: string): PaymentRequest | null {
  const [, rawTarget = '', rawChainId, call, rawQuery = ''] =
    /^ethereum:(?:pay-)?([^@/?#]{3,255})(?:@(\d{1,15}))?(?:\/([^?#]*))?(?:\?([^#]{0,1000}))?$/i.exec(text) ?? [];
  const query = new URLSearchParams(rawQuery);
  const keys = [...query.keys()];
  if (rawTarget === '' || new Set(keys).size !== keys.length) return null;
  const chainId = rawChainId === undefined ? null : Number(rawChainId);
  const amountOf = (key: string) => (query.has(key) ? readNumber(query.get(key) ?? '') : null);
  const isUnreadable = (key: string) => query.has(key) && amountOf(key) === null;
  if (call === undefined) {
    // What the payer's wallet offers for gas is the payer's own business.
    if (isUnreadable('value') || keys.some((key) => !['value', 'gas', 'gasLimit', 'gasPrice'].includes(key))) return null;
    return { target: rawTarget, chainId, token: null, amount: amountOf('value') };
  }
  const recipient = query.get('address') ?? '';
  const isTransfer = call === 'transfer' && ADDRESS.test(rawTarget) && recipient !== '' && !isUnreadable('uint256');
  if (!isTransfer || keys.some((key) => !['address', 'uint256', 'gas', 'gasLimit', 'gasPrice'].includes(key))) return null;
  return { target: recipient, chainId, token: rawTarget as Hex, amount: amountOf('uint256') };
}
