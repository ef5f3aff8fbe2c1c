import { AlcoveWalletElement, defineWalletElement } from './wallet-element.ts';

defineWalletElement();

export type { AlcoveStatusEvent } from './wallet-element.ts';
export { AlcoveWalletElement };
