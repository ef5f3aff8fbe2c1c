import type { Step } from './context.ts';
import { ApiProblem } from './problem.ts';

const expected = { 'sec-fetch-site': 'same-origin', 'sec-fetch-mode': 'cors', 'sec-fetch-dest': 'empty' } as const;

/**
 * Calls that may change something must come from the wallet's own page (W3C Fetch Metadata; `Origin` for browsers that
 * do not send it).
 *
 * A browser cannot leave these headers out for a page's sake, so what is there must be right. A request that carries none
 * of them does not come from a browser's page: it is let through to the DPoP check, which no page of another origin can
 * pass either, because only the wallet's origin can sign with the session key. What needs no session (attestation, chain
 * reads) changes nothing and is the same for everyone.
 */
export function requireSameOrigin(walletOrigin: string): Step {
  return async function checkFetchMetadata(context, next) {
    for (const [name, value] of Object.entries(expected)) {
      const sent = context.req.header(name);
      // Node's own fetch sends Sec-Fetch-Mode alone; a browser never does.
      if (name !== 'sec-fetch-site' && context.req.header('sec-fetch-site') === undefined) continue;
      if (sent !== undefined && sent !== value) throw new ApiProblem('forbidden_origin', { field: name });
    }
    const origin = context.req.header('origin');
    if (origin !== undefined && origin !== walletOrigin) throw new ApiProblem('forbidden_origin', { field: 'origin' });
    await next();
  };
}
