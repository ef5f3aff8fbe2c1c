import { authorize, findKey, type KmsCall, recipientAttestation } from './access.ts';
import type { Attestation } from './attestation.ts';
import { decryptBlob, encryptBlob, keyIdOfBlob } from './ciphertext.ts';
import { KmsFault } from './fault.ts';
import { encryptForRecipient, RecipientKeyError } from './recipient.ts';
import { encryptionContext, oneOf, optionalCount, optionalText, requiredBlob, requiredText } from './request-fields.ts';

const ALGORITHM = 'SYMMETRIC_DEFAULT';
const MAX_PLAINTEXT_BYTES = 4_096;
const MAX_CIPHERTEXT_BYTES = 6_144;
const MAX_RANDOM_BYTES = 1_024;

function base64(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('base64');
}

/** The secret part of an answer: for the attested enclave only when the caller named one, else in the clear. Wipes it. */
function secretPart(call: KmsCall, plaintext: Uint8Array, attestation: Attestation | null): object {
  try {
    if (attestation === null) return { Plaintext: base64(plaintext) };
    if (attestation.publicKey === null) throw new KmsFault('ValidationException', 'Recipient.AttestationDocument: public_key is missing');
    return { CiphertextForRecipient: base64(encryptForRecipient(plaintext, attestation.publicKey, call.service.random)) };
  } catch (cause) {
    if (cause instanceof RecipientKeyError) throw new KmsFault('ValidationException', `Recipient.AttestationDocument: ${cause.message}`, { cause });
    throw cause;
  } finally {
    plaintext.fill(0);
  }
}

export async function generateRandom(call: KmsCall): Promise<object> {
  const length = optionalCount(call.body, 'NumberOfBytes', 1, MAX_RANDOM_BYTES);
  if (length === null) throw new KmsFault('ValidationException', 'NumberOfBytes must be set');
  const attestation = recipientAttestation(call);
  authorize(call, null, { attestation });
  return secretPart(call, call.service.random(length), attestation);
}

function dataKeyLength(call: KmsCall): number {
  const spec = oneOf(call.body, 'KeySpec', ['AES_256', 'AES_128']);
  const length = optionalCount(call.body, 'NumberOfBytes', 1, MAX_RANDOM_BYTES);
  if ((spec === null) === (length === null)) throw new KmsFault('ValidationException', 'Please specify either number of bytes or key spec.');
  return length ?? (spec === 'AES_128' ? 16 : 32);
}

function newDataKey(call: KmsCall, attestation: Attestation | null) {
  const key = findKey(call, requiredText(call.body, 'KeyId'));
  const context = encryptionContext(call.body);
  const length = dataKeyLength(call);
  authorize(call, key, { attestation, context });
  const plaintext = call.service.random(length);
  return { plaintext, shared: { CiphertextBlob: base64(encryptBlob(key, plaintext, context, call.service.random)), KeyId: key.arn } };
}

export async function generateDataKey(call: KmsCall): Promise<object> {
  const attestation = recipientAttestation(call);
  const { plaintext, shared } = newDataKey(call, attestation);
  return { ...shared, ...secretPart(call, plaintext, attestation) };
}

export async function generateDataKeyWithoutPlaintext(call: KmsCall): Promise<object> {
  const { plaintext, shared } = newDataKey(call, null);
  plaintext.fill(0);
  return shared;
}

export async function encrypt(call: KmsCall): Promise<object> {
  const key = findKey(call, requiredText(call.body, 'KeyId'));
  const plaintext = requiredBlob(call.body, 'Plaintext', 1, MAX_PLAINTEXT_BYTES);
  const context = encryptionContext(call.body);
  oneOf(call.body, 'EncryptionAlgorithm', [ALGORITHM]);
  authorize(call, key, { context });
  return { CiphertextBlob: base64(encryptBlob(key, plaintext, context, call.service.random)), KeyId: key.arn, EncryptionAlgorithm: ALGORITHM };
}

export async function decrypt(call: KmsCall): Promise<object> {
  const blob = requiredBlob(call.body, 'CiphertextBlob', 1, MAX_CIPHERTEXT_BYTES);
  const context = encryptionContext(call.body);
  oneOf(call.body, 'EncryptionAlgorithm', [ALGORITHM]);
  const attestation = recipientAttestation(call);
  const wanted = optionalText(call.body, 'KeyId');
  const keyId = keyIdOfBlob(blob);
  const key = wanted === null ? call.service.keyStore.get(keyId) : findKey(call, wanted);
  if (key === null) throw new KmsFault('InvalidCiphertextException', 'The ciphertext is invalid.');
  authorize(call, key, { attestation, context });
  if (key.keyId !== keyId)
    throw new KmsFault('IncorrectKeyException', 'The key ID in the request does not identify a KMS key that can perform this operation.');
  return { KeyId: key.arn, EncryptionAlgorithm: ALGORITHM, ...secretPart(call, decryptBlob(key, blob, context), attestation) };
}
