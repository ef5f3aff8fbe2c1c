import { concatBytes } from '../../../widget/src/contract/dcbor.ts';
import type { CallEffects } from '../enclave-client/port.ts';
import { accountKey } from './crypto/hd-key.ts';
import { sha256 } from './crypto/kdf.ts';
import { addressOf, publicKeyOf, type RecoverableSignature, signDigest } from './crypto/secp256k1.ts';
import { wipe } from './crypto/wipe.ts';
import type { Enclave } from './enclave.ts';
import { SealedFailure } from './failures.ts';
import { type EnclaveIntent, readIntent } from './intent.ts';
import { policyHash } from './limits.ts';
import { grantCost } from './policy.ts';
import { bytes, object, optional, type Read } from './schema.ts';
import type { SealedCall, SealedOutcome } from './sealed-call.ts';
import { judgeSpending, type Standing } from './spending.ts';
import { messageDigest, signedTransaction, transactionDigest } from './transaction.ts';
import { hashTypedData } from './typed-data.ts';
import { withSecret } from './unlock.ts';
import type { WalletSecret } from './wrap.ts';

export const readSign = object({ pin: optional(bytes(32)), grantId: optional(bytes(32)), random: bytes(32) });

/** The digest, built here from the intent's fields and from nothing else. There is no operation that takes one. */
function digestOf(intent: EnclaveIntent): { readonly digest: Uint8Array; readonly typeNames: readonly string[] } {
  if (intent.kind === 'transaction') return { digest: transactionDigest(intent), typeNames: [] };
  if (intent.kind === 'message') return { digest: messageDigest(intent.message), typeNames: [] };
  return hashTypedData(intent.json);
}

function signWith(secret: WalletSecret, intent: EnclaveIntent, digest: Uint8Array): RecoverableSignature {
  const key = accountKey(secret.node, intent.accountIndex);
  try {
    const address = addressOf(publicKeyOf(key, 'uncompressed'));
    if (Buffer.compare(address, intent.account) !== 0) throw new SealedFailure('account_mismatch');
    return signDigest(digest, key, address);
  } finally {
    wipe(key);
  }
}

/** What is handed over: the whole transaction, or r ‖ s ‖ v with v 27 or 28. */
function finish(intent: EnclaveIntent, signature: RecoverableSignature) {
  if (intent.kind === 'transaction') {
    const { raw, hash } = signedTransaction(intent, signature);
    const { requestId, chainId } = intent;
    const effects: CallEffects = { kind: 'signed-transaction', requestId, chainId, rawTransaction: raw, transactionHash: hash };
    return { signed: raw, fields: { rawTransaction: raw, transactionHash: hash }, effects };
  }
  const signed = concatBytes(signature.r, signature.s, Uint8Array.of(27 + signature.yParity));
  const effects: CallEffects = { kind: 'signed-message', requestId: intent.requestId, signature: signed };
  return { signed, fields: { signature: signed }, effects };
}

/**
 * `sign_intent` (PROTOCOL §7): everything about the intent is judged, the wallet's limits included, before a PIN is counted or a grant is spent. The
 * SIGNATURE proof's `signatureHash` is SHA-256 of the signed transaction, or of the 65 signature bytes.
 */
export async function signIntent(enclave: Enclave, call: SealedCall<Read<typeof readSign>>): Promise<SealedOutcome> {
  const { walletId, appId } = call.owner;
  const intent = readIntent(call.intent as Uint8Array, { appId, nowMs: enclave.clock.nowMs() });
  const { digest, typeNames } = digestOf(intent);
  const isGrant = call.plaintext.grantId !== null;
  const rules = {
    cost: isGrant ? grantCost(intent, typeNames) : null,
    judge: (standing: Standing) => judgeSpending(intent, call.intentHash, standing, { nowMs: enclave.clock.nowMs(), isGrant }),
  };
  return await withSecret(enclave, call, rules, (secret, { ledgerSeq, failedSinceLastUnlock, policy }) => {
    const { signed, fields, effects } = finish(intent, signWith(secret, intent, digest));
    const proof = enclave.attester.prove({
      type: 'SIGNATURE',
      v: 1,
      releaseSeq: enclave.manifest.releaseSeq,
      walletId,
      intentHash: call.intentHash,
      signatureHash: sha256(signed),
      address: intent.account,
      ledgerSeq,
      ...(policy === null ? {} : { policyHash: policyHash(policy) }),
      issuedAtMs: enclave.clock.nowMs(),
    });
    return { result: { ...fields, proof, failedSinceLastUnlock }, effects };
  });
}
