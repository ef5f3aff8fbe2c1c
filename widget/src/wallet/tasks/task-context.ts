import type { WalletError } from '../../../../host-sdk/src/contract/errors.ts';
import type { Hex } from '../../../../host-sdk/src/contract/types.ts';
import type { SealedError, SealedErrorCode } from '../../contract/sealed.ts';
import type { PinProblem } from '../../state/state.ts';
import type { RecoveryFactor, TaskKind, TaskStep } from '../../state/task.ts';
import type { Accounts } from '../accounts.ts';
import type { EnclaveClient } from '../enclave-client.ts';

/** What a person answers a step with. */
export type Answers = {
  readonly pin: string;
  readonly words: { readonly words: string; readonly passphrase: string };
  readonly choice: { readonly factor?: RecoveryFactor; readonly passphrase?: string };
  readonly proceed: true;
};

/** The task is over before its end: left, closed, or followed by another. */
export class TaskEnded extends Error {
  readonly next: TaskKind | null;
  constructor(next: TaskKind | null = null) {
    super('The task was left.');
    this.name = 'TaskEnded';
    this.next = next;
  }
}

/** What work came to: its value, or a refusal that the task itself leads somewhere. */
export type Outcome<Value> = { readonly value: Value } | { readonly refused: SealedErrorCode };

/** A window of the wallet's own, and the login that some tasks ask for. */
export type TaskWindows = {
  /** Whether another page is around the wallet. */
  readonly isFramed: boolean;
  /** Whether this window goes on with a session that the wallet's frame has just had renewed. */
  readonly isHandedOver: boolean;
  /** Opens a window of the wallet's own, or brings it forward; synchronously, so call it inside the click. @throws WalletError -32081 when it is blocked. */
  open(kind: TaskKind, signal: AbortSignal): void;
  /** Resolves when that window is closed; at once when the page's opener policy has put it out of reach. */
  closed(signal: AbortSignal): Promise<void>;
  /** Prepares a fresh login. @returns opens the provider's window, synchronously; resolves when the person has logged in. */
  prepareLogin(): (signal: AbortSignal) => Promise<void>;
};

/** What a task works with. */
export type TaskContext = {
  readonly kind: TaskKind;
  /** Of the wallet that is there; of the one to be made, for `import`. */
  readonly walletId: string;
  /** First account of the wallet; null while there is none. */
  readonly address: Hex | null;
  readonly subjectHash: Uint8Array;
  readonly enclave: Pick<EnclaveClient, 'perform'>;
  readonly accounts: Pick<Accounts, 'createBy' | 'prove'>;
  readonly windows: TaskWindows;
  readonly signal: AbortSignal;
  /** The index of the next account. */
  nextAccountIndex(): number;
  /** Puts a step on the screen. @throws TaskEnded when the task is over. */
  show(step: TaskStep): void;
  /** Which factor the recovery goes by, for the screen. */
  setFactor(factor: RecoveryFactor): void;
  setPinProblem(problem: PinProblem | null): void;
  pinProblemOf(error: SealedError): PinProblem | null;
  toError(cause: unknown): WalletError;
  /**
   * Puts a step on the screen and waits for its answer; null when the person goes back.
   *
   * @param act runs inside the event that answers, where a window may be opened; what it returns is the answer then.
   * @throws TaskEnded when the task is over, and what `act` throws.
   */
  ask<Kind extends keyof Answers>(kind: Kind, step: TaskStep): Promise<Answers[Kind] | null>;
  ask<Kind extends keyof Answers, Acted>(kind: Kind, step: TaskStep, act: () => Acted): Promise<{ readonly acted: Acted } | null>;
  /** Loads wallets and accounts again. */
  refresh(): Promise<void>;
};
