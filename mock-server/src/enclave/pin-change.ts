import { wipe } from './crypto/wipe.ts';
import type { Enclave } from './enclave.ts';
import { SealedFailure } from './failures.ts';
import { placeRecord } from './new-record.ts';
import { populateNextEpoch } from './next-epoch.ts';
import { withPin } from './pin-guard.ts';
import { readPin, refuseGuessable } from './pin-policy.ts';
import { bytes, object, type Read } from './schema.ts';
import type { SealedCall, SealedOutcome } from './sealed-call.ts';
import { openSecret, wipeSecret } from './wrap.ts';

export const readPinChange = object({ pin: bytes(32), newPin: bytes(32), random: bytes(32) });

/**
 * `pin_change` (PROTOCOL §6.9): old and new PIN in one call. The old one counts as a try; the new one is judged, and the
 * KMS asked, before that. The old PIN stays the valid one until `pin_activate`.
 */
export async function pinChange(enclave: Enclave, call: SealedCall<Read<typeof readPinChange>>): Promise<SealedOutcome> {
  const { owner, plaintext } = call;
  const stored = call.stored();
  const { headerFields } = stored.record;
  const newPin = readPin(plaintext.newPin);
  try {
    if (Buffer.compare(plaintext.newPin, plaintext.pin) === 0) throw new SealedFailure('pin_policy', { rule: 'same' });
    refuseGuessable(newPin);
    const place = await placeRecord(enclave, owner, headerFields.pinEpoch + 1);
    try {
      return await withPin(enclave, owner, stored, plaintext.pin, async ({ recordKey, head }) => {
        const secret = openSecret(stored.record, recordKey);
        try {
          return await populateNextEpoch(enclave, { place, head, address0: headerFields.address0, secret, pin: newPin, origin: 'pin_change' });
        } finally {
          wipe(recordKey);
          wipeSecret(secret);
        }
      });
    } finally {
      place.wipe();
    }
  } finally {
    wipe(newPin, plaintext.pin, plaintext.newPin);
  }
}
