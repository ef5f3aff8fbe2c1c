import { concatBytes } from '../contract/dcbor.ts';
import type { TransactionIntent } from '../contract/intent.ts';
import { type Bytes, equalBytes, fromHex } from './bytes.ts';
import { keccak256, type RecoverableSignature } from './ethereum.ts';
import { encodeRlp, type RlpItem, readShortItems, rlpInteger } from './rlp.ts';

/** EIP-1559 §"Specification": the type byte in front of the list. */
const TYPE = Uint8Array.of(2);

type Fields = Pick<TransactionIntent, 'chainId' | 'nonce' | 'to' | 'valueWei' | 'data' | 'gasLimit' | 'maxFeePerGasWei' | 'maxPriorityFeePerGasWei'>;

function fieldsOf(transaction: Fields): readonly RlpItem[] {
  return [
    rlpInteger(BigInt(transaction.chainId)),
    rlpInteger(BigInt(transaction.nonce)),
    rlpInteger(transaction.maxPriorityFeePerGasWei),
    rlpInteger(transaction.maxFeePerGasWei),
    rlpInteger(transaction.gasLimit),
    transaction.to === null ? new Uint8Array() : fromHex(transaction.to, 'to'),
    rlpInteger(transaction.valueWei),
    fromHex(transaction.data, 'data'),
    [],
  ];
}

/** What is signed: Keccak-256 over `0x02 ‖ rlp([chainId, nonce, tip, maxFee, gas, to, value, data, accessList])`. */
export function transactionDigest(transaction: Fields): Bytes {
  return keccak256(concatBytes(TYPE, encodeRlp(fieldsOf(transaction))));
}

export function signedTransactionBytes(transaction: Fields, { r, s, yParity }: RecoverableSignature): Bytes {
  const trimmed = (bytes: Uint8Array) => rlpInteger(BigInt(`0x0${Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('')}`));
  return concatBytes(TYPE, encodeRlp([...fieldsOf(transaction), rlpInteger(BigInt(yParity)), trimmed(r), trimmed(s)]));
}

function padded(bytes: Uint8Array): Bytes {
  return concatBytes(new Uint8Array(Math.max(0, 32 - bytes.length)), bytes);
}

/**
 * The signature in a signed transaction that is otherwise exactly `transaction`.
 *
 * @returns null when a single byte of it is anything else.
 */
export function signatureInTransaction(raw: Uint8Array, transaction: Fields): RecoverableSignature | null {
  const unsigned = concatBytes(...fieldsOf(transaction).map(encodeRlp));
  // Type byte, then the list's head: one byte, or one and as many as its length takes.
  const head = raw[1] ?? 0;
  const start = 2 + (head > 0xf7 ? head - 0xf7 : 0);
  if (head < 0xc0 || raw.length < start + unsigned.length) return null;
  const items = readShortItems(raw.subarray(start + unsigned.length));
  if (items?.length !== 3) return null;
  const [parity, r, s] = items as readonly [Uint8Array, Uint8Array, Uint8Array];
  const signature = { r: padded(r), s: padded(s), yParity: parity.length === 0 ? 0 : (parity[0] as number) };
  return equalBytes(signedTransactionBytes(transaction, signature), raw) ? signature : null;
}
