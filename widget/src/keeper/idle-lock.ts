import { toWire, type WalletError } from '../../../host-sdk/src/contract/errors.ts';
import type { Database } from '../state/database.ts';
import type { AppState, PinProblem } from '../state/state.ts';
import type { Store } from '../state/store.ts';

/**
 * The lock of the screen. Keys need none: the wallet holds no grant of the enclave's, so each signature takes the PIN, locked or not.
 * What is locked away is what the screen tells, and what goes without a PIN.
 */
export type IdleLock = {
  /** Locks now, and in the other tabs. */
  lock(): void;
  /** Locks because another tab has. */
  close(): void;
  /** Has the enclave look at a PIN; the right one opens. */
  unlock(pin: string): Promise<void>;
  /** Opens: the PIN was right, here or in another tab. */
  open(): void;
  /** Somebody is at the wallet, here or in another tab. */
  used(): void;
};

export type IdleLockOptions = {
  readonly store: Store;
  readonly database: Pick<Database, 'get' | 'put' | 'delete'>;
  readonly nowMs: () => number;
  /** Whether a page is around the wallet: then it is out of sight while it is not up. */
  readonly isFramed: boolean;
  /** @throws whatever the enclave says of the PIN. */
  readonly checkPin: (walletId: string, pin: string) => Promise<void>;
  readonly pinProblemOf: (cause: unknown) => PinProblem | null;
  readonly toError: (cause: unknown) => WalletError;
  /** The PIN is destroyed: where the wallet stands has to be asked again. */
  readonly onDestroyed: () => void;
  /** For the other tabs. */
  readonly onLock: (isLocked: boolean) => void;
  readonly onUse: () => void;
};

/** What is kept: that it is locked, or when somebody was last at it. */
const KEY = 'lock';
const LOCKED = 'locked';
/** How often it is written down, and told, that somebody is there. */
const USE_INTERVAL_MS = 10_000;
const LOOK_INTERVAL_MS = 5_000;

const isReady = ({ status }: AppState) => status.phase === 'locked' || status.phase === 'unlocked';

export function createIdleLock(options: IdleLockOptions): IdleLock {
  const { store, database, nowMs, isFramed, checkPin, pinProblemOf, toError, onDestroyed, onLock, onUse } = options;
  let usedAtMs = nowMs();
  let toldAtMs = 0;
  let wasReady = false;
  /** A login of this very moment needs no PIN on top. */
  let isFresh = false;

  const isIdle = (sinceMs: number) => {
    const { autoLock } = store.get();
    return autoLock !== 'hidden' && nowMs() - sinceMs >= Number(autoLock) * 60_000;
  };
  const isHidden = () => document.visibilityState === 'hidden' || (isFramed && !store.get().visible && store.get().mode !== 'inline');

  function close(): void {
    if (store.get().lock !== null || !isReady(store.get())) return;
    store.set({ lock: { step: 'asking', problem: null }, pinProblem: null });
    void database.put(KEY, LOCKED);
  }

  function lock(): void {
    if (store.get().lock !== null || !isReady(store.get())) return;
    close();
    onLock(true);
  }

  function open(): void {
    usedAtMs = nowMs();
    void database.put(KEY, usedAtMs);
    if (store.get().lock !== null) store.set({ lock: null, pinProblem: null });
  }

  function look(): void {
    if (store.get().autoLock === 'hidden' ? isHidden() : isIdle(usedAtMs)) lock();
  }

  function used(): void {
    usedAtMs = nowMs();
  }

  function onActivity(): void {
    // The first touch after a long sleep of the machine comes before the timer.
    look();
    if (store.get().lock !== null) return;
    used();
    if (usedAtMs - toldAtMs < USE_INTERVAL_MS) return;
    toldAtMs = usedAtMs;
    void database.put(KEY, usedAtMs);
    onUse();
  }

  /** After a reload the wallet is as locked as it was, or would have become meanwhile. */
  async function begin(): Promise<void> {
    const kept = await database.get(KEY);
    if (isFresh || kept === undefined) open();
    else if (kept === LOCKED || store.get().autoLock === 'hidden' || (typeof kept === 'number' && isIdle(kept))) close();
  }

  store.subscribe(() => {
    const state = store.get();
    const ready = isReady(state);
    if (state.status.phase === 'signed-out' || state.status.phase === 'needs-wallet') isFresh = true;
    if (ready && !wasReady) {
      wasReady = ready;
      void begin();
    } else if (!ready && wasReady && isFresh) {
      wasReady = false;
      store.set({ lock: null });
      void database.delete(KEY);
    }
    // The PIN that signed has opened as well.
    if (state.lock !== null && state.progress.step === 'done') {
      open();
      onLock(false);
    }
    if (state.autoLock === 'hidden' && state.lock === null && ready && isHidden()) lock();
  });
  for (const name of ['pointerdown', 'keydown']) window.addEventListener(name, onActivity, { capture: true, passive: true });
  document.addEventListener('visibilitychange', look);
  setInterval(look, LOOK_INTERVAL_MS);

  return {
    lock,
    close,
    open,
    used,
    async unlock(pin) {
      const walletId = store.get().activeAccount?.walletId;
      if (store.get().lock?.step !== 'asking' || walletId === undefined) return;
      store.set({ lock: { step: 'checking', problem: null }, pinProblem: null });
      try {
        await checkPin(walletId, pin);
        open();
        onLock(false);
      } catch (cause) {
        // Signed out, or opened in another tab, while the enclave looked.
        if (store.get().lock === null) return;
        const pinProblem = pinProblemOf(cause);
        if (pinProblem?.code === 'pin_locked') onDestroyed();
        store.set({ pinProblem, lock: { step: 'asking', problem: pinProblem === null ? toWire(toError(cause)) : null } });
      }
    },
  };
}
