import type { LedgerEntry } from '../ledger/witness-wire.ts';
import { wipe } from './crypto/wipe.ts';
import { openDataKey } from './data-key.ts';
import type { Enclave } from './enclave.ts';
import { SealedFailure } from './failures.ts';
import { readPin } from './pin-policy.ts';
import type { RecordOwner } from './record.ts';
import { append, type Change, headFor, type LedgerHead, nextEntry, type StoredRecords, walletHashOf } from './wallet-ledger.ts';
import { tryPin } from './wrap.ts';

/*
 * The only place where a PIN is compared (PROTOCOL §8). A try is written to a quorum of witnesses before Argon2id runs
 * and taken back only after the PIN proved right, so no crash, race or dropped reply yields a free guess.
 */

export const MAX_ATTEMPTS = 10;
export const MAX_ATTEMPTS_PER_YEAR = 50;
const YEAR_MS = 365 * 86_400_000;
const FREE_ATTEMPTS = 3;
/** Wait before the 4th, 5th, … try. The last one stands for all that follow. */
const DELAY_LADDER_MS = [30_000, 60_000, 300_000, 900_000, 3_600_000, 86_400_000];

/** How long the next try has to wait after `attempts` wrong ones. */
export function delayAfterMs(attempts: number): number {
  if (attempts < FREE_ATTEMPTS) return 0;
  return DELAY_LADDER_MS[Math.min(attempts - FREE_ATTEMPTS, DELAY_LADDER_MS.length - 1)] as number;
}

/** `head` is the reset that followed the right PIN. */
export type Unlocked = {
  readonly recordKey: Uint8Array;
  readonly ledgerSeq: number;
  readonly failedSinceLastUnlock: number;
  readonly head: LedgerHead;
};

function pinLocked(): SealedFailure {
  return new SealedFailure('pin_locked', { remaining: 0, effects: { kind: 'pin-destroyed' } });
}

async function destroyPin(enclave: Enclave, owner: RecordOwner, head: LedgerHead): Promise<never> {
  await append(enclave, nextEntry(head, enclave.clock.nowMs(), { state: 'PIN_DESTROYED', pendingHash: null }));
  enclave.grants.revokeWallet(owner.walletId);
  throw pinLocked();
}

/** Refusals that cost nothing and count nothing. */
function refuseEarly({ state, attempts, retryAtMs }: LedgerEntry, year: { readonly attempts: number; readonly startMs: number }, nowMs: number): void {
  if (state === 'PIN_DESTROYED') throw pinLocked();
  if (state !== 'AVAILABLE') throw new SealedFailure('wallet_state');
  const remaining = MAX_ATTEMPTS - attempts;
  if (retryAtMs > nowMs) throw new SealedFailure('pin_delayed', { remaining, retryAtMs });
  if (year.attempts >= MAX_ATTEMPTS_PER_YEAR) throw new SealedFailure('pin_delayed', { remaining, retryAtMs: year.startMs + YEAR_MS });
}

/** What the ledger's head says to the call, before anything is counted, and what is to be written with a right PIN. */
export type Judge = (entry: LedgerEntry) => Change;

async function evaluate(enclave: Enclave, owner: RecordOwner, stored: StoredRecords, pin: Uint8Array, judge: Judge): Promise<Unlocked> {
  const { clock } = enclave;
  const { record } = stored;
  const head = await headFor(enclave, walletHashOf(enclave, owner), stored);
  const nowMs = clock.nowMs();
  const { attempts, yearAttempts, yearStartMs, state } = head.entry;
  const isNewYear = nowMs - yearStartMs >= YEAR_MS;
  const year = { attempts: isNewYear ? 0 : yearAttempts, startMs: isNewYear ? nowMs : yearStartMs };
  // The last try was counted and never finished: it counts as wrong.
  if (state === 'AVAILABLE' && attempts >= MAX_ATTEMPTS) return await destroyPin(enclave, owner, head);
  refuseEarly(head.entry, year, nowMs);
  const judged = judge(head.entry);

  // Before counting: a KMS that is down must not cost the person a try.
  const dataKey = await openDataKey(enclave, record);
  try {
    const counted = await append(
      enclave,
      nextEntry(head, nowMs, {
        attempts: attempts + 1,
        yearAttempts: year.attempts + 1,
        yearStartMs: year.startMs,
        retryAtMs: nowMs + delayAfterMs(attempts + 1),
      }),
    );
    const recordKey = await tryPin(enclave, record, dataKey, pin);
    if (recordKey === null) {
      if (attempts + 1 >= MAX_ATTEMPTS) return await destroyPin(enclave, owner, counted);
      const { retryAtMs } = counted.entry;
      throw new SealedFailure('pin_wrong', { remaining: MAX_ATTEMPTS - attempts - 1, ...(retryAtMs > nowMs ? { retryAtMs } : {}) });
    }
    try {
      const reset = await append(enclave, nextEntry(counted, clock.nowMs(), { ...judged, attempts: 0, yearAttempts: year.attempts, retryAtMs: 0 }));
      return { recordKey, ledgerSeq: reset.entry.seq, failedSinceLastUnlock: attempts, head: reset };
    } catch (error) {
      wipe(recordKey);
      throw error;
    }
  } finally {
    wipe(dataKey);
  }
}

/**
 * Opens a record with a PIN, under the guess limit, and runs `act` while the wallet's turn and the slot for Argon2id
 * are still held. `act` wipes `recordKey`, or keeps it.
 *
 * @param judge may refuse before the try is counted, and says what the entry after a right PIN carries besides.
 * @throws SealedFailure `pin_policy` | `pin_wrong` | `pin_delayed` | `pin_locked` | `wallet_state`, and what `judge` throws
 * @throws EnclaveError `record_tampered` | `ledger_rollback`, LedgerError, KmsError
 */
export async function withPin<T>(
  enclave: Enclave,
  owner: RecordOwner,
  stored: StoredRecords,
  pinField: Uint8Array,
  act: (unlocked: Unlocked) => Promise<T> | T,
  judge: Judge = () => ({}),
): Promise<T> {
  const pin = readPin(pinField);
  try {
    // The slot for Argon2id is taken before the try is counted: a full queue must not cost the person a try.
    return await inTurn(enclave, owner, () => enclave.limitArgon2(async () => await act(await evaluate(enclave, owner, stored, pin, judge))));
  } finally {
    wipe(pin);
  }
}

/** Waits for the wallet's turn: one writer per wallet. */
export function inTurn<T>(enclave: Enclave, owner: RecordOwner, work: () => Promise<T>): Promise<T> {
  return enclave.lockWallet(Buffer.from(walletHashOf(enclave, owner)).toString('base64'), work);
}
