import { addressAt, countAt, invalid, isPlainObject, listOf, printable } from './rpc-guards.ts';
import { callAt } from './transaction-guard.ts';
import type { Hex } from './types.ts';

/** Each call is a transaction of its own that a person reads, so a bundle stays as long as one can be read. */
export const MAX_CALLS = 20;

/** EIP-5792: ids have at most 4096 bytes. */
const MAX_ID_BYTES = 4096;

export type CallParams = { readonly to: Hex | null; readonly data: Hex; readonly valueWei: bigint };

/** `wallet_sendCalls` (EIP-5792 2.0.0). `id` and `from` are null where the page leaves them to the wallet. */
export type SendCallsParams = { readonly id: string | null; readonly from: Hex | null; readonly chainId: number; readonly calls: readonly CallParams[] };

/** `wallet_getCapabilities`: null asks for all chains. */
export type CapabilitiesParams = { readonly account: Hex; readonly chainIds: readonly number[] | null };

const at = (key: string): string => `params[0].${key}`;

function idAt(field: string, value: unknown): string {
  if (typeof value !== 'string' || value === '') throw invalid(field, 'must be a string');
  const bytes = /^0x(?:[0-9a-fA-F]{2})*$/.test(value) ? (value.length - 2) / 2 : new TextEncoder().encode(value).length;
  if (bytes > MAX_ID_BYTES) throw invalid(field, `must not exceed ${MAX_ID_BYTES} bytes`, 'too_large');
  return value;
}

/**
 * EIP-5792's rule: what is not marked `optional` and not supported refuses the whole request.
 *
 * @param supported names the caller deals with itself.
 * @throws WalletError -32602, or 5700 naming the capability.
 */
export function capabilitiesAt(field: string, value: unknown, supported: readonly string[] = []): { readonly [name: string]: unknown } {
  if (value === undefined) return {};
  if (!isPlainObject(value)) throw invalid(field, 'must be an object');
  for (const [name, capability] of Object.entries(value)) {
    const place = `${field}.${printable(name)}`;
    if (!isPlainObject(capability)) throw invalid(place, 'must be an object');
    if (capability.optional === true || supported.includes(name)) continue;
    throw invalid(place, 'is not supported, and not marked as optional', 'capability_unsupported', 5700);
  }
  return value;
}

function readCall(value: unknown, place: string): CallParams {
  if (!isPlainObject(value)) throw invalid(place, 'must be an object');
  const fields: { [key: string]: unknown } = Object.create(null);
  for (const [key, member] of Object.entries(value)) {
    if (!['to', 'data', 'value', 'capabilities'].includes(key)) throw invalid(`${place}.${printable(key)}`, 'is not supported');
    if (member !== undefined && member !== null) fields[key] = member;
  }
  capabilitiesAt(`${place}.capabilities`, fields.capabilities);
  return callAt(place, fields);
}

/**
 * `wallet_sendCalls` (EIP-5792).
 *
 * @throws WalletError -32602, 5700 for a capability this wallet lacks, 5740 for more than 20 calls, 5760 where they must be atomic.
 * @example
 * ```ts
 * guardSendCalls([{ version: '2.0.0', chainId: '0x7a69', atomicRequired: false, calls: [{ to, value: '0x1' }] }]).calls.length; // 1
 * ```
 */
export function guardSendCalls(params: unknown): SendCallsParams {
  const [request] = listOf(params, 1, 1);
  if (!isPlainObject(request)) throw invalid('params[0]', 'must be an object');
  const { version, id, from, chainId, atomicRequired, calls, capabilities } = request;
  if (version !== '2.0.0') throw invalid(at('version'), 'must be 2.0.0', 'version_unsupported');
  if (typeof atomicRequired !== 'boolean') throw invalid(at('atomicRequired'), 'must be true or false');
  if (!Array.isArray(calls) || calls.length === 0) throw invalid(at('calls'), 'must be a list of calls');
  const chain = countAt(at('chainId'), chainId);
  const checkedId = id === undefined || id === null ? null : idAt(at('id'), id);
  const checkedFrom = from === undefined || from === null ? null : addressAt(at('from'), from);
  capabilitiesAt(at('capabilities'), capabilities);
  if (calls.length > MAX_CALLS) throw invalid(at('calls'), `must not be more than ${MAX_CALLS}`, 'bundle_too_large', 5740);
  const checkedCalls = calls.map((call, index) => readCall(call, at(`calls[${index}]`)));
  if (atomicRequired) throw invalid(at('atomicRequired'), 'is not supported: calls go one after the other', 'atomicity_unsupported', 5760);
  return { id: checkedId, from: checkedFrom, chainId: chain, calls: checkedCalls };
}

/** `wallet_getCallsStatus`, `wallet_showCallsStatus`: `[id]`. @throws WalletError -32602 */
export function guardCallsId(params: unknown): { readonly id: string } {
  return { id: idAt('params[0]', listOf(params, 1, 1)[0]) };
}

/** `wallet_getCapabilities`: `[account, chainIds?]`. @throws WalletError -32602 */
export function guardCapabilities(params: unknown): CapabilitiesParams {
  const [account, chainIds] = listOf(params, 1, 2);
  if (chainIds !== undefined && !Array.isArray(chainIds)) throw invalid('params[1]', 'must be a list of chain ids');
  return {
    account: addressAt('params[0]', account),
    chainIds: chainIds?.map((chainId: unknown, index: number) => countAt(`params[1][${index}]`, chainId)) ?? null,
  };
}
