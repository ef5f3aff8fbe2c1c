import type { Hono } from 'hono';
import { getCookie, setCookie } from 'hono/cookie';
import { openSessionRequestSchema, routes } from '../../../widget/src/contract/api.ts';
import { REFRESH_COOKIE } from '../ciam/refresh-tokens.ts';
import type { SessionGrant } from '../ciam/sessions.ts';
import { type AppContext, type AppEnv, route, type Step } from '../http/context.ts';
import { jsonBody } from '../http/json-body.ts';
import { readLimitedBody } from '../http/limits.ts';
import { ApiProblem } from '../http/problem.ts';
import type { Services } from './services.ts';

/** A refresh says everything in its cookie and its proof; the body is `{}`. */
const REFRESH_BODY_LIMIT_BYTES = 256;
const cookieAttributes = { path: '/', httpOnly: true, secure: true, sameSite: 'None', partitioned: true } as const;

/**
 * The refresh token travels in a cookie that no script can read, kept apart for each site that embeds the wallet (CHIPS).
 * `Secure` holds on `http://localhost` in Chromium and Firefox; WebKit keeps it on https only, and there the session ends
 * with the page, as it does where third-party cookies are blocked altogether.
 */
function respondWithGrant(context: AppContext, grant: SessionGrant, nowMs: number): Response {
  const maxAge = Math.max(0, Math.floor((grant.expiresAtMs - nowMs) / 1000));
  setCookie(context, REFRESH_COOKIE, grant.refreshToken, { ...cookieAttributes, maxAge });
  return context.json(grant.response);
}

function forgetCookie(context: AppContext): void {
  setCookie(context, REFRESH_COOKIE, '', { ...cookieAttributes, maxAge: 0 });
}

/** Login, continuation and sign-out (RFC 8693 token exchange, as JSON). */
export function sessionRoutes(app: Hono<AppEnv>, services: Services): void {
  const body = jsonBody(openSessionRequestSchema);

  const limitLogins: Step = async function limitLogins(context, next) {
    const { clientAddress } = context.env;
    if (clientAddress !== undefined) services.loginBuckets.take(clientAddress);
    await next();
  };

  const readEmptyBody: Step = async function readEmptyBody(context, next) {
    await readLimitedBody(context, REFRESH_BODY_LIMIT_BYTES);
    await next();
  };

  route(app, routes.openSession, [limitLogins, body.read, services.requireProof, services.admit, services.idempotent], async function openSession(context) {
    const request = body.of(context);
    const grant = await services.sessions.open({
      appId: request.app_id,
      providerId: request.provider_id,
      idToken: request.subject_token,
      nonceRandom: request.nonce_random,
      deviceLabel: request.device_label,
      ...context.get('proof'),
    });
    return respondWithGrant(context, grant, services.clock.nowMs());
  });

  route(app, routes.refreshSession, [readEmptyBody, services.requireProof], async function refreshSession(context) {
    const refreshToken = getCookie(context, REFRESH_COOKIE);
    if (refreshToken === undefined) throw new ApiProblem('unauthorized', { field: REFRESH_COOKIE, detail: 'There is no session to continue.' });
    const grant = await services.sessions.refresh(refreshToken, context.get('proof').thumbprint);
    return respondWithGrant(context, grant, services.clock.nowMs());
  });

  route(app, routes.closeSession, [services.authenticate], async function closeSession(context) {
    await services.sessions.close(context.get('session'));
    forgetCookie(context);
    return context.body(null, 204);
  });
}
