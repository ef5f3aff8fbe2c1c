import { WalletError } from './contract/errors.ts';
import type { Hex } from './contract/types.ts';

/* The four calls of ERC-20 (EIP-20) that a balance and a payment need, as ABI bytes. */

/** `decimals()` and `symbol()`. */
export const decimalsData: Hex = '0x313ce567';
export const symbolData: Hex = '0x95d89b41';

const WORD_DIGITS = 64;
const MAX_UINT256 = (1n << 256n) - 1n;

/** @throws WalletError -32602 with `data.field` `to` for anything but 20 bytes of hexadecimal. */
function addressWord(address: string): string {
  if (!/^0x[0-9a-fA-F]{40}$/.test(address)) throw new WalletError(-32602, 'to must be an address', { field: 'to' });
  return address.slice(2).toLowerCase().padStart(WORD_DIGITS, '0');
}

/** `balanceOf(address)`. */
export function balanceOfData(account: string): Hex {
  return `0x70a08231${addressWord(account)}`;
}

/**
 * `transfer(address,uint256)`.
 *
 * @param value in the token's smallest unit.
 * @throws WalletError -32602 with `data.field` `to` or `value`.
 */
export function transferData(to: string, value: bigint): Hex {
  if (value < 0n || value > MAX_UINT256) throw new WalletError(-32602, 'value must fit 256 bits', { field: 'value' });
  return `0xa9059cbb${addressWord(to)}${value.toString(16).padStart(WORD_DIGITS, '0')}`;
}

/** @throws WalletError -32000 when the answer is no single word: there is no such token. */
export function decodeUint(word: Hex): bigint {
  if (!/^0x[0-9a-fA-F]{64}$/.test(word)) throw new WalletError(-32000, 'There is no ERC-20 token at this address.', { reason: 'not_a_token', field: 'token' });
  return BigInt(word);
}

/** A `string` as ABI has it, or the `bytes32` of early tokens. Undefined when it is neither, or no UTF-8. */
export function decodeText(answer: Hex): string | undefined {
  const bytes = Uint8Array.from(answer.slice(2).match(/../g) ?? [], (pair) => Number.parseInt(pair, 16));
  const wordAt = (offset: number): number =>
    Number(BigInt(`0x${Array.from(bytes.subarray(offset, offset + 32), (byte) => byte.toString(16).padStart(2, '0')).join('') || '0'}`));
  const text = bytes.length === 32 ? bytes.subarray(0, bytes.indexOf(0) < 0 ? 32 : bytes.indexOf(0)) : bytes.subarray(64, 64 + wordAt(32));
  if (bytes.length < 32 || (bytes.length !== 32 && (wordAt(0) !== 32 || text.length !== wordAt(32)))) return undefined;
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(text);
  } catch {
    return undefined;
  }
}
