import type { Language } from '../../host-sdk/src/contract/types.ts';
import type { Account, View } from './state/state.ts';
import type { RecoveryFactor, TaskKind } from './state/task.ts';

/** What a person can make the wallet do. `app-root` turns events into these; `main.ts` joins them to the real parts. */
export type Actions = {
  /** Opens the provider's window synchronously, so call it inside the click. */
  signIn(providerId: string): void;
  signOut(): void;
  /** A PIN for whatever step is on the screen: choose, confirm, or approve. */
  submitPin(pin: string): void;
  approve(approvalId: string): void;
  reject(approvalId: string): void;
  close(): void;
  back(): void;
  /** The next step of the screen: start, retry, done. */
  proceed(): void;
  navigate(view: View): void;
  /** Begins a task; one that runs is left. Call it inside the click: a task may open a window. */
  startTask(kind: TaskKind): void;
  /** The intro's choice: how to prove a recovery, and the passphrase of a new kit ('' for none). */
  chooseTask(choice: { readonly factor?: RecoveryFactor; readonly passphrase?: string }): void;
  /** Words for whatever step is on the screen, separated by blanks of any kind: all of them, or those asked for. */
  submitWords(words: string, passphrase: string): void;
  removeBackup(wrapId: string): void;
  revokeDevice(id: string): void;
  selectAccount(account: Account): void;
  renameAccount(account: Account, name: string): void;
  hideAccount(account: Account, hidden: boolean): void;
  setLanguage(language: Language): void;
  switchChain(chainId: number): void;
  /** The frame's content wants this height; the host animates to it. */
  resize(heightPx: number): void;
};
