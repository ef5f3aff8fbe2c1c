import { WalletError } from '../../../host-sdk/src/contract/errors.ts';
import { readJsonText } from '../../../host-sdk/src/contract/json-text.ts';
import { checkTypedData } from '../../../host-sdk/src/contract/typed-data-guard.ts';
import type { Intent, TransactionIntent } from '../contract/intent.ts';
import { type Bytes, fromHex } from '../crypto/bytes.ts';
import { keccak256, personalMessageDigest, type RecoverableSignature, recoverAddress } from '../crypto/ethereum.ts';
import { signatureInTransaction, transactionDigest } from '../crypto/transaction-bytes.ts';
import { typedDataDigest } from '../crypto/typed-data-digest.ts';

/*
 * What came back is checked against what was approved, before anything is broadcast or handed to a page. A fault here means a
 * broken or dishonest enclave or server, never a mistake of the person.
 */

function mismatch(reason: string): WalletError {
  return new WalletError(-32603, 'The signature is not for what was approved, so it was thrown away.', { reason });
}

function assertSigner(digest: Uint8Array, signature: RecoverableSignature, account: string): void {
  if (recoverAddress(digest, signature)?.toLowerCase() !== account.toLowerCase()) throw mismatch('signer_mismatch');
}

/**
 * The signed transaction must be exactly the intent's, to the byte, and signed by its account.
 *
 * @returns the transaction's hash.
 * @throws WalletError -32603
 */
export function assertSignedTransaction(rawTransaction: Uint8Array, intent: TransactionIntent): Bytes {
  const signature = signatureInTransaction(rawTransaction, intent);
  if (signature === null) throw mismatch('transaction_mismatch');
  assertSigner(transactionDigest(intent), signature, intent.account);
  return keccak256(rawTransaction);
}

/** The bytes a message or typed data is signed over (EIP-191, EIP-712). */
function digestOf(intent: Exclude<Intent, TransactionIntent>): Bytes {
  if (intent.kind === 'message') return personalMessageDigest(fromHex(intent.message, 'message'));
  return typedDataDigest(checkTypedData(readJsonText('json', intent.json)));
}

/** @param signature 65 bytes r ‖ s ‖ v, v being 27 or 28. @throws WalletError -32603 */
export function assertSignedMessage(signature: Uint8Array, intent: Exclude<Intent, TransactionIntent>): void {
  const yParity = (signature[64] ?? 0) - 27;
  assertSigner(digestOf(intent), { r: signature.subarray(0, 32), s: signature.subarray(32, 64), yParity }, intent.account);
}
