import { keccak_256 } from '@noble/hashes/sha3.js';
import { concatBytes } from '../../../widget/src/contract/dcbor.ts';
import type { RecoverableSignature } from './crypto/secp256k1.ts';
import type { TransactionIntent } from './intent.ts';

type RlpItem = Uint8Array | readonly RlpItem[];

const TYPE_2 = Uint8Array.of(0x02);
const EMPTY = new Uint8Array(0);

/** A number without leading zero bytes; zero is the empty string (yellow paper, appendix B). */
export function minimalBytes(value: bigint): Uint8Array {
  if (value === 0n) return EMPTY;
  const hex = value.toString(16);
  return new Uint8Array(Buffer.from(hex.length % 2 === 0 ? hex : `0${hex}`, 'hex'));
}

function rlpHead(offset: number, length: number): Uint8Array {
  if (length < 56) return Uint8Array.of(offset + length);
  const size = minimalBytes(BigInt(length));
  return concatBytes(Uint8Array.of(offset + 55 + size.length), size);
}

/** Recursive length prefix (yellow paper, appendix B). */
export function encodeRlp(item: RlpItem): Uint8Array {
  if (item instanceof Uint8Array) {
    if (item.length === 1 && (item[0] as number) < 0x80) return item;
    return concatBytes(rlpHead(0x80, item.length), item);
  }
  const body = concatBytes(...item.map(encodeRlp));
  return concatBytes(rlpHead(0xc0, body.length), body);
}

function fields(intent: TransactionIntent): RlpItem[] {
  return [
    minimalBytes(BigInt(intent.chainId)),
    minimalBytes(BigInt(intent.nonce)),
    minimalBytes(intent.maxPriorityFeePerGasWei),
    minimalBytes(intent.maxFeePerGasWei),
    minimalBytes(intent.gasLimit),
    intent.to ?? EMPTY,
    minimalBytes(intent.valueWei),
    intent.data,
    [],
  ];
}

/** The digest that is signed: keccak-256(0x02 ‖ rlp(fields)), EIP-1559 §"Specification". The access list is empty. */
export function transactionDigest(intent: TransactionIntent): Uint8Array {
  return keccak_256(concatBytes(TYPE_2, encodeRlp(fields(intent))));
}

/** 0x02 ‖ rlp(fields ‖ yParity ‖ r ‖ s), and its keccak-256: the transaction's hash. */
export function signedTransaction(intent: TransactionIntent, signature: RecoverableSignature): { readonly raw: Uint8Array; readonly hash: Uint8Array } {
  const stripped = (value: Uint8Array) =>
    value.subarray(
      Math.max(
        0,
        value.findIndex((byte) => byte !== 0),
      ),
    );
  const items = [...fields(intent), minimalBytes(BigInt(signature.yParity)), stripped(signature.r), stripped(signature.s)];
  const raw = concatBytes(TYPE_2, encodeRlp(items));
  return { raw, hash: keccak_256(raw) };
}

/** EIP-191 version 0x45: keccak-256("\x19Ethereum Signed Message:\n" ‖ length ‖ message). */
export function messageDigest(message: Uint8Array): Uint8Array {
  return keccak_256(concatBytes(new TextEncoder().encode(`\x19Ethereum Signed Message:\n${message.length}`), message));
}
