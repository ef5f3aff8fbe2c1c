import { addressAt, countAt, invalid, isPlainObject, listOf, printable, quantityAt, type TransactionParams } from './rpc-guards.ts';
import type { Hex } from './types.ts';

/** Geth's limit for one transaction is 128 KiB; what a node would drop is refused here. */
const MAX_DATA_BYTES = 131_072;

/** What the cheapest transaction costs (yellow paper, G_transaction). */
const MIN_GAS = 21_000n;

const knownKeys: ReadonlySet<string> = new Set([
  'from',
  'to',
  'value',
  'data',
  'input',
  'gas',
  'gasLimit',
  'gasPrice',
  'maxFeePerGas',
  'maxPriorityFeePerGas',
  'nonce',
  'chainId',
  'type',
  'accessList',
]);

type Fields = { readonly [key: string]: unknown };

const at = (key: string): string => `params[0].${key}`;

/**
 * `eth_sendTransaction`: one transaction object. A key whose meaning the wallet would not honour is refused rather than
 * dropped, because the person approves exactly what is sent.
 *
 * @throws WalletError -32602 naming the field; reasons `eip7702_not_allowed`, `blob_not_allowed`, `access_list_not_supported`, `fee_conflict`.
 * @example
 * ```ts
 * guardTransaction([{ from, to, value: '0x2386f26fc10000' }]).valueWei; // 10000000000000000n
 * ```
 */
export function guardTransaction(params: unknown): TransactionParams {
  const [sent] = listOf(params, 1, 1);
  if (!isPlainObject(sent)) throw invalid('params[0]', 'must be a transaction object');
  const fields = present(sent);
  guardKind(fields);
  const from = addressAt(at('from'), fields.from);
  return {
    from,
    ...callAt('params[0]', fields),
    ...(fields.chainId === undefined ? {} : { chainId: chainIdOf(fields.chainId) }),
    ...(fields.nonce === undefined ? {} : { nonce: countAt(at('nonce'), fields.nonce) }),
    ...gasLimitOf(fields),
    ...feesOf(fields),
  };
}

/**
 * What a call does: recipient, data and value, `null` and `0x` and nothing where they are absent.
 *
 * @param place where the call stands, such as `params[0]`.
 * @throws WalletError -32602
 */
export function callAt(place: string, fields: Fields): Pick<TransactionParams, 'to' | 'data' | 'valueWei'> {
  const data = dataOf(place, fields);
  if (fields.to === undefined && data === '0x') throw invalid(`${place}.to`, 'is missing: a transaction needs a recipient or data');
  const to = fields.to === undefined ? null : addressAt(`${place}.to`, fields.to);
  return { to, data, valueWei: fields.value === undefined ? 0n : quantityAt(`${place}.value`, fields.value, 256) };
}

/** Own keys with a value; `null` means absent, as pages write it. */
function present(sent: Fields): Fields {
  const fields: { [key: string]: unknown } = Object.create(null);
  for (const [key, value] of Object.entries(sent)) {
    if (value === undefined || value === null) continue;
    if (key === 'authorizationList')
      throw invalid(at(key), 'would hand the account to other code (EIP-7702), which this wallet refuses', 'eip7702_not_allowed');
    if (!knownKeys.has(key)) throw invalid(at(printable(key)), 'is not supported');
    fields[key] = value;
  }
  return fields;
}

function guardKind(fields: Fields): void {
  if (fields.accessList !== undefined && !(Array.isArray(fields.accessList) && fields.accessList.length === 0)) {
    throw invalid(at('accessList'), 'is not supported', 'access_list_not_supported');
  }
  if (fields.type === undefined) return;
  const type = quantityAt(at('type'), fields.type, 8);
  if (type === 4n) throw invalid(at('type'), 'is an EIP-7702 delegation, which this wallet refuses', 'eip7702_not_allowed');
  if (type === 3n) throw invalid(at('type'), 'is a blob transaction, which this wallet does not send', 'blob_not_allowed');
  if (type > 2n) throw invalid(at('type'), 'must be 0x0, 0x1 or 0x2');
  if (type === 2n && fields.gasPrice !== undefined) throw invalid(at('gasPrice'), 'does not belong to a type 2 transaction', 'fee_conflict');
  if (type < 2n && (fields.maxFeePerGas !== undefined || fields.maxPriorityFeePerGas !== undefined)) {
    throw invalid(at('maxFeePerGas'), 'belongs to type 2 transactions only', 'fee_conflict');
  }
}

function dataOf(place: string, fields: Fields): Hex {
  const data = fields.data === undefined ? undefined : bytesAt(`${place}.data`, fields.data);
  const input = fields.input === undefined ? undefined : bytesAt(`${place}.input`, fields.input);
  if (data !== undefined && input !== undefined && data !== input) throw invalid(`${place}.input`, 'differs from data; send one of them');
  return data ?? input ?? '0x';
}

function bytesAt(field: string, value: unknown): Hex {
  if (typeof value !== 'string' || !value.startsWith('0x')) throw invalid(field, 'must be 0x and hexadecimal digits');
  if (value.length > 2 + MAX_DATA_BYTES * 2) throw invalid(field, `must not exceed ${MAX_DATA_BYTES} bytes`, 'too_large');
  if (!/^0x(?:[0-9a-fA-F]{2})*$/.test(value)) throw invalid(field, 'must be 0x and an even number of hexadecimal digits');
  return value.toLowerCase() as Hex;
}

function chainIdOf(value: unknown): number {
  const chainId = countAt(at('chainId'), value);
  if (chainId === 0) throw invalid(at('chainId'), 'must not be zero');
  return chainId;
}

function gasLimitOf(fields: Fields): { readonly gasLimit?: bigint } {
  const key = fields.gas === undefined ? 'gasLimit' : 'gas';
  if (fields[key] === undefined) return {};
  const gasLimit = quantityAt(at(key), fields[key], 64);
  if (key === 'gas' && fields.gasLimit !== undefined && quantityAt(at('gasLimit'), fields.gasLimit, 64) !== gasLimit) {
    throw invalid(at('gasLimit'), 'differs from gas; send one of them');
  }
  if (gasLimit < MIN_GAS) throw invalid(at(key), 'is below 21000, what the cheapest transaction needs');
  return { gasLimit };
}

function feesOf(fields: Fields): Pick<TransactionParams, 'gasPriceWei' | 'maxFeePerGasWei' | 'maxPriorityFeePerGasWei'> {
  const fee = (key: string): bigint | undefined => (fields[key] === undefined ? undefined : quantityAt(at(key), fields[key], 256));
  const gasPriceWei = fee('gasPrice');
  const maxFeePerGasWei = fee('maxFeePerGas');
  const maxPriorityFeePerGasWei = fee('maxPriorityFeePerGas');
  if (gasPriceWei !== undefined && (maxFeePerGasWei !== undefined || maxPriorityFeePerGasWei !== undefined)) {
    throw invalid(at('gasPrice'), 'and maxFeePerGas or maxPriorityFeePerGas exclude one another', 'fee_conflict');
  }
  if (maxFeePerGasWei !== undefined && maxPriorityFeePerGasWei !== undefined && maxPriorityFeePerGasWei > maxFeePerGasWei) {
    throw invalid(at('maxPriorityFeePerGas'), 'must not exceed maxFeePerGas', 'fee_conflict');
  }
  return {
    ...(gasPriceWei === undefined ? {} : { gasPriceWei }),
    ...(maxFeePerGasWei === undefined ? {} : { maxFeePerGasWei }),
    ...(maxPriorityFeePerGasWei === undefined ? {} : { maxPriorityFeePerGasWei }),
  };
}
