import type { CborValue } from '../../../widget/src/contract/dcbor.ts';
import type { WalletPolicy } from '../../../widget/src/contract/sealed.ts';
import type { LedgerEntry } from '../ledger/witness-wire.ts';
import { wipe } from './crypto/wipe.ts';
import type { Enclave } from './enclave.ts';
import { SealedFailure } from './failures.ts';
import { encodePolicy, isEmptyPolicy, MAX_POLICY_BYTES, openLimits, policyHash, policyMap, readPolicy, sealLimits } from './limits.ts';
import { deviceHoldUntilMs, walletCreatedAtMs } from './new-device.ts';
import { type Unlocked, withPin } from './pin-guard.ts';
import { bytes, object, type Read, type Reader, SchemaError } from './schema.ts';
import type { SealedCall, SealedOutcome } from './sealed-call.ts';
import { append, nextEntry } from './wallet-ledger.ts';

/** Read later, so that a policy that is wrong is answered by its field and not as a call that does not open. */
const anything: Reader<CborValue | null> = (value) => value ?? null;
export const readPolicySet = object({ policy: anything, pin: bytes(32), random: bytes(32) });

const ANYTHING_GOES: WalletPolicy = { dailyCaps: [], origins: [], others: 'allow' };

function readNewPolicy(value: CborValue): WalletPolicy {
  try {
    const policy = readPolicy(value, 'policy');
    if (encodePolicy(policy).length > MAX_POLICY_BYTES) throw new SchemaError('policy', `must fit ${MAX_POLICY_BYTES} bytes`);
    return policy;
  } catch (error) {
    if (!(error instanceof SchemaError)) throw error;
    throw new SealedFailure('policy_refused', { field: error.field });
  }
}

/** What a policy protects from must not be able to take it away: a thief's new device, and whoever has just recovered. */
function refuseHeld({ holdUntilMs = 0 }: LedgerEntry, deviceHoldMs: number, nowMs: number): void {
  if (holdUntilMs > nowMs) throw new SealedFailure('hold', { field: 'recovery', retryAtMs: holdUntilMs });
  if (deviceHoldMs > nowMs) throw new SealedFailure('hold', { field: 'device', retryAtMs: deviceHoldMs });
}

/**
 * `policy_set` (PROTOCOL §7.8): what the person allows this wallet from now on, by PIN. Grants end, since they were made
 * under the old one. Without a policy it says which is in force.
 */
export async function policySet(enclave: Enclave, call: SealedCall<Read<typeof readPolicySet>>): Promise<SealedOutcome> {
  const { owner, plaintext, certificate } = call;
  const stored = call.stored();
  const asked = plaintext.policy === null ? null : readNewPolicy(plaintext.policy);

  async function set({ recordKey, head }: Unlocked): Promise<SealedOutcome> {
    wipe(recordKey);
    const { walletHash } = head.entry;
    const before = openLimits(enclave, walletHash, head.entry.limits);
    const nowMs = enclave.clock.nowMs();
    const policy = asked ?? before.policy ?? ANYTHING_GOES;
    let { entry } = head;
    if (asked !== null) {
      const limits = sealLimits(enclave, walletHash, { ...before, policy: isEmptyPolicy(asked) ? null : asked });
      ({ entry } = await append(enclave, nextEntry(head, nowMs, { limits, event: 'policy_set' })));
      enclave.grants.revokeWallet(owner.walletId);
    }
    const proof = enclave.attester.prove({
      type: 'POLICY',
      v: 1,
      releaseSeq: enclave.manifest.releaseSeq,
      walletId: owner.walletId,
      subjectHash: owner.subjectHash,
      policyHash: policyHash(policy),
      ledgerSeq: entry.seq,
      issuedAtMs: nowMs,
    });
    return { result: { policy: policyMap(policy), proof }, effects: { kind: 'none' } };
  }

  return withPin(enclave, owner, stored, plaintext.pin, set, (entry) => {
    const madeAtMs = walletCreatedAtMs(entry, stored.record);
    if (asked !== null) refuseHeld(entry, deviceHoldUntilMs(certificate, madeAtMs), enclave.clock.nowMs());
    return {};
  });
}
