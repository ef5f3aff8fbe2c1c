import type { Step } from './context.ts';
import { ApiProblem } from './problem.ts';

/** What a load balancer or a monitor asks by address, whatever name it uses. */
const ANY_NAME: ReadonlySet<string> = new Set(['/healthz', '/readyz', '/metrics']);

function hostOf(protocol: string, authority: string): string | null {
  const text = `${protocol}//${authority}`;
  if (!URL.canParse(text)) return null;
  const { host, href } = new URL(text);
  // An authority of HTTP is host and port alone: nothing before them, nothing behind.
  return href === `${protocol}//${host}/` ? host : null;
}

/**
 * Answers under the wallet's own name only (RFC 9110 §7.4, §15.5.20): a name that somebody else points at this server, to
 * make a browser take it for their own origin, gets no page and no API. `X-Forwarded-Host` is not believed; a proxy in
 * front has to pass `Host` on.
 */
export function requireOwnHost(walletOrigin: string): Step {
  const { protocol, host } = new URL(walletOrigin);
  return async function checkHost(context, next) {
    const named = context.req.header('host');
    // Written as the wallet writes it, as browsers do, it needs no parser.
    if (named === host) return next();
    const { host: addressed, pathname } = new URL(context.req.url);
    // `Host` where there is HTTP; a request that never was on a wire has its URL.
    const asked = hostOf(protocol, named ?? addressed);
    if (asked !== host && !ANY_NAME.has(pathname)) {
      throw new ApiProblem('forbidden_origin', { status: 421, field: 'host', detail: 'This server does not answer under that name.' });
    }
    await next();
  };
}
