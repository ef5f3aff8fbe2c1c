import type { App, Provider } from '../../../widget/src/contract/api.ts';

/** An app as the registry holds it; `App` is what the widget may see of it. */
export type RegisteredApp = App & { readonly createdAtMs: number };

export type AppRegistry = {
  find(appId: string): Promise<RegisteredApp | null>;
  /** Providers are looked up by app, so that one app's client id is never accepted for another. */
  findProvider(appId: string, providerId: string): Promise<Provider | null>;
};
