import { SealedFailure } from './failures.ts';
import type { EnclaveIntent, TransactionIntent } from './intent.ts';

/*
 * What an unlock grant may sign without the PIN (PROTOCOL §7.7): what a person can read in full and what cannot give
 * away more than it says. Everything else asks for the PIN each time. The rule names what is allowed, never what is not.
 */

/** Calldata lengths include the selector; all arguments are static words. */
const TRANSFERS = new Map([
  ['a9059cbb', { name: 'transfer(address,uint256)', length: 4 + 2 * 32, fromIsFirst: false }],
  ['23b872dd', { name: 'transferFrom(address,address,uint256)', length: 4 + 3 * 32, fromIsFirst: true }],
  ['42842e0e', { name: 'safeTransferFrom(address,address,uint256)', length: 4 + 3 * 32, fromIsFirst: true }],
]);

function isOwnTransfer({ data, account, to }: TransactionIntent): boolean {
  const call = TRANSFERS.get(Buffer.from(data.subarray(0, 4)).toString('hex'));
  if (to === null || call === undefined || data.length !== call.length) return false;
  const word = (index: number) => data.subarray(4 + index * 32, 36 + index * 32);
  const addresses = call.fromIsFirst ? [word(0), word(1)] : [word(0)];
  if (!addresses.every((bytes) => bytes.subarray(0, 12).every((byte) => byte === 0))) return false;
  // Moving somebody else's tokens by an allowance is not a transfer of one's own.
  return !call.fromIsFirst || Buffer.compare(word(0).subarray(12), account) === 0;
}

/** What a transaction takes from the account at most: its value and the highest fee. */
export function highestCost({ valueWei, gasLimit, maxFeePerGasWei }: TransactionIntent): bigint {
  return valueWei + gasLimit * maxFeePerGasWei;
}

/** Off-chain approvals spend like transactions do, so they never pass as "only a message". */
function isSpendingType(typeNames: readonly string[]): boolean {
  return typeNames.some((name) => /permit|approv|order|delegat|transfer/i.test(name));
}

/**
 * Refuses what a grant may not sign.
 *
 * @param typeNames struct types of EIP-712 data, empty for the other kinds.
 * @returns what it may cost, to be held against the grant's cap: value and the highest possible fee.
 * @throws SealedFailure `pin_required` naming the field.
 */
export function grantCost(intent: EnclaveIntent, typeNames: readonly string[]): { readonly chainId: number; readonly wei: bigint } | null {
  if (intent.kind === 'message') return null;
  if (intent.kind === 'typed-data') {
    if (isSpendingType(typeNames)) throw new SealedFailure('pin_required', { field: 'json.primaryType' });
    return null;
  }
  const isPlain = intent.to !== null && intent.data.length === 0;
  if (!isPlain && !isOwnTransfer(intent)) throw new SealedFailure('pin_required', { field: 'data' });
  return { chainId: intent.chainId, wei: highestCost(intent) };
}
