import { timingSafeEqual } from 'node:crypto';
import type { WalletPolicy } from '../../../widget/src/contract/sealed.ts';
import type { Clock, RandomBytes } from '../deps.ts';
import { wipe } from './crypto/wipe.ts';
import { SealedFailure } from './failures.ts';

export const MAX_GRANT_SECONDS = 300;
export const MAX_GRANT_SIGNATURES = 20;
/** Oldest first out: an enclave does not fill up with what people left open. */
const MAX_GRANTS = 10_000;

/** An unlocked wallet: the key of its record, in memory, for one session key. A restart locks everything. */
export type Grant = {
  readonly walletId: string;
  readonly thumbprint: Uint8Array;
  readonly headerHash: Uint8Array;
  readonly recordKey: Uint8Array;
  readonly ledgerSeq: number;
  /** From the ledger, as it was when the grant was made: policy, fresh recovery, and when the wallet was made. */
  readonly policy: WalletPolicy | null;
  readonly holdUntilMs: number;
  readonly walletCreatedAtMs: number;
  readonly expiresAtMs: number;
  /** The most it may spend on each chain, in wei, fees included. */
  readonly valueCapWei: bigint;
};

type Held = Grant & { signaturesLeft: number; readonly spentWei: Map<number, bigint> };

export type Grants = {
  open(grant: Omit<Grant, 'expiresAtMs'>, limits: { readonly ttlSeconds: number; readonly maxSignatures: number }): { id: Uint8Array; expiresAtMs: number };
  /** @throws SealedFailure `grant_unknown`: also for another wallet, session key or record. */
  find(id: Uint8Array, holder: Pick<Grant, 'walletId' | 'thumbprint' | 'headerHash'>): Grant;
  /** Counts one signature before it is made. @throws SealedFailure `grant_exhausted` | `pin_required` (over the cap) */
  spend(id: Uint8Array, cost: { readonly chainId: number; readonly wei: bigint } | null): void;
  revoke(thumbprint: Uint8Array): void;
  revokeWallet(walletId: string): void;
};

function equal(left: Uint8Array, right: Uint8Array): boolean {
  return left.length === right.length && timingSafeEqual(left, right);
}

export function createGrants(clock: Clock, random: RandomBytes): Grants {
  const held = new Map<string, Held>();
  const keyOf = (id: Uint8Array) => Buffer.from(id).toString('base64');

  function drop(key: string): void {
    wipe(held.get(key)?.recordKey);
    held.delete(key);
  }

  function dropWhere(matches: (grant: Held) => boolean): void {
    for (const [key, grant] of held) if (matches(grant)) drop(key);
  }

  return {
    open(grant, { ttlSeconds, maxSignatures }) {
      dropWhere((other) => other.expiresAtMs <= clock.nowMs());
      const oldest = held.keys().next();
      if (held.size >= MAX_GRANTS && !oldest.done) drop(oldest.value);
      const id = random(32);
      const expiresAtMs = clock.nowMs() + Math.min(ttlSeconds, MAX_GRANT_SECONDS) * 1000;
      held.set(keyOf(id), { ...grant, expiresAtMs, signaturesLeft: Math.min(maxSignatures, MAX_GRANT_SIGNATURES), spentWei: new Map() });
      return { id, expiresAtMs };
    },
    find(id, holder) {
      dropWhere((other) => other.expiresAtMs <= clock.nowMs());
      const grant = held.get(keyOf(id));
      if (
        grant === undefined ||
        grant.walletId !== holder.walletId ||
        !equal(grant.thumbprint, holder.thumbprint) ||
        !equal(grant.headerHash, holder.headerHash)
      ) {
        throw new SealedFailure('grant_unknown');
      }
      return grant;
    },
    spend(id, cost) {
      const grant = held.get(keyOf(id));
      if (grant === undefined) throw new SealedFailure('grant_unknown');
      if (grant.signaturesLeft < 1) throw new SealedFailure('grant_exhausted');
      if (cost !== null) {
        const total = (grant.spentWei.get(cost.chainId) ?? 0n) + cost.wei;
        if (total > grant.valueCapWei) throw new SealedFailure('pin_required', { field: 'valueWei' });
        grant.spentWei.set(cost.chainId, total);
      }
      grant.signaturesLeft--;
    },
    revoke: (thumbprint) => dropWhere((grant) => equal(grant.thumbprint, thumbprint)),
    revokeWallet: (walletId) => dropWhere((grant) => grant.walletId === walletId),
  };
}
