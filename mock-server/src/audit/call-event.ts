import { toHex } from 'viem/utils';
import type { CallEffects } from '../enclave-client/port.ts';
import type { AuditEvent } from '../store/audit-entry.ts';
import type { SessionRow } from '../store/store.ts';

export type AuditedCall = {
  readonly operation: string;
  readonly walletId: string;
  readonly session: SessionRow;
  readonly effects: CallEffects;
  /** SHA-256 of the intent, for `sign_intent`. */
  readonly intentHash: Uint8Array | null;
  readonly nowMs: number;
};

/**
 * What the log keeps of a sealed call: who, on which device, what was asked, and what came of it, by ids and hashes. What is inside the
 * seal (PINs, keys, messages) the server never sees, so it cannot be in here.
 */
export function toAuditEvent({ operation, walletId, session, effects, intentHash, nowMs }: AuditedCall): AuditEvent {
  return {
    appId: session.appId,
    atMs: nowMs,
    actor: session.userId,
    action: operation,
    subject: walletId,
    detail: {
      outcome: effects.kind,
      device: session.thumbprint,
      ...('requestId' in effects ? { requestId: effects.requestId } : {}),
      ...(intentHash === null ? {} : { intentSha256: toHex(intentHash).slice(2) }),
      ...('pinEpoch' in effects ? { pinEpoch: effects.pinEpoch } : {}),
    },
  };
}
