import { AlcoveWalletElement, defineWalletElement } from './wallet-element.ts';

defineWalletElement();

export type { ElementTheme } from './launcher-host.ts';
export type { AlcoveStatusEvent, AlcoveThemeEvent } from './wallet-element.ts';
export { AlcoveWalletElement };
