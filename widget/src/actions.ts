import type { SendChange } from './state/send.ts';
import type { SettingChange } from './state/settings.ts';
import type { Account, View } from './state/state.ts';
import type { RecoveryFactor, TaskKind } from './state/task.ts';
import type { WalletConnectCommand } from './state/wallet-connect.ts';

/** What a person removes or changes in a list or in the settings. */
export type Change =
  | SettingChange
  | { readonly what: 'walletconnect'; readonly command: WalletConnectCommand }
  /** On the screens of sending and of activity. Nothing leaves without an approval. */
  | { readonly what: 'send'; readonly change: SendChange }
  | { readonly what: 'remove-backup' | 'revoke-device'; readonly id: string }
  | { readonly what: 'select-account'; readonly account: Account }
  | { readonly what: 'rename-account'; readonly account: Account; readonly name: string }
  | { readonly what: 'hide-account'; readonly account: Account; readonly hidden: boolean };

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
  change(change: Change): void;
  switchChain(chainId: number): void;
  /** The frame's content wants this height; the host animates to it. */
  resize(heightPx: number): void;
};
