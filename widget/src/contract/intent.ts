import type { Hex } from '../../../host-sdk/src/contract/types.ts';
import { type CborValue, encodeDcbor } from './dcbor.ts';

/*
 * An intent is what a person approves and the enclave signs. The enclave builds the bytes to be signed from the
 * intent itself and from nothing else: there is no operation that takes a digest.
 */

/** An approval is worth two minutes at most (PROTOCOL §7). */
export const INTENT_LIFETIME_SECONDS = 120;

type IntentHeader = {
  /** App the request came through. Must equal the session certificate's. */
  readonly appId: string;
  /** Exact origin of the page that asked, as the browser told it to the widget. The wallet's own requests name the wallet's origin. */
  readonly origin: string;
  /** UUIDv4. One intent, one signature: a retry with the same id returns the same bytes. */
  readonly requestId: string;
  /** Unix time in seconds; at most `INTENT_LIFETIME_SECONDS` ahead. */
  readonly expiresAtSeconds: number;
  /** The signing account. The enclave derives it from `accountIndex` and refuses a mismatch. */
  readonly account: Hex;
  /** Last step of `m/44'/60'/0'/0/i` (BIP-44). */
  readonly accountIndex: number;
  /** SHA-256 over the rows that were on the screen (see `displayDigest` in the widget), 32 bytes. */
  readonly display: Hex;
};

/** An EIP-1559 transaction (type 2). `to` is null for contract creation. Amounts in wei. */
export type TransactionIntent = IntentHeader & {
  readonly kind: 'transaction';
  readonly chainId: number;
  readonly nonce: number;
  readonly to: Hex | null;
  readonly valueWei: bigint;
  readonly data: Hex;
  readonly gasLimit: bigint;
  readonly maxFeePerGasWei: bigint;
  readonly maxPriorityFeePerGasWei: bigint;
};

/** EIP-191 version 0x45 ("personal_sign"). `message` is the raw message, without the prefix. */
export type MessageIntent = IntentHeader & { readonly kind: 'message'; readonly message: Hex };

/** EIP-712. `json` is the typed data as JSON text; the enclave parses and hashes exactly this text. */
export type TypedDataIntent = IntentHeader & { readonly kind: 'typed-data'; readonly json: string };

export type Intent = TransactionIntent | MessageIntent | TypedDataIntent;

function bytesOf(hex: Hex): Uint8Array {
  const bytes = new Uint8Array((hex.length - 2) / 2);
  for (let index = 0; index < bytes.length; index++) bytes[index] = Number.parseInt(hex.slice(2 + index * 2, 4 + index * 2), 16);
  return bytes;
}

/**
 * The canonical bytes of an intent: one dCBOR map whose keys are the field names. Hex fields become byte strings,
 * wei amounts become decimal text (they do not fit CBOR's 64-bit integers), everything else stands as it is.
 *
 * @example
 * ```ts
 * const intentHash = await crypto.subtle.digest('SHA-256', encodeIntent(intent));
 * ```
 */
export function encodeIntent(intent: Intent): Uint8Array<ArrayBuffer> {
  const header: { [key: string]: CborValue } = {
    v: 1,
    kind: intent.kind,
    appId: intent.appId,
    origin: intent.origin,
    requestId: intent.requestId,
    expiresAtSeconds: intent.expiresAtSeconds,
    account: bytesOf(intent.account),
    accountIndex: intent.accountIndex,
    display: bytesOf(intent.display),
  };
  if (intent.kind === 'message') return encodeDcbor({ ...header, message: bytesOf(intent.message) });
  if (intent.kind === 'typed-data') return encodeDcbor({ ...header, json: intent.json });
  return encodeDcbor({
    ...header,
    chainId: intent.chainId,
    nonce: intent.nonce,
    to: intent.to === null ? null : bytesOf(intent.to),
    valueWei: intent.valueWei.toString(),
    data: bytesOf(intent.data),
    gasLimit: intent.gasLimit.toString(),
    maxFeePerGasWei: intent.maxFeePerGasWei.toString(),
    maxPriorityFeePerGasWei: intent.maxPriorityFeePerGasWei.toString(),
  });
}
