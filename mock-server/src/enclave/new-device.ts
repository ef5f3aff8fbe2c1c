import type { SessionCertificate } from './certificate.ts';
import type { WalletRecord } from './record.ts';

/** A session key is new for so long after the fleet first saw it. */
export const DEVICE_HOLD_MS = 24 * 3_600_000;

/** When the wallet was made. Chains from before that was kept tell it by the record, as long as that is the first one; else 0. */
export function walletCreatedAtMs(entry: { readonly createdAtMs?: number } | null, { headerFields }: WalletRecord): number {
  return entry?.createdAtMs ?? (headerFields.pinEpoch === 0 ? headerFields.createdAtMs : 0);
}

/** Until when the device of a certificate is new; 0 for one that was there when the wallet was made. */
export function deviceHoldUntilMs({ keySinceSeconds, issuedAtSeconds }: SessionCertificate, createdAtMs: number): number {
  const sinceMs = (keySinceSeconds ?? issuedAtSeconds) * 1000;
  return sinceMs <= createdAtMs ? 0 : sinceMs + DEVICE_HOLD_MS;
}
