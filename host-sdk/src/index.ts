export { announceProvider, type ProviderInfo } from './announce.ts';
export { type ErrorCode, type ErrorData, WalletError } from './contract/errors.ts';
export type {
  Currency,
  Hex,
  Json,
  Language,
  Preferences,
  RequestArguments,
  ThemeCorrection,
  ThemeReport,
  WalletMode,
  WalletPhase,
  WalletStatus,
  WalletView,
} from './contract/types.ts';
export { createWallet } from './create-wallet.ts';
export type { Finding } from './diagnosis.ts';
export type { Listener } from './emitter.ts';
export type { WalletOptions } from './options.ts';
export type { Provider, ProviderEvents, RequestOptions } from './provider.ts';
export type { Wallet } from './wallet.ts';
