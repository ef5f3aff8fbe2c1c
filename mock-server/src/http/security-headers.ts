import type { App } from '../../../widget/src/contract/api.ts';

/*
 * Response headers (facts: MDN, W3C CSP3, Fetch, Permissions Policy). HSTS and `upgrade-insecure-requests` are sent only
 * where the wallet itself is on https: on `http://localhost` they would break the next request.
 */

/** On everything the API answers: never rendered, never cached, never read by another origin. */
export const apiHeaders: Readonly<Record<string, string>> = {
  'content-security-policy': "default-src 'none'; frame-ancestors 'none'",
  'cross-origin-resource-policy': 'same-origin',
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'no-referrer',
  'cache-control': 'no-store',
};

const PERMISSIONS_POLICY = [
  'publickey-credentials-get=(self)',
  'publickey-credentials-create=(self)',
  'clipboard-write=(self)',
  'storage-access=(self)',
  ...[
    ...['camera', 'microphone', 'geolocation', 'payment', 'usb', 'serial', 'hid', 'midi', 'display-capture', 'clipboard-read'],
    ...['accelerometer', 'gyroscope', 'magnetometer', 'fullscreen', 'browsing-topics'],
  ].map((feature) => `${feature}=()`),
].join(', ');

export function isSecureOrigin(walletOrigin: string): boolean {
  return new URL(walletOrigin).protocol === 'https:';
}

export function transportHeaders(walletOrigin: string): Readonly<Record<string, string>> {
  return isSecureOrigin(walletOrigin) ? { 'strict-transport-security': 'max-age=63072000; includeSubDomains; preload' } : {};
}

function contentSecurityPolicy(walletOrigin: string, frameAncestors: readonly string[], connect: readonly string[]): string {
  return [
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self'",
    "img-src 'self' data:",
    "font-src 'self'",
    ["connect-src 'self'", ...connect].join(' '),
    "worker-src 'self'",
    "frame-src 'none'",
    "object-src 'none'",
    "base-uri 'none'",
    "form-action 'none'",
    ['frame-ancestors', ...(frameAncestors.length === 0 ? ["'none'"] : frameAncestors)].join(' '),
    "require-trusted-types-for 'script'",
    'trusted-types lit-html',
    ...(isSecureOrigin(walletOrigin) ? ['upgrade-insecure-requests'] : []),
  ].join('; ');
}

/** On every HTML page of the wallet. `Cross-Origin-Resource-Policy: cross-origin` lets a cross-origin-isolated page embed it. */
function pageHeaders(walletOrigin: string, policy: string): Record<string, string> {
  return {
    'content-security-policy': policy,
    'permissions-policy': PERMISSIONS_POLICY,
    'referrer-policy': 'no-referrer',
    'x-content-type-options': 'nosniff',
    'cross-origin-resource-policy': 'cross-origin',
    'cross-origin-embedder-policy': 'require-corp',
    'origin-agent-cluster': '?1',
    'cache-control': 'no-store',
    ...transportHeaders(walletOrigin),
  };
}

/**
 * Headers of the widget's page for one app: only that app's pages may frame it, and it may talk only to this server,
 * the app's own login providers and its WalletConnect relay. A relay on this server is part of `'self'` (CSP3 §6.7.2.8).
 */
export function widgetHeaders(walletOrigin: string, app: Pick<App, 'allowedOrigins' | 'providers' | 'walletConnect'>): Readonly<Record<string, string>> {
  const issuerOrigins = app.providers.map((provider) => new URL(provider.issuer).origin);
  const relay = app.walletConnect === undefined ? null : new URL(app.walletConnect.relayUrl);
  const relayOrigins = relay === null || relay.host === new URL(walletOrigin).host ? [] : [relay.origin];
  return pageHeaders(walletOrigin, contentSecurityPolicy(walletOrigin, app.allowedOrigins, [...new Set([...issuerOrigins, ...relayOrigins])]));
}

/** Headers of a page nobody may frame: the refusal for an unknown app. */
export function unframedHeaders(walletOrigin: string): Readonly<Record<string, string>> {
  return pageHeaders(walletOrigin, contentSecurityPolicy(walletOrigin, [], []));
}

/** Headers of the operators' page: nobody frames it, it talks to this server and to the operators' login, and it keeps the window it opens for that. */
export function adminHeaders(walletOrigin: string, issuer: string): Readonly<Record<string, string>> {
  const policy = contentSecurityPolicy(walletOrigin, [], [new URL(issuer).origin]);
  return { ...pageHeaders(walletOrigin, policy), 'cross-origin-resource-policy': 'same-origin', 'cross-origin-opener-policy': 'same-origin-allow-popups' };
}

/**
 * Headers of the page the login provider's window comes back to. It must keep its opener, so no opener policy cuts it
 * (and no embedder policy is needed: it loads one script of its own origin).
 */
export function callbackHeaders(walletOrigin: string): Readonly<Record<string, string>> {
  const { 'cross-origin-embedder-policy': _embedder, ...headers } = pageHeaders(walletOrigin, contentSecurityPolicy(walletOrigin, [], []));
  return { ...headers, 'cross-origin-opener-policy': 'unsafe-none' };
}

/** Scripts, styles and pictures of the widget: its own pages load them, no other origin does. */
export const widgetFileHeaders: Readonly<Record<string, string>> = {
  'cross-origin-resource-policy': 'same-origin',
  'x-content-type-options': 'nosniff',
};

/**
 * A picture that came from somebody else's server: shown by the wallet's own pages, and by itself it is nothing that runs or loads.
 * What the file is was read from its bytes, so no browser need guess.
 */
export const imageHeaders: Readonly<Record<string, string>> = {
  ...widgetFileHeaders,
  'content-security-policy': "default-src 'none'; frame-ancestors 'none'; sandbox",
  'cache-control': 'private, max-age=3600',
};

/** The host SDK is a public script: any page may load it, also with `crossorigin` and subresource integrity. */
export const publicScriptHeaders: Readonly<Record<string, string>> = {
  'access-control-allow-origin': '*',
  'cross-origin-resource-policy': 'cross-origin',
  'x-content-type-options': 'nosniff',
};
