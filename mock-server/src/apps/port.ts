import type { Provider } from '../../../widget/src/contract/api.ts';
import type { AppConfig } from './app-config.ts';

/** An app as the registry holds it; the contract's `App` is what the widget may see of it. */
export type RegisteredApp = AppConfig & { readonly createdAtMs: number };

export type AppRegistry = {
  find(appId: string): Promise<RegisteredApp | null>;
  /** Providers are looked up by app, so that one app's client id is never accepted for another. */
  findProvider(appId: string, providerId: string): Promise<Provider | null>;
};
