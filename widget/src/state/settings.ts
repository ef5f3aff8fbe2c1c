import type { WireError } from '../../../host-sdk/src/contract/errors.ts';
import type { Currency, Language } from '../../../host-sdk/src/contract/types.ts';

/** A value of CSS `color-scheme`; both mean that the device decides. */
export type Scheme = 'light' | 'dark' | 'light dark';

/** After how many idle minutes the wallet locks itself; `hidden`: as soon as it is out of sight. */
export type AutoLock = 'hidden' | '1' | '5' | '15';

export const schemes: readonly Scheme[] = ['light dark', 'light', 'dark'];
export const autoLocks: readonly AutoLock[] = ['hidden', '1', '5', '15'];

/** A locked wallet shows nothing of its owner but what takes the PIN by itself. `checking` while the enclave looks at a PIN. */
export type Lock = { readonly step: 'asking' | 'checking'; readonly problem: WireError | null };

/** A site that the person has connected. Times are Unix milliseconds. */
export type Site = {
  readonly origin: string;
  readonly sinceMs: number;
  readonly usedAtMs: number;
  /** What a session of the site's may ask for by name (CAIP-25); empty without one. */
  readonly methods: readonly string[];
};

/** What a person changes about the wallet itself. `origin` null: every site. */
export type SettingChange =
  | { readonly what: 'language'; readonly language: Language }
  | { readonly what: 'currency'; readonly currency: Currency }
  | { readonly what: 'scheme'; readonly scheme: Scheme }
  | { readonly what: 'auto-lock'; readonly autoLock: AutoLock }
  | { readonly what: 'lock' }
  /** Never logged, never stored. */
  | { readonly what: 'unlock'; readonly pin: string }
  | { readonly what: 'revoke-site'; readonly origin: string | null };
