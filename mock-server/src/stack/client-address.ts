import { type BlockList, isIP } from 'node:net';

/** An IPv4 address that came over an IPv6 socket is that address. */
function plain(address: string): string {
  return address.startsWith('::ffff:') && isIP(address.slice(7)) === 4 ? address.slice(7) : address;
}

function isTrusted(address: string, proxies: BlockList): boolean {
  const version = isIP(address);
  return version !== 0 && proxies.check(address, version === 4 ? 'ipv4' : 'ipv6');
}

/**
 * The client's network address, which rate limits go by: from the right of `X-Forwarded-For` the first one that is no proxy of the
 * operator's own. What stands left of it was written by the client and is worth nothing.
 *
 * @param peer who is at the other end of the connection.
 * @example
 * ```ts
 * clientAddress('10.0.0.7', '1.2.3.4, 203.0.113.9', proxies); // '203.0.113.9'
 * ```
 */
export function clientAddress(peer: string, forwardedFor: string | undefined, proxies: BlockList): string {
  let address = plain(peer);
  const hops = (forwardedFor ?? '').split(',').map((hop) => plain(hop.trim()));
  while (isTrusted(address, proxies)) {
    const next = hops.pop();
    if (next === undefined || isIP(next) === 0) return address;
    address = next;
  }
  return address;
}
