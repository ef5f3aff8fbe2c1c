import type { KeyObject } from 'node:crypto';
import type { StoredEntry } from '../enclave/witness-entry.ts';
import { importWitnessPublicKey, verifyReceipt } from '../enclave/witness-receipt.ts';
import type { Receipt } from './witness-wire.ts';

/** The other witnesses of the deployment, and how many of them must say the same. */
export type Peers = { readonly witnesses: readonly { readonly id: string; readonly publicKey: Uint8Array }[]; readonly quorum: number };

/** Whether a quorum of the others has just signed that this entry is its newest. */
export type BranchProof = (newest: StoredEntry, receipts: readonly Receipt[], challenge: Uint8Array) => boolean;

/**
 * @throws TypeError for a key that is none, or two of the same name.
 * @example
 * ```ts
 * const isHeldByQuorum = createBranchProof({ witnesses: [{ id: 'witness-2', publicKey }, { id: 'witness-3', publicKey: other }], quorum: 2 });
 * ```
 */
export function createBranchProof({ witnesses, quorum }: Peers): BranchProof {
  const keys = new Map<string, KeyObject>(witnesses.map(({ id, publicKey }) => [id, importWitnessPublicKey(publicKey)]));
  if (keys.size !== witnesses.length) throw new TypeError('peers must have different names');
  return (newest, receipts, challenge) => {
    const { walletHash, seq } = newest.entry;
    const statement = { walletHash, seq, entryHash: newest.hash, nonce: challenge };
    const agreeing = new Set<string>();
    for (const receipt of receipts) {
      const key = keys.get(receipt.witnessId);
      if (key !== undefined && verifyReceipt(receipt, receipt.witnessId, key, statement)) agreeing.add(receipt.witnessId);
    }
    return agreeing.size >= quorum;
  };
}
