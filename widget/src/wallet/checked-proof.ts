import type { AppProof, AppProofType } from '../contract/sealed.ts';
import { equalBytes } from '../crypto/bytes.ts';
import type { CborMap } from '../crypto/cbor-decode.ts';
import { ProofError, verifyProof } from '../crypto/proof.ts';

/**
 * Verifies a proof and that it states exactly what is expected of it.
 *
 * @param expected fields the payload must carry, with these values.
 * @returns the whole statement.
 * @throws ProofError naming the field that differs.
 */
export async function assertProof(
  proof: AppProof,
  proofPublicKey: Uint8Array,
  type: AppProofType,
  expected: { readonly [field: string]: string | number | Uint8Array },
): Promise<CborMap> {
  const payload = await verifyProof(proof, proofPublicKey, type);
  for (const [field, value] of Object.entries(expected)) {
    const stated = payload.get(field);
    const equal = value instanceof Uint8Array ? stated instanceof Uint8Array && equalBytes(stated, value) : stated === value;
    if (!equal) throw new ProofError(`The proof states another ${field}.`);
  }
  return payload;
}
