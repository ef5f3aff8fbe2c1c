import { type ErrorCode, WalletError } from './errors.ts';
import type { Hex, Json } from './types.ts';

/*
 * Guards turn what a page sent into what the wallet works with, or throw -32602 naming the field. They run in the
 * widget only and know neither the chain nor the accounts: what depends on those (EIP-55 checksums, which need
 * Keccak; balances; the active chain; the next nonce) is checked where it is known. Addresses are therefore handed on
 * exactly as given, so that a mixed-case one can still be verified.
 */

/** `eth_sendTransaction` after normalisation: lower-case data, quantities as numbers, addresses exactly as given. */
export type TransactionParams = {
  readonly from: Hex;
  readonly to: Hex | null;
  readonly valueWei: bigint;
  readonly data: Hex;
  readonly chainId?: number;
  readonly nonce?: number;
  readonly gasLimit?: bigint;
  readonly maxFeePerGasWei?: bigint;
  readonly maxPriorityFeePerGasWei?: bigint;
  readonly gasPriceWei?: bigint;
};

/** `personal_sign`: the exact bytes to be prefixed and signed (EIP-191), and the account exactly as given. */
export type MessageParams = { readonly message: Hex; readonly account: Hex };

/** `eth_signTypedData_v4`: the JSON text exactly as it will be hashed, and the account exactly as given. */
export type TypedDataParams = { readonly account: Hex; readonly json: string };

/** `wallet_switchEthereumChain` (EIP-3326). */
export type ChainParams = { readonly chainId: number };

/**
 * The error every guard throws. `field` is a path such as `params[0].value` or, inside typed data, `message.order.amount`.
 *
 * @param code where a standard has one of its own.
 */
export function invalid(field: string, problem: string, reason?: string, code: ErrorCode = -32602): WalletError {
  return new WalletError(code, `${field} ${problem}`, reason === undefined ? { field } : { field, reason });
}

/** Reads are validated by the node; the bridge walker has bounded them already. */
export function passThrough(params: unknown): readonly Json[] {
  if (params === undefined) return [];
  if (!Array.isArray(params)) throw invalid('params', 'must be an array');
  return params as readonly Json[];
}

/** The parameters as a list of `min` to `max` values. */
export function listOf(params: unknown, min: number, max: number): readonly unknown[] {
  const list = passThrough(params);
  if (list.length < min) throw invalid(`params[${list.length}]`, 'is missing');
  if (list.length > max) throw invalid(`params[${max}]`, 'is not expected');
  return list;
}

export function isPlainObject(value: unknown): value is { readonly [key: string]: unknown } {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return false;
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === null || prototype === Object.prototype;
}

/** Methods whose parameters go by name: an object, or a list with that object alone. */
export function namedParams(params: unknown): { readonly [key: string]: unknown } {
  const named: unknown = Array.isArray(params) && params.length === 1 ? params[0] : params;
  if (!isPlainObject(named)) throw invalid('params', 'must be an object');
  return named;
}

export function isAddress(value: unknown): value is Hex {
  return typeof value === 'string' && /^0x[0-9a-fA-F]{40}$/.test(value);
}

/** A 20-byte address, returned exactly as given: the checksum of a mixed-case one is for the caller to verify. */
export function addressAt(field: string, value: unknown): Hex {
  if (!isAddress(value)) throw invalid(field, 'must be a 20-byte address: 0x and 40 hexadecimal digits');
  return value;
}

/** An EIP-1474 quantity. Padded ones (`0x01`) are taken, because pages send them; anything but a hex string is not. */
export function quantityAt(field: string, value: unknown, bits: number): bigint {
  if (typeof value !== 'string' || !/^0x[0-9a-fA-F]{1,128}$/.test(value)) throw invalid(field, 'must be a hexadecimal quantity such as 0x2386f26fc10000');
  const quantity = BigInt(value);
  if (quantity >> BigInt(bits) !== 0n) throw invalid(field, `must fit in ${bits} bits`);
  return quantity;
}

/** A quantity that is counted, not paid: small enough for a number. */
export function countAt(field: string, value: unknown): number {
  const quantity = quantityAt(field, value, 64);
  if (quantity > BigInt(Number.MAX_SAFE_INTEGER)) throw invalid(field, 'is too large');
  return Number(quantity);
}

/** Half a surrogate pair has no UTF-8 form, so two programs would hash it differently. */
export function wellFormedAt(field: string, value: string): string {
  if (!value.isWellFormed()) throw invalid(field, 'contains half a surrogate pair', 'ill_formed_text');
  return value;
}

/** Methods without parameters: nothing, or an empty list. */
export function guardNone(params: unknown): readonly Json[] {
  listOf(params, 0, 0);
  return [];
}

/** Reads whose first parameter is an address; the rest is for the node to judge. */
export function guardAddress(params: unknown): readonly Json[] {
  const list = passThrough(params);
  addressAt('params[0]', list[0]);
  return list;
}

/**
 * `wallet_switchEthereumChain`.
 *
 * @throws WalletError -32602 for anything but `[{ chainId: '0x…' }]` without leading zeros (EIP-3326, EIP-695).
 * @example
 * ```ts
 * guardChain([{ chainId: '0x7a69' }]); // { chainId: 31337 }
 * ```
 */
export function guardChain(params: unknown): ChainParams {
  const [request] = listOf(params, 1, 1);
  if (!isPlainObject(request)) throw invalid('params[0]', 'must be an object with a chainId');
  for (const key of Object.keys(request)) if (key !== 'chainId') throw invalid(`params[0].${printable(key)}`, 'is not expected');
  return { chainId: chainIdAt('params[0].chainId', request.chainId) };
}

/** A chain id as `eth_chainId` writes it (EIP-695). */
export function chainIdAt(field: string, value: unknown): number {
  if (typeof value !== 'string' || !/^0x[1-9a-fA-F][0-9a-fA-F]*$/.test(value)) {
    throw invalid(field, 'must be a hexadecimal chain id without leading zeros, such as 0x1');
  }
  return countAt(field, value);
}

/**
 * `personal_sign`: `[message, account]`. Hex with whole bytes is taken as bytes, anything else as text in UTF-8. A third
 * parameter (other wallets' password) is ignored.
 *
 * @throws WalletError -32602, with reason `params_swapped` when the account stands first.
 * @example
 * ```ts
 * guardMessage(['hi', account]).message; // '0x6869'
 * ```
 */
export function guardMessage(params: unknown): MessageParams {
  const [message, account] = listOf(params, 2, 3);
  if (typeof message !== 'string') throw invalid('params[0]', 'must be a string: text, or 0x and hexadecimal digits');
  if (isAddress(message) && !isAddress(account)) throw invalid('params[0]', 'is an account; the order is [message, account]', 'params_swapped');
  const checkedAccount = addressAt('params[1]', account);
  if (/^0x(?:[0-9a-fA-F]{2})*$/.test(message)) return { message: message.toLowerCase() as Hex, account: checkedAccount };
  return { message: hexOfText(wellFormedAt('params[0]', message)), account: checkedAccount };
}

function hexOfText(text: string): Hex {
  let hex = '0x';
  for (const byte of new TextEncoder().encode(text)) hex += byte.toString(16).padStart(2, '0');
  return hex as Hex;
}

/** A key that a page chose, made safe to stand in an error message: printable ASCII, at most 64 characters. */
export function printable(key: string): string {
  return key.slice(0, 64).replace(/[^\x20-\x7e]/g, '\ufffd');
}
