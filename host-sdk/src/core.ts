/* The npm entry for pages that bring a frame of their own: `@alcove/host-sdk/core`. */
export type { Finding } from './diagnosis.ts';
export type { Frame, FrameOptions } from './frame.ts';
export type { WalletOptions } from './options.ts';
export { createWalletWith, type Wallet } from './wallet.ts';
