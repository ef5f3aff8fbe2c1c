import { readJsonText, writeJsonText } from './json-text.ts';
import { addressAt, invalid, isAddress, isPlainObject, listOf, type TypedDataParams } from './rpc-guards.ts';
import { checkTypes, type StructTypes } from './typed-data-types.ts';
import { checkStruct } from './typed-data-values.ts';
import type { Json } from './types.ts';

/** `eth_signTypedData_v4`'s second parameter once it has passed `checkTypedData`. */
export type TypedData = {
  readonly types: StructTypes;
  readonly primaryType: string;
  readonly domain: { readonly [key: string]: Json };
  readonly message: { readonly [key: string]: Json };
};

/**
 * `eth_signTypedData_v4`: `[account, typedData]`, typed data as JSON text or as an object. Text is handed on untouched:
 * what is shown, what is hashed and what the page sent are the same characters.
 *
 * @throws WalletError -32602. Inside typed data `field` is a path such as `message.order.amount`; reasons `params_swapped`,
 * `ambiguous_json`, `too_large`, `forbidden_key`, `type_missing`, `type_invalid`, `type_cycle`, `key_missing`, `key_extra`, `out_of_range`.
 * @example
 * ```ts
 * const { account, json } = guardTypedData(['0x…', { types, primaryType: 'Mail', domain, message }]);
 * ```
 */
export function guardTypedData(params: unknown): TypedDataParams {
  const [account, typedData] = listOf(params, 2, 2);
  if (isAddress(typedData) && !isAddress(account)) throw invalid('params[0]', 'is not an account; the order is [account, typedData]', 'params_swapped');
  const checkedAccount = addressAt('params[0]', account);
  const json = typeof typedData === 'string' ? typedData : writeJsonText('params[1]', typedData);
  checkTypedData(readJsonText('params[1]', json));
  return { account: checkedAccount, json };
}

/**
 * Checks a parsed value against EIP-712: the four parts, every type reachable and free of cycles, every value of its type
 * and in range, no key missing or extra. Whether `domain.chainId` is the right chain is for the wallet to say.
 *
 * @throws WalletError -32602 naming the part.
 */
export function checkTypedData(value: unknown): TypedData {
  if (!isPlainObject(value)) throw invalid('params[1]', 'must be typed data: an object, or JSON text of one');
  const parts = ['types', 'primaryType', 'domain', 'message'];
  for (const part of parts) if (!Object.hasOwn(value, part)) throw invalid(part, 'is missing', 'key_missing');
  for (const key of Object.keys(value)) if (!parts.includes(key)) throw invalid('params[1]', `has a key besides ${parts.join(', ')}`, 'key_extra');
  const types = checkTypes(value.types);
  const { primaryType } = value;
  if (typeof primaryType !== 'string') throw invalid('primaryType', 'must be the name of a type');
  if (primaryType === 'EIP712Domain') throw invalid('primaryType', 'must not be EIP712Domain: there would be no message', 'type_invalid');
  if (!types.has(primaryType)) throw invalid('primaryType', 'names a type that types does not define', 'type_missing');
  const domain = checkStruct('domain', value.domain, 'EIP712Domain', types);
  const message = checkStruct('message', value.message, primaryType, types);
  return { types, primaryType, domain, message };
}
