import { checkApp } from './check-app.ts';
import { ConfigError } from './config-error.ts';
import { developmentOrigins } from './origins.ts';
import type { AppRegistry, RegisteredApp } from './port.ts';

/** @throws TypeError that names app and field. */
function checkAt(candidate: unknown, index: number): ReturnType<typeof checkApp> {
  try {
    return checkApp(candidate);
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    throw new TypeError(`apps: [${index}].${error.field} ${error.reason}`, { cause: error });
  }
}

/**
 * A fixed list of apps, from code or from a configuration file read as JSON.
 *
 * @throws TypeError that names the field at fault, so that a wrong configuration never starts.
 * @example
 * ```ts
 * const registry = createRegistry([demoApp({ issuer: 'http://localhost:4200', clientId: 'alcove-widget', chainIds: [31337] })]);
 * ```
 */
export function createRegistry(apps: readonly RegisteredApp[]): AppRegistry {
  const byId = new Map<string, RegisteredApp>();
  apps.forEach(({ createdAtMs = 0, ...candidate }, index) => {
    const app = checkAt(candidate, index);
    if (byId.has(app.appId)) throw new TypeError(`apps: [${index}].appId is registered twice`);
    byId.set(app.appId, { ...app, createdAtMs });
  });
  return {
    find: async (appId) => byId.get(appId) ?? null,
    findProvider: async (appId, providerId) => byId.get(appId)?.providers.find((provider) => provider.providerId === providerId) ?? null,
  };
}

/** The app `demo`: for development on one machine, open to any page of it and to nothing else (design §2). */
export function demoApp(options: {
  readonly issuer: string;
  readonly clientId: string;
  readonly chainIds: readonly number[];
  /** Of a WalletConnect relay on the same machine. Default: none, and no WalletConnect. */
  readonly relayUrl?: string;
}): RegisteredApp {
  return {
    appId: 'demo',
    name: 'Demo shop',
    logoUrl: null,
    allowedOrigins: [...developmentOrigins],
    development: true,
    providers: [{ providerId: 'demo', name: 'Demo account', issuer: options.issuer, clientId: options.clientId, scope: 'openid profile email' }],
    chainIds: [...options.chainIds],
    createdAtMs: 0,
    // A relay of one's own asks for no project.
    ...(options.relayUrl === undefined ? {} : { walletConnect: { relayUrl: options.relayUrl, projectId: '0'.repeat(32) } }),
  };
}
