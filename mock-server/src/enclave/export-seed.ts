import { deriveAddress } from './address-proof.ts';
import type { SessionCertificate } from './certificate.ts';
import { accountPath, mnemonicBytes } from './crypto/hd-key.ts';
import { wipe } from './crypto/wipe.ts';
import type { Enclave } from './enclave.ts';
import { SealedFailure } from './failures.ts';
import { deviceHoldUntilMs, walletCreatedAtMs } from './new-device.ts';
import { type Unlocked, withPin } from './pin-guard.ts';
import type { WalletRecord } from './record.ts';
import { bytes, object, type Read } from './schema.ts';
import type { SealedCall, SealedOutcome } from './sealed-call.ts';
import { append, nextEntry } from './wallet-ledger.ts';
import { openSecret, wipeSecret } from './wrap.ts';

/** How fresh a login has to be. */
const LOGIN_LIFETIME_SECONDS = 300;

export const readExport = object({ pin: bytes(32), random: bytes(32) });

/** The person has just proved who they are, to the issuer itself and not by a cookie left there. */
function requireFreshLogin({ issuedAtSeconds, authTimeSeconds }: SessionCertificate, nowSeconds: number): void {
  const oldest = nowSeconds - LOGIN_LIFETIME_SECONDS;
  if (issuedAtSeconds < oldest || authTimeSeconds === null || authTimeSeconds < oldest) throw new SealedFailure('login_stale');
}

/** A device that is new exports nothing for a day, unless the wallet was made with it. */
function refuseNewDevice(certificate: SessionCertificate, record: WalletRecord, nowMs: number): void {
  const retryAtMs = deviceHoldUntilMs(certificate, walletCreatedAtMs(null, record));
  if (retryAtMs > nowMs) throw new SealedFailure('hold', { field: 'device', retryAtMs });
}

async function hand(enclave: Enclave, call: SealedCall<unknown>, { recordKey, head }: Unlocked): Promise<SealedOutcome> {
  const { record } = call.stored();
  const { holdUntilMs = 0 } = head.entry;
  const nowMs = enclave.clock.nowMs();
  if (holdUntilMs > nowMs) throw new SealedFailure('hold', { field: 'recovery', retryAtMs: holdUntilMs });
  const secret = openSecret(record, recordKey);
  try {
    const address = deriveAddress(secret, 0);
    // In the ledger before the words leave: an export nobody can deny.
    const { entry } = await append(enclave, nextEntry(head, nowMs, { event: 'export' }));
    const proof = enclave.attester.prove({
      type: 'EXPORT',
      v: 1,
      releaseSeq: enclave.manifest.releaseSeq,
      walletId: call.owner.walletId,
      subjectHash: call.owner.subjectHash,
      address,
      headerHash: record.headerHash,
      ledgerSeq: entry.seq,
      issuedAtMs: nowMs,
    });
    return { result: { words: mnemonicBytes(secret.entropy), address, path: accountPath(0), proof }, effects: { kind: 'none' } };
  } finally {
    wipeSecret(secret);
  }
}

/**
 * `export` (PROTOCOL §6.12): the seed words, to the person alone, under the reply key. Asks for a login of the last five
 * minutes, a device known for a day, no recovery within a day, and the PIN.
 */
export async function exportSeed(enclave: Enclave, call: SealedCall<Read<typeof readExport>>): Promise<SealedOutcome> {
  const nowMs = enclave.clock.nowMs();
  const stored = call.stored();
  requireFreshLogin(call.certificate, Math.floor(nowMs / 1000));
  refuseNewDevice(call.certificate, stored.record, nowMs);
  return withPin(enclave, call.owner, stored, call.plaintext.pin, (unlocked) => hand(enclave, call, unlocked).finally(() => wipe(unlocked.recordKey)));
}
