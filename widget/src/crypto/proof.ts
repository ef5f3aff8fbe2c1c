import { type AppProof, type AppProofType, proofMessage } from '../contract/sealed.ts';
import { type CborMap, decodeCborMap } from './cbor-decode.ts';

/** A statement that does not carry the attested enclave's signature, or states something else. */
export class ProofError extends Error {
  constructor(message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = 'ProofError';
  }
}

/**
 * Verifies an app proof: Ed25519 (RFC 8032) by the attested proof key over `proofMessage(payload)`.
 *
 * @returns the decoded payload, of which `type` has been checked; the caller checks the rest against what it knows.
 * @throws ProofError
 */
export async function verifyProof(proof: AppProof, proofPublicKey: Uint8Array, type: AppProofType): Promise<CborMap> {
  const key = await crypto.subtle.importKey('raw', new Uint8Array(proofPublicKey), 'Ed25519', false, ['verify']);
  const valid = await crypto.subtle.verify('Ed25519', key, new Uint8Array(proof.signature), proofMessage(proof.payload));
  if (!valid) throw new ProofError('The proof is not signed by the attested enclave.');
  let payload: CborMap;
  try {
    payload = decodeCborMap(proof.payload);
  } catch (cause) {
    throw new ProofError('The proof cannot be read.', { cause });
  }
  if (payload.get('type') !== type) throw new ProofError(`The proof must be of type ${type}.`);
  return payload;
}
