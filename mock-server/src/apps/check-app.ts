import * as v from 'valibot';
import { type AppConfig, appConfigSchema, chainConfigSchema, type RegisteredChain } from './app-config.ts';
import { checkTheme } from './check-theme.ts';
import { ConfigError } from './config-error.ts';
import { originFault } from './origins.ts';

export const ORIGIN_COUNT_LIMIT = 20;
const APP_ID_CHARACTERS = 'abcdefghijklmnopqrstuvwxyz0123456789-_';
const APP_ID_LENGTH_LIMIT = 64;
const LOOPBACK_HOSTS: ReadonlySet<string> = new Set(['localhost', '127.0.0.1', '[::1]']);

function read<Schema extends v.GenericSchema>(schema: Schema, candidate: unknown): v.InferOutput<Schema> {
  const result = v.safeParse(schema, candidate);
  if (result.success) return result.output;
  const [issue] = result.issues;
  const isUnexpected = issue.expected === 'never';
  throw new ConfigError((v.getDotPath(issue) ?? 'app').slice(0, 80), isUnexpected ? 'is not a setting' : 'is not valid');
}

/** https, or http on this very machine where that is allowed. */
export function isProtected(url: URL | null, loopbackAllowed: boolean): boolean {
  return url?.protocol === 'https:' || (loopbackAllowed && url?.protocol === 'http:' && LOOPBACK_HOSTS.has(url.hostname));
}

function checkProviders({ providers, development }: AppConfig): void {
  providers.forEach((provider, at) => {
    const url = URL.canParse(provider.issuer) ? new URL(provider.issuer) : null;
    if (!isProtected(url, development)) throw new ConfigError(`providers[${at}].issuer`, 'must be an https address');
    if (provider.providerId === '' || provider.clientId === '') throw new ConfigError(`providers[${at}]`, 'must have an id and a client id');
  });
  if (new Set(providers.map((provider) => provider.providerId)).size !== providers.length) throw new ConfigError('providers', 'must not share an id');
}

function checkOrigins(app: AppConfig): void {
  if (app.allowedOrigins.length === 0 || app.allowedOrigins.length > ORIGIN_COUNT_LIMIT) {
    throw new ConfigError('allowedOrigins', `must list 1 to ${ORIGIN_COUNT_LIMIT} origins`);
  }
  app.allowedOrigins.forEach((entry, at) => {
    const reason = originFault(entry, app.development);
    if (reason !== null) throw new ConfigError(`allowedOrigins[${at}]`, reason);
  });
  if (new Set(app.allowedOrigins).size !== app.allowedOrigins.length) throw new ConfigError('allowedOrigins', 'must not list an origin twice');
  app.reviewedOrigins?.forEach((entry, at) => {
    if (!app.allowedOrigins.includes(entry) || entry.endsWith('*'))
      throw new ConfigError(`reviewedOrigins[${at}]`, 'must be one of the allowed origins, with its port');
  });
}

/** The relay stands in the widget's Content-Security-Policy, so it is exact and encrypted, but on one's own machine. */
function checkWalletConnect({ relayUrl, projectId }: NonNullable<AppConfig['walletConnect']>, development: boolean): void {
  const url = URL.canParse(relayUrl) ? new URL(relayUrl) : null;
  const isPlain =
    url !== null && url.username === '' && url.search === '' && url.hash === '' && originFault(url.origin.replace(/^ws/, 'http'), development) === null;
  if (!isPlain || (url.protocol !== 'wss:' && !(development && url.protocol === 'ws:')))
    throw new ConfigError('walletConnect.relayUrl', 'must be a wss address');
  if (projectId.length !== 32 || ![...projectId].every((one) => '0123456789abcdef'.includes(one)))
    throw new ConfigError('walletConnect.projectId', 'must be 32 hexadecimal digits');
}

/** Checks one app. @throws ConfigError that names the field. */
export function checkApp(candidate: unknown): AppConfig {
  const app = read(appConfigSchema, candidate);
  const plainId = app.appId.length <= APP_ID_LENGTH_LIMIT && [...app.appId].every((one) => APP_ID_CHARACTERS.includes(one));
  if (app.appId === '' || !plainId) throw new ConfigError('appId', 'must be 1 to 64 lower-case letters, digits, - or _');
  checkOrigins(app);
  checkProviders(app);
  if (app.walletConnect !== undefined) checkWalletConnect(app.walletConnect, app.development);
  if (app.theme !== undefined) checkTheme(app.theme);
  const listed = (app.tokens ?? []).map(({ chainId, address }) => `${chainId} ${address.toLowerCase()}`);
  if (new Set(listed).size !== listed.length) throw new ConfigError('tokens', 'must not list a token twice');
  app.tokens?.forEach(({ chainId }, at) => {
    if (!app.chainIds.includes(chainId)) throw new ConfigError(`tokens[${at}].chainId`, 'must be one of the app’s chains');
  });
  return app;
}

/** Checks one chain. @throws ConfigError that names the field. */
export function checkChain(candidate: unknown): RegisteredChain {
  const chain = read(chainConfigSchema, candidate);
  chain.rpcUrls.forEach((text, at) => {
    const url = URL.canParse(text) ? new URL(text) : null;
    if (!isProtected(url, true)) throw new ConfigError(`rpcUrls[${at}]`, 'must be an https address, or http on this machine');
  });
  if (new Set(chain.rpcUrls).size !== chain.rpcUrls.length) throw new ConfigError('rpcUrls', 'must not list an address twice');
  if (chain.explorerUrl !== null && !(URL.canParse(chain.explorerUrl) && new URL(chain.explorerUrl).protocol === 'https:')) {
    throw new ConfigError('explorerUrl', 'must be an https address or null');
  }
  return chain;
}
