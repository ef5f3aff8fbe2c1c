import type { Hex } from '../../../host-sdk/src/contract/types.ts';
import { checksumAddress } from '../crypto/ethereum.ts';
import type { ApprovalContent, DisplayRow, Warning } from '../state/state.ts';
import { formatUnits } from './format-units.ts';
import type { TokenMetadata } from './token-metadata.ts';

/** What a transaction does, as far as it can be read. Row labels are stable English; the screen may translate them. */
export type Decoded = {
  readonly action: Extract<ApprovalContent, { kind: 'transaction' }>['action'];
  readonly rows: readonly DisplayRow[];
  readonly warnings: readonly Warning[];
};

type Call = { readonly contract: Hex; readonly data: Hex; readonly token: TokenMetadata | null };
type Decoder = { readonly words: number; readonly decode: (words: readonly string[], call: Call) => Decoded | null };

const UINT256_MAX = (1n << 256n) - 1n;
/** Nobody holds half of the range; such an allowance is meant to be endless. */
const UNLIMITED = 1n << 255n;

/** An ABI word holding an address has twelve zero bytes in front; anything else is not what it claims to be. */
function addressOf(word: string | undefined): Hex | null {
  return word !== undefined && /^0{24}[0-9a-f]{40}$/.test(word) ? checksumAddress(`0x${word.slice(24)}`) : null;
}

function amountOf(word: string | undefined): bigint {
  return BigInt(`0x${word}`);
}

function amountRow(value: bigint, { token }: Call): DisplayRow {
  if (token === null) return { kind: 'text', label: 'Amount', text: `${value} (smallest units)` };
  return { kind: 'amount', label: 'Amount', value: formatUnits(value, token.decimals), symbol: token.symbol };
}

const tokenRow = ({ contract, token }: Call): DisplayRow => ({
  kind: 'address',
  label: 'Token',
  address: contract,
  ...(token === null ? {} : { name: token.symbol }),
});
const addressRow = (label: string, address: Hex): DisplayRow => ({ kind: 'address', label, address });

function transfer(recipient: Hex | null, sender: Hex | null, value: bigint, call: Call): Decoded | null {
  if (recipient === null) return null;
  const from = sender === null ? [] : [addressRow('From', sender)];
  return { action: 'send-token', rows: [amountRow(value, call), addressRow('To', recipient), ...from, tokenRow(call)], warnings: [] };
}

function approval(spender: Hex | null, value: bigint, call: Call): Decoded | null {
  if (spender === null) return null;
  const unlimited = value >= UNLIMITED;
  const amount: DisplayRow = unlimited
    ? { kind: 'text', label: 'Amount', text: value === UINT256_MAX ? 'Unlimited' : `Unlimited (${value})` }
    : amountRow(value, call);
  return {
    action: 'approve-token',
    rows: [amount, addressRow('Spender', spender), tokenRow(call)],
    warnings: unlimited ? [{ code: 'unlimited_approval', level: 'danger' }] : [],
  };
}

function approvalForAll(operator: Hex | null, flag: bigint, call: Call): Decoded | null {
  if (operator === null || flag > 1n) return null;
  return {
    action: 'approve-token',
    rows: [
      { kind: 'text', label: 'Access', text: flag === 1n ? 'Every item of the collection' : 'None: access is taken back' },
      addressRow('Operator', operator),
      addressRow('Collection', call.contract),
    ],
    warnings: flag === 1n ? [{ code: 'approve_for_all', level: 'danger' }] : [],
  };
}

/** Four-byte selectors (Solidity ABI) of ERC-20, ERC-721 and ERC-1155. */
const decoders: ReadonlyMap<string, Decoder> = new Map([
  ['a9059cbb', { words: 2, decode: ([to, value], call) => transfer(addressOf(to), null, amountOf(value), call) }],
  ['23b872dd', { words: 3, decode: ([from, to, value], call) => transfer(addressOf(to), addressOf(from), amountOf(value), call) }],
  ['095ea7b3', { words: 2, decode: ([spender, value], call) => approval(addressOf(spender), amountOf(value), call) }],
  ['39509351', { words: 2, decode: ([spender, value], call) => approval(addressOf(spender), amountOf(value), call) }],
  ['a22cb465', { words: 2, decode: ([operator, flag], call) => approvalForAll(addressOf(operator), amountOf(flag), call) }],
]);

function blind(action: Decoded['action'], data: Hex): Decoded {
  return { action, rows: [{ kind: 'data', label: 'Data', text: data }], warnings: [{ code: 'blind_data', level: 'danger' }] };
}

/** Whether the call's amounts are a token's, so that its decimals are worth asking for. */
export function isTokenCall(data: Hex): boolean {
  return decoders.has(data.slice(2, 10)) && data.slice(2, 10) !== 'a22cb465';
}

/**
 * Reads a transaction's call. What is not read to the last byte counts as not read at all.
 *
 * @param token what the called contract says of itself, null when unknown.
 */
export function decodeTransaction(to: Hex | null, data: Hex, token: TokenMetadata | null): Decoded {
  if (to === null) return blind('contract-create', data);
  if (data === '0x') return { action: 'send', rows: [], warnings: [] };
  const decoder = decoders.get(data.slice(2, 10));
  if (decoder === undefined || data.length !== 10 + decoder.words * 64) return blind('contract-call', data);
  const words = Array.from({ length: decoder.words }, (_, index) => data.slice(10 + index * 64, 74 + index * 64));
  return decoder.decode(words, { contract: to, data, token }) ?? blind('contract-call', data);
}
