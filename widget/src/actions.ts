import type { Language, WalletView } from '../../host-sdk/src/contract/types.ts';

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
  navigate(view: WalletView): void;
  setLanguage(language: Language): void;
  switchChain(chainId: number): void;
  /** The frame's content wants this height; the host animates to it. */
  resize(heightPx: number): void;
};
