import { SealedFailure } from './failures.ts';
import type { EnclaveIntent } from './intent.ts';
import { type Limits, MAX_SPENDS, SPENDING_WINDOW_MS, type Spend } from './limits.ts';
import { highestCost } from './policy.ts';

/*
 * What holds over an intent besides the PIN (PROTOCOL §7.8): the wallet's own policy, a fresh recovery, and a device
 * that is new. Sums run over any 24 hours and are written down before a signature is made.
 */

/** Of native coin, in wei, on all chains together, while a recovery is fresh: 0.05. */
export const HOLD_CAP_WEI = 5n * 10n ** 16n;
/** The same for a session key the fleet has known for less than a day and that did not make the wallet: 0.5. */
export const NEW_DEVICE_CAP_WEI = 5n * 10n ** 17n;

export type Standing = {
  readonly limits: Limits;
  /** 0, or until when a recovery is fresh. */
  readonly holdUntilMs: number;
  /** 0, or until when the device is new. */
  readonly deviceHoldUntilMs: number;
};

type Cap = { readonly capWei: bigint; readonly chainId: number | null; readonly refuse: (retryAtMs: number | null) => SealedFailure };

/** Whether signatures that cost something have to be counted. */
export function isLimited({ limits, holdUntilMs, deviceHoldUntilMs }: Standing, nowMs: number): boolean {
  return limits.policy !== null || holdUntilMs > nowMs || deviceHoldUntilMs > nowMs;
}

function capsOf({ limits, holdUntilMs, deviceHoldUntilMs }: Standing, chainId: number, nowMs: number): readonly Cap[] {
  const own = limits.policy?.dailyCaps.find((cap) => cap.chainId === chainId);
  const held = (field: string, retryAtMs: number) => () => new SealedFailure('hold', { field, retryAtMs });
  return [
    ...(holdUntilMs > nowMs ? [{ capWei: HOLD_CAP_WEI, chainId: null, refuse: held('valueWei', holdUntilMs) }] : []),
    ...(deviceHoldUntilMs > nowMs ? [{ capWei: NEW_DEVICE_CAP_WEI, chainId: null, refuse: held('device', deviceHoldUntilMs) }] : []),
    ...(own === undefined
      ? []
      : [
          {
            capWei: BigInt(own.capWei),
            chainId,
            refuse: (retryAtMs: number | null) => new SealedFailure('policy_refused', { field: 'valueWei', ...(retryAtMs === null ? {} : { retryAtMs }) }),
          },
        ]),
  ];
}

/** When so much of the spending is a day old that `wei` fit; null when they never do. */
function fitsAtMs(spends: readonly Spend[], wei: bigint, capWei: bigint): number | null {
  if (wei > capWei) return null;
  let rest = spends.reduce((sum, spend) => sum + spend.wei, wei);
  for (const spend of spends.toSorted((left, right) => left.atMs - right.atMs)) {
    rest -= spend.wei;
    if (rest <= capWei) return spend.atMs + SPENDING_WINDOW_MS;
  }
  return null;
}

/**
 * One more, in at most 16. When they do not fit, two of one chain become one that is as young as the younger: it counts
 * for longer than it has to, never for less.
 *
 * @throws SealedFailure `hold` when 16 chains are in it already.
 */
function addSpend(spends: readonly Spend[], spend: Spend): readonly Spend[] {
  if (spends.length < MAX_SPENDS) return [...spends, spend];
  const oldest = spends.find((one, index) => spends.some((other, later) => later > index && other.chainId === one.chainId));
  const partner = spends.find((other) => other !== oldest && other.chainId === oldest?.chainId);
  if (oldest === undefined || partner === undefined) {
    throw new SealedFailure('hold', { field: 'chainId', retryAtMs: Math.min(...spends.map(({ atMs }) => atMs)) + SPENDING_WINDOW_MS });
  }
  const merged = { ...partner, wei: oldest.wei + partner.wei, atMs: Math.max(oldest.atMs, partner.atMs) };
  return [...spends.filter((one) => one !== oldest && one !== partner), merged, spend].toSorted((left, right) => left.atMs - right.atMs);
}

function refuseOther(intent: EnclaveIntent, { policy }: Limits, isGrant: boolean): void {
  if (policy === null || policy.others === 'allow') return;
  const page = policy.origins.find(({ origin }) => origin === intent.origin);
  if (page?.accounts.includes(intent.accountIndex)) return;
  const field = page === undefined ? 'origin' : 'accountIndex';
  if (policy.others === 'refuse') throw new SealedFailure('policy_refused', { field });
  if (isGrant) throw new SealedFailure('pin_required', { field });
}

/**
 * Judges an intent, before a PIN is counted and before anything is signed.
 *
 * @returns what has to stand in the ledger before the signature is made; null: nothing, it costs nothing that is limited,
 *   or it is the very intent that was counted before.
 * @throws SealedFailure `policy_refused` | `hold` | `pin_required`
 */
export function judgeSpending(
  intent: EnclaveIntent,
  intentHash: Uint8Array,
  standing: Standing,
  { nowMs, isGrant }: { readonly nowMs: number; readonly isGrant: boolean },
): readonly Spend[] | null {
  refuseOther(intent, standing.limits, isGrant);
  if (intent.kind !== 'transaction') return null;
  const { chainId } = intent;
  const caps = capsOf(standing, chainId, nowMs);
  const intentId = intentHash.slice(0, 16);
  const recent = standing.limits.spends.filter(({ atMs }) => atMs > nowMs - SPENDING_WINDOW_MS);
  if (caps.length === 0 || recent.some((spend) => Buffer.compare(spend.intentId, intentId) === 0)) return null;
  const wei = highestCost(intent);
  for (const cap of caps) {
    const counted = cap.chainId === null ? recent : recent.filter((spend) => spend.chainId === cap.chainId);
    if (counted.reduce((sum, spend) => sum + spend.wei, wei) > cap.capWei) throw cap.refuse(fitsAtMs(counted, wei, cap.capWei));
  }
  return addSpend(recent, { atMs: nowMs, chainId, wei, intentId });
}
