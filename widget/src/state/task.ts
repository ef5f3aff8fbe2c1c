import type { WireError } from '../../../host-sdk/src/contract/errors.ts';

/**
 * What a person does with the keys themselves, one at a time:
 *
 * - `pin-change`: pin current → new → repeat → working → done
 * - `kit`: intro (a passphrase may be chosen) → pin current → working → kit (file and words) → check (three of them) → working → done
 * - `passkey`: intro → pin current → working (the browser asks for the passkey) → done
 * - `recover`: intro (by kit words or by passkey) → words → pin new → repeat → working → done. Offered where the PIN is forgotten or destroyed.
 * - `account`: pin current → working → done; the next address of the same seed
 * - `export`: sign-in → window (where the wallet is framed) → pin current → working → words → (leaving wipes them). Only in a top-level window.
 * - `import`: window → intro → words → pin new → repeat → working → done. Only in a top-level window, for somebody who has no wallet yet.
 * - `remove-backup`: pin current → working → done; begun by `removeBackup`, never by `startTask`.
 *
 * Whatever fails is `failed`, with one button that tries again (`proceed`) and one that leaves (`back`). `error.data.reason` is one of the
 * API's and the seal's codes, among them `hold` (with `data.field` `recovery` or `device`, and `data.retryAtMs`), `login_stale`,
 * `factor_wrong`, `wallet_state`, and of the browser: `passkey_unsupported`, `passkey_cancelled`, `popup_blocked`, `popup_closed`, `other_account`.
 */
export type TaskKind = 'pin-change' | 'kit' | 'passkey' | 'recover' | 'account' | 'export' | 'import' | 'remove-backup';

/** How a recovery is proved. */
export type RecoveryFactor = 'kit' | 'passkey';

export type TaskStep =
  | { readonly name: 'intro' }
  /** The wallet is framed and this must not be: one button opens a window of its own, inside the click. */
  | { readonly name: 'window' }
  /** A fresh login is needed (`max_age=0`): one button opens the provider's window, inside the click. */
  | { readonly name: 'sign-in' }
  | { readonly name: 'pin'; readonly which: 'current' | 'new' | 'repeat' }
  /** 12 to 24 words are typed or pasted, with the kit's passphrase if it has one. `problem` says what was wrong with the last ones. */
  | { readonly name: 'enter-words'; readonly problem: 'words_invalid' | 'factor_wrong' | null }
  | { readonly name: 'working' }
  /** The recovery kit, shown once: the file and its 24 words. */
  | { readonly name: 'kit'; readonly words: readonly string[]; readonly fileName: string; readonly file: Uint8Array<ArrayBuffer> }
  /** Re-entry of the words at these positions (from 1). */
  | { readonly name: 'check'; readonly positions: readonly number[]; readonly problem: 'factor_wrong' | null }
  /** The seed's words, in the export. */
  | { readonly name: 'words'; readonly words: readonly string[] }
  /** `holdUntilMs`: until then, after a recovery, large payments and exports are refused. */
  | { readonly name: 'done'; readonly holdUntilMs: number | null }
  | { readonly name: 'failed'; readonly error: WireError };

export type Task = {
  readonly kind: TaskKind;
  readonly step: TaskStep;
  /** For `recover`: chosen at the intro. */
  readonly factor: RecoveryFactor;
};
