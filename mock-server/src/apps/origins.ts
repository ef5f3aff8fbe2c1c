import type { App } from '../../../widget/src/contract/api.ts';

const LOOPBACK_HOSTS = ['127.0.0.1', 'localhost'];
const ANY_PORT_SUFFIX = ':*';
/** Any page of the machine itself, and nothing else. */
export const developmentOrigins: readonly string[] = LOOPBACK_HOSTS.map((host) => `http://${host}${ANY_PORT_SUFFIX}`);
/** The URL standard lets more into a host than a Content-Security-Policy may take literally, `*` above all. */
const HOST_CHARACTERS = 'abcdefghijklmnopqrstuvwxyz0123456789.-[:]';

/** Host of an any-port entry such as `http://localhost:*`, else null. */
function anyPortHost(entry: string): string | null {
  const prefix = 'http://';
  if (!entry.startsWith(prefix) || !entry.endsWith(ANY_PORT_SUFFIX)) return null;
  const host = entry.slice(prefix.length, -ANY_PORT_SUFFIX.length);
  return LOOPBACK_HOSTS.includes(host) ? host : null;
}

function parseOrigin(text: string): URL | null {
  if (!URL.canParse(text)) return null;
  const url = new URL(text);
  const plain = [...url.hostname].every((character) => HOST_CHARACTERS.includes(character));
  return plain && url.origin === text ? url : null;
}

/** Why an entry may not stand in an app's list of origins, or null when it may. */
export function originFault(entry: string, development: boolean): string | null {
  if (anyPortHost(entry) !== null) return development ? null : 'any-port origins are for development apps';
  const url = parseOrigin(entry);
  if (url === null) return 'must be an exact origin such as https://shop.example, without path or wildcard';
  if (url.protocol === 'https:') return null;
  if (development && url.protocol === 'http:' && LOOPBACK_HOSTS.includes(url.hostname)) return null;
  return 'must be https';
}

/** Whoever asks over WalletConnect, in the place of a page's origin: the topic of a session. */
const walletConnectSession = /^wc:[0-9a-f]{64}$/;

/** Whether the widget of this app may ask for signatures in the name of this asker: one of its pages, or a WalletConnect session where it has those. */
export function isAskerAllowed(app: Pick<App, 'allowedOrigins' | 'walletConnect'>, asker: string): boolean {
  return isOriginAllowed(app, asker) || (app.walletConnect !== undefined && walletConnectSession.test(asker));
}

/**
 * Whether a page of this origin may use the app. Exact comparison; a development app's any-port entries compare scheme
 * and host.
 *
 * @example
 * ```ts
 * isOriginAllowed({ allowedOrigins: ['http://localhost:*'] }, 'http://localhost:3000'); // true
 * ```
 */
export function isOriginAllowed(app: Pick<App, 'allowedOrigins'>, origin: string): boolean {
  const url = parseOrigin(origin);
  if (url === null) return false;
  return app.allowedOrigins.some((entry) => {
    const host = anyPortHost(entry);
    return host === null ? entry === origin : url.protocol === 'http:' && url.hostname === host;
  });
}
