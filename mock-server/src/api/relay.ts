import type { Hono } from 'hono';
import type { InferOutput } from 'valibot';
import { routes } from '../../../widget/src/contract/api.ts';
import { answerRelayRequestSchema, openRelayRequestSchema, relayIdSchema } from '../../../widget/src/contract/wallet-api.ts';
import { isOriginAllowed } from '../apps/origins.ts';
import { type AppContext, type AppEnv, route, type Step } from '../http/context.ts';
import { checked, jsonBody } from '../http/json-body.ts';
import { ApiProblem } from '../http/problem.ts';
import { createTokenBuckets } from '../http/rate-limit.ts';
import type { Services } from './services.ts';

/** As long as a login may take. */
export const RELAY_LIFETIME_MS = 600_000;
/** A redirect's address with its code; browsers and proxies take no longer ones either. */
const ANSWER_BODY_LIMIT_BYTES = 16_384;
/** One is opened for each login; what may be kept for one address stays small. */
const openLimit = { burst: 60, perSecond: 1 };

type ReturnTo = InferOutput<typeof openRelayRequestSchema>['return_to'];

function idOf(context: AppContext): string {
  return checked(relayIdSchema, { id: context.req.param('id') }).id;
}

/**
 * The way back for a login whose window has lost the wallet that opened it: `Cross-Origin-Opener-Policy` of the page or of
 * the login provider cuts the two apart. The wallet opens a relay by the key that will read it; the callback page puts the
 * authorization answer in; the wallet takes it out, once. The id is a digest of the request's `state`, which only the
 * wallet, the provider and the window know; whoever knows it may answer and nothing else. An answer that is false does not
 * pass the wallet's own checks (state, PKCE, nonce), and the code in a true one is worth nothing without the PKCE verifier.
 *
 * A login by redirect (widget/src/session/redirect.ts) says when it opens the relay where it came from. The callback page is told
 * that address with the answer's receipt, once, and never by its own address: nobody can have it lead anywhere else.
 */
export function relayRoutes(app: Hono<AppEnv>, services: Services): void {
  const { store, clock, registry, requireProof, walletOrigin } = services;
  const opened = createTokenBuckets(openLimit, clock);
  const open = jsonBody(openRelayRequestSchema);
  const answer = jsonBody(answerRelayRequestSchema, ANSWER_BODY_LIMIT_BYTES);

  const limitOpening: Step = async function limitOpening(context, next) {
    const { clientAddress } = context.env;
    if (clientAddress !== undefined) opened.take(clientAddress);
    await next();
  };

  /** @throws ApiProblem `forbidden_origin` for an address that is neither the wallet's nor a registered page's. */
  async function addressOf(returnTo: ReturnTo): Promise<string | null> {
    if (returnTo === undefined) return null;
    const registered = await registry.find(returnTo.app_id);
    if (registered === null) throw new ApiProblem('app_unknown', { field: 'return_to.app_id' });
    const url = URL.canParse(returnTo.url) ? new URL(returnTo.url) : null;
    if (url !== null && url.username === '' && (url.origin === walletOrigin || isOriginAllowed(registered, url.origin))) return url.href;
    throw new ApiProblem('forbidden_origin', { field: 'return_to.url' });
  }

  route(app, routes.openRelay, [limitOpening, open.read, requireProof], async function openRelay(context) {
    const nowMs = clock.nowMs();
    const { thumbprint } = context.get('proof');
    const returnTo = await addressOf(open.of(context).return_to);
    const isOwn = await store.openRelay({ relayId: idOf(context), thumbprint, returnTo, nowMs, expiresAtMs: nowMs + RELAY_LIFETIME_MS });
    if (!isOwn) throw new ApiProblem('not_found');
    return context.body(null, 204);
  });

  // One refusal for all: it does not tell whether a relay is there, was answered, or is over.
  route(app, routes.answerRelay, [answer.read], async function answerRelay(context) {
    const filled = await store.fillRelay(idOf(context), answer.of(context).answer, clock.nowMs());
    if (filled === null) throw new ApiProblem('not_found');
    return filled.returnTo === null ? context.body(null, 204) : context.json({ return_to: filled.returnTo });
  });

  route(app, routes.takeRelay, [requireProof], async function takeRelay(context) {
    const taken = await store.takeRelay(idOf(context), context.get('proof').thumbprint, clock.nowMs());
    if (taken.state === 'unknown') throw new ApiProblem('not_found');
    return taken.state === 'waiting' ? context.body(null, 204) : context.json({ answer: taken.answer });
  });
}
