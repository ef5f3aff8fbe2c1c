import { hashMessage, hashTypedData, isAddressEqual, keccak256, parseTransaction, recoverAddress, serializeTransaction } from 'viem/utils';
import { WalletError } from '../../../host-sdk/src/contract/errors.ts';
import type { Hex } from '../../../host-sdk/src/contract/types.ts';
import type { Intent, TransactionIntent } from '../contract/intent.ts';

/*
 * What came back is checked against what was approved, before anything is broadcast or handed to a page. A fault here means a
 * broken or dishonest enclave or server, never a mistake of the person.
 */

function mismatch(reason: string): WalletError {
  return new WalletError(-32603, 'The signature is not for what was approved, so it was thrown away.', { reason });
}

async function assertSigner(hash: Hex, signature: Parameters<typeof recoverAddress>[0]['signature'], account: Hex): Promise<void> {
  const signer = await recoverAddress({ hash, signature }).catch(() => null);
  if (signer === null || !isAddressEqual(signer, account)) throw mismatch('signer_mismatch');
}

/**
 * The signed transaction must be exactly the intent's, to the byte, and signed by its account.
 *
 * @returns the transaction's hash.
 * @throws WalletError -32603
 */
export async function assertSignedTransaction(rawTransaction: Hex, intent: TransactionIntent): Promise<Hex> {
  const expected = {
    type: 'eip1559',
    chainId: intent.chainId,
    nonce: intent.nonce,
    ...(intent.to === null ? {} : { to: intent.to }),
    value: intent.valueWei,
    data: intent.data,
    gas: intent.gasLimit,
    maxFeePerGas: intent.maxFeePerGasWei,
    maxPriorityFeePerGas: intent.maxPriorityFeePerGasWei,
  } as const;
  let signature: { readonly r: Hex; readonly s: Hex; readonly yParity: number };
  try {
    const { r, s, yParity } = parseTransaction(rawTransaction as `0x02${string}`);
    if (r === undefined || s === undefined || yParity === undefined) throw mismatch('signature_missing');
    signature = { r, s, yParity };
  } catch (cause) {
    throw cause instanceof WalletError ? cause : mismatch('transaction_unreadable');
  }
  if (serializeTransaction(expected, signature) !== rawTransaction) throw mismatch('transaction_mismatch');
  await assertSigner(keccak256(serializeTransaction(expected)), signature, intent.account);
  return keccak256(rawTransaction);
}

/** The bytes a message or typed data is signed over (EIP-191, EIP-712). */
function digestOf(intent: Exclude<Intent, TransactionIntent>): Hex {
  return intent.kind === 'message' ? hashMessage({ raw: intent.message }) : hashTypedData(JSON.parse(intent.json) as Parameters<typeof hashTypedData>[0]);
}

/** @param signature 65 bytes r ‖ s ‖ v. @throws WalletError -32603 */
export async function assertSignedMessage(signature: Hex, intent: Exclude<Intent, TransactionIntent>): Promise<void> {
  await assertSigner(digestOf(intent), signature, intent.account);
}
