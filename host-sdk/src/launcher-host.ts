import type { Wallet } from './wallet.ts';

/** The name of a preset, or tokens by name (also as JSON, for the attribute): `{ 'color-accent': '#0a7', radius: '8px' }`. */
export type ElementTheme = string | { readonly [token: string]: string | number };

/** What the launcher needs of `<alcove-wallet>`. */
export type LauncherHost = HTMLElement & { readonly wallet: Wallet; theme: ElementTheme | null | undefined };
