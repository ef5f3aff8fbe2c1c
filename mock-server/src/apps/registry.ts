import * as v from 'valibot';
import { type App, appSchema } from '../../../widget/src/contract/api.ts';
import { developmentOrigins, originFault } from './origins.ts';
import type { AppRegistry, RegisteredApp } from './port.ts';

const ORIGIN_COUNT_LIMIT = 20;
const APP_ID_CHARACTERS = 'abcdefghijklmnopqrstuvwxyz0123456789-_';
const APP_ID_LENGTH_LIMIT = 64;

function fault(path: string, what: string): TypeError {
  return new TypeError(`apps: ${path} ${what}`);
}

function checkIssuer(path: string, issuer: string, development: boolean): void {
  const url = URL.canParse(issuer) ? new URL(issuer) : null;
  const loopback = url?.protocol === 'http:' && (url.hostname === 'localhost' || url.hostname === '127.0.0.1');
  if (url?.protocol !== 'https:' && !(development && loopback)) throw fault(path, 'must be an https address');
}

/** The relay stands in the widget's Content-Security-Policy, so it is exact and encrypted, but on one's own machine. */
function checkWalletConnect(path: string, { relayUrl, projectId }: NonNullable<App['walletConnect']>, development: boolean): void {
  const url = URL.canParse(relayUrl) ? new URL(relayUrl) : null;
  const isPlain =
    url !== null && url.username === '' && url.search === '' && url.hash === '' && originFault(url.origin.replace(/^ws/, 'http'), development) === null;
  if (!isPlain || (url.protocol !== 'wss:' && !(development && url.protocol === 'ws:'))) throw fault(`${path}.relayUrl`, 'must be a wss address');
  if (projectId.length !== 32 || ![...projectId].every((one) => '0123456789abcdef'.includes(one)))
    throw fault(`${path}.projectId`, 'must be 32 hexadecimal digits');
}

/** One app of the configuration, checked. @throws TypeError that names the field. */
function checkApp(candidate: unknown, index: number): App {
  const result = v.safeParse(appSchema, candidate);
  if (!result.success) throw fault(`[${index}].${v.getDotPath(result.issues[0]) ?? ''}`, 'is not valid');
  const app = result.output;
  const path = `[${index}]`;
  const plainId = app.appId.length <= APP_ID_LENGTH_LIMIT && [...app.appId].every((one) => APP_ID_CHARACTERS.includes(one));
  if (app.appId === '' || !plainId) throw fault(`${path}.appId`, 'must be 1 to 64 lower-case letters, digits, - or _');
  if (app.allowedOrigins.length === 0 || app.allowedOrigins.length > ORIGIN_COUNT_LIMIT) {
    throw fault(`${path}.allowedOrigins`, `must list 1 to ${ORIGIN_COUNT_LIMIT} origins`);
  }
  app.allowedOrigins.forEach((entry, at) => {
    const reason = originFault(entry, app.development);
    if (reason !== null) throw fault(`${path}.allowedOrigins[${at}]`, reason);
  });
  app.reviewedOrigins?.forEach((entry, at) => {
    if (!app.allowedOrigins.includes(entry) || entry.endsWith('*'))
      throw fault(`${path}.reviewedOrigins[${at}]`, 'must be one of the allowed origins, with its port');
  });
  app.providers.forEach((provider, at) => {
    checkIssuer(`${path}.providers[${at}].issuer`, provider.issuer, app.development);
  });
  if (app.walletConnect !== undefined) checkWalletConnect(`${path}.walletConnect`, app.walletConnect, app.development);
  if (new Set(app.providers.map((provider) => provider.providerId)).size !== app.providers.length) throw fault(`${path}.providers`, 'must not share an id');
  return app;
}

/**
 * The apps this wallet serves, from code or from a configuration file read as JSON.
 *
 * @throws TypeError that names the field at fault, so that a wrong configuration never starts.
 * @example
 * ```ts
 * const registry = createRegistry([demoApp({ issuer: 'http://localhost:4200', clientId: 'alcove-widget', chainIds: [31337] })]);
 * ```
 */
export function createRegistry(apps: readonly (App & { readonly createdAtMs?: number })[]): AppRegistry {
  const byId = new Map<string, RegisteredApp>();
  apps.forEach((candidate, index) => {
    const app = checkApp(candidate, index);
    if (byId.has(app.appId)) throw fault(`[${index}].appId`, 'is registered twice');
    byId.set(app.appId, { ...app, createdAtMs: candidate.createdAtMs ?? 0 });
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
