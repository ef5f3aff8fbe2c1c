import { toWire, type WalletError } from '../../../host-sdk/src/contract/errors.ts';
import { ApiError } from '../api/api-error.ts';
import { utf8, wipe } from '../crypto/bytes.ts';
import type { PinProblem } from '../state/state.ts';
import type { Store } from '../state/store.ts';
import type { Accounts } from './accounts.ts';
import { checkPin } from './pin-policy.ts';
import { SealedFailure } from './sealed-results.ts';

/** Choosing a PIN, repeating it, and making the wallet. */
export type CreateFlow = {
  submitPin(pin: string): void;
  /** The next step of the screen: start, try again, done. */
  proceed(): void;
  back(): void;
  /** Forgets what was typed. */
  reset(): void;
};

export type CreateFlowOptions = {
  readonly store: Store;
  readonly accounts: Pick<Accounts, 'create' | 'isCreated'>;
  /** After "done": loads the accounts and leaves the creation. */
  readonly onCreated: () => Promise<void>;
  readonly toError: (cause: unknown) => WalletError;
  readonly pinProblemOf: (failure: SealedFailure) => PinProblem | null;
};

export function createCreateFlow({ store, accounts, onCreated, toError, pinProblemOf }: CreateFlowOptions): CreateFlow {
  /** The first entry while the second is awaited. Bytes, so that they can be wiped; a string cannot. */
  let chosen: Uint8Array | null = null;
  /** Chosen here; it makes the creation idempotent. A failed attempt goes on with the same one. */
  let walletId = crypto.randomUUID() as string;
  /** The wallet is there, only the list has not come yet: trying again must not make a second one. */
  let listing = false;

  function forget(): void {
    if (chosen !== null) wipe(chosen);
    chosen = null;
  }

  function matches(pin: string): boolean {
    return chosen !== null && pin.length === chosen.length && utf8(pin).every((byte, index) => byte === chosen?.[index]);
  }

  async function create(pin: string): Promise<void> {
    store.set({ create: { step: 'working' }, pinProblem: null });
    try {
      const { address } = await accounts.create(walletId, pin);
      walletId = crypto.randomUUID();
      store.set({ create: { step: 'done', address } });
    } catch (cause) {
      // The service has a wallet under this id that this page knows nothing of: the next attempt takes another.
      if (cause instanceof ApiError && cause.code === 'wallet_exists') walletId = crypto.randomUUID();
      const pinProblem = cause instanceof SealedFailure ? pinProblemOf(cause) : null;
      if (pinProblem === null) store.set({ create: { step: 'failed', error: toWire(toError(cause)) } });
      else store.set({ create: { step: 'choose' }, pinProblem });
    }
  }

  function finish(): void {
    listing = true;
    onCreated().then(
      () => {
        listing = false;
        store.set({ create: { step: 'intro' } });
      },
      (cause: unknown) => store.set({ create: { step: 'failed', error: toWire(toError(cause)) } }),
    );
  }

  return {
    submitPin(pin) {
      const { step } = store.get().create;
      if (step === 'choose') {
        const rule = checkPin(pin);
        if (rule !== null) return store.set({ pinProblem: { code: 'pin_policy', rule } });
        forget();
        chosen = utf8(pin);
        store.set({ create: { step: 'confirm' }, pinProblem: null });
      } else if (step === 'confirm') {
        const same = matches(pin);
        forget();
        if (same) void create(pin);
        else store.set({ create: { step: 'choose' }, pinProblem: { code: 'mismatch' } });
      }
    },
    proceed() {
      const { step } = store.get().create;
      if (step === 'intro') store.set({ create: { step: 'choose' }, pinProblem: null });
      else if (step === 'done' || (step === 'failed' && listing)) finish();
      // Made already, only not yet activated or listed: that needs no PIN again.
      else if (step === 'failed' && accounts.isCreated(walletId)) void create('');
      else if (step === 'failed') store.set({ create: { step: 'choose' }, pinProblem: null });
    },
    back() {
      const { step } = store.get().create;
      forget();
      if (step === 'choose') store.set({ create: { step: 'intro' }, pinProblem: null });
      if (step === 'confirm') store.set({ create: { step: 'choose' }, pinProblem: null });
    },
    reset() {
      forget();
      const { step } = store.get().create;
      if (step === 'choose' || step === 'confirm') store.set({ create: { step: 'intro' }, pinProblem: null });
    },
  };
}
