import type { CborValue } from '../../../widget/src/contract/dcbor.ts';
import { EnclaveError } from '../enclave-client/port.ts';
import type { Enclave } from './enclave.ts';
import { bytes, object, type Read, text, uuid } from './schema.ts';
import { walletHashOf } from './wallet-ledger.ts';

export const readLedgerHead = object({ appId: text(1, 64), subjectHash: bytes(32), walletId: uuid, nonce: bytes(32) });

/**
 * `ledger_head` (PROTOCOL §8.6): where a wallet's ledger stands, said by the enclave and signed by a quorum of witnesses
 * over the caller's nonce. Whoever remembers an earlier answer can tell that it has not been set back. It carries no
 * count of tries and no amounts.
 *
 * @throws EnclaveError `wallet_unknown`, LedgerError
 */
export async function ledgerHead(enclave: Enclave, { nonce, ...owner }: Read<typeof readLedgerHead>): Promise<CborValue> {
  const walletHash = walletHashOf(enclave, owner);
  const head = await enclave.ledger.attestHead(walletHash, nonce);
  if (head === null) throw new EnclaveError('wallet_unknown', 'the ledger has no entry of this wallet');
  const { seq, pinEpoch, state, atMs } = head.entry;
  const proof = enclave.attester.prove({
    type: 'LEDGER_HEAD',
    v: 1,
    releaseSeq: enclave.manifest.releaseSeq,
    walletId: owner.walletId,
    subjectHash: owner.subjectHash,
    walletHash,
    entryHash: head.hash,
    ledgerSeq: seq,
    pinEpoch,
    state,
    nonce,
    issuedAtMs: enclave.clock.nowMs(),
  });
  const receipts = head.receipts.map((receipt) => ({ ...receipt }));
  return { walletHash, entryHash: head.hash, ledgerSeq: seq, pinEpoch, state, atMs, receipts, proof: { ...proof } };
}
