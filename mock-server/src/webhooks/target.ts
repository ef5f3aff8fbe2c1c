import { BlockList, isIP } from 'node:net';
import { WebhookError } from './webhook-error.ts';

/** IANA special-purpose registries (RFC 6890 and successors): whatever is not the public internet. */
const reserved: readonly (readonly [network: string, prefix: number])[] = [
  ['0.0.0.0', 8],
  ['10.0.0.0', 8],
  ['100.64.0.0', 10],
  ['127.0.0.0', 8],
  ['169.254.0.0', 16],
  ['172.16.0.0', 12],
  ['192.0.0.0', 24],
  ['192.0.2.0', 24],
  ['192.88.99.0', 24],
  ['192.168.0.0', 16],
  ['198.18.0.0', 15],
  ['198.51.100.0', 24],
  ['203.0.113.0', 24],
  ['224.0.0.0', 4],
  ['240.0.0.0', 4],
];
/** Of IPv6 only what is given out as global unicast counts as public (2000::/3), without these. */
const reservedGlobal: readonly (readonly [network: string, prefix: number])[] = [
  ['2001::', 23],
  ['2001:db8::', 32],
  ['2002::', 16],
  ['3fff::', 20],
];

const blocked = new BlockList();
for (const [network, prefix] of reserved) blocked.addSubnet(network, prefix, 'ipv4');
for (const [network, prefix] of reservedGlobal) blocked.addSubnet(network, prefix, 'ipv6');
const globalUnicast = new BlockList();
globalUnicast.addSubnet('2000::', 3, 'ipv6');

/** Whether a server may be told something there: not this machine, not its neighbours, not the cloud's metadata service. */
export function isPublicAddress(address: string): boolean {
  const family = isIP(address);
  if (family === 4) return !blocked.check(address, 'ipv4');
  // ::ffff:10.0.0.1 and every other form that leads to an IPv4 address lies outside 2000::/3, or in 2002::/16.
  return family === 6 && globalUnicast.check(address, 'ipv6') && !blocked.check(address, 'ipv6');
}

export type TargetRules = {
  /** For development and for networks of one's own: http, and addresses that are not public. */
  readonly allowPrivate: boolean;
};

/**
 * Reads the address of a webhook.
 *
 * @throws WebhookError `url` for what is no https address, carries credentials or a fragment, or names an address that is not public.
 * @example
 * ```ts
 * parseTarget('https://shop.example/hooks/alcove', { allowPrivate: false });
 * ```
 */
export function parseTarget(text: string, { allowPrivate }: TargetRules): URL {
  if (text.length > 2_048 || !URL.canParse(text)) throw new WebhookError('url', 'url must be an absolute address of at most 2048 characters.');
  const url = new URL(text);
  if (url.protocol !== 'https:' && !(allowPrivate && url.protocol === 'http:')) throw new WebhookError('url', 'url must begin with https://.');
  if (url.username !== '' || url.password !== '') throw new WebhookError('url', 'url must not carry a user or a password.');
  if (url.hash !== '') throw new WebhookError('url', 'url must not have a fragment.');
  // The URL parser has made 0x7f.1, 2130706433 and the like into 127.0.0.1 already.
  const host = url.hostname.replace(/^\[|\]$/g, '');
  const isLocalName = !host.includes('.') && isIP(host) === 0;
  if (!allowPrivate && (isLocalName || (isIP(host) !== 0 && !isPublicAddress(host)))) throw new WebhookError('url', 'url must name a public host.');
  return url;
}
