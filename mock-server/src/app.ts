import { Hono } from 'hono';
import { routePath } from 'hono/route';
import { routes } from '../../widget/src/contract/api.ts';
import { adminRoutesOf } from './api/admin/routes.ts';
import type { AdminServices } from './api/admin/services.ts';
import { appRoutes } from './api/apps.ts';
import { assetRoutes } from './api/assets.ts';
import { deviceRoutes } from './api/devices.ts';
import { enclaveRoutes } from './api/enclave.ts';
import { nameRoutes } from './api/names.ts';
import { relayRoutes } from './api/relay.ts';
import { rpcRoutes } from './api/rpc.ts';
import type { Services } from './api/services.ts';
import { sessionRoutes } from './api/session.ts';
import { transactionRoutes } from './api/transactions.ts';
import { walletRoutes } from './api/wallets.ts';
import type { AppDeps } from './app-deps.ts';
import { createFresh } from './apps/fresh.ts';
import { createCollectibles } from './assets/collectibles.ts';
import { authenticate, authenticateOperator, requireProof } from './ciam/authenticate.ts';
import { createDpopNonces, type DpopNonces } from './ciam/dpop-nonce.ts';
import { deriveCiamKeys } from './ciam/keys.ts';
import { createOperatorTokens } from './ciam/operator-tokens.ts';
import { createRefreshTokens } from './ciam/refresh-tokens.ts';
import { createSessionKeys } from './ciam/session-keys.ts';
import { createSessions } from './ciam/sessions.ts';
import { createTokenKeys } from './ciam/token-keys.ts';
import { createAccessTokens } from './ciam/tokens.ts';
import { admit, defaultAdmission } from './http/admission.ts';
import type { AppEnv, RequestInfo, Step } from './http/context.ts';
import { onError, onNotFound } from './http/errors.ts';
import { requireSameOrigin } from './http/fetch-metadata.ts';
import { idempotent } from './http/idempotency.ts';
import { requireOwnHost } from './http/own-host.ts';
import { pageRoutes } from './http/pages.ts';
import { probeRoutes } from './http/probes.ts';
import { createTokenBuckets, defaultRateLimits, limitAddress, limitCaller } from './http/rate-limit.ts';
import { createRequestIds } from './http/request-ids.ts';
import { apiHeaders, transportHeaders } from './http/security-headers.ts';

const READING_METHODS = new Set(['GET', 'HEAD']);

/** Names the request, and measures it. */
function identifyRequest(deps: AppDeps): Step {
  const nextId = createRequestIds(deps.random);
  return async function identify(context, next) {
    const startedAtMs = deps.clock.nowMs();
    const requestId = nextId();
    context.set('requestId', requestId);
    const trace = deps.tracing?.begin(context.req.raw.headers);
    await (trace === undefined ? next() : trace.run(next));
    context.res.headers.set('x-request-id', requestId);
    const observation = { method: context.req.method, route: routePath(context, -1), status: context.res.status, durationMs: deps.clock.nowMs() - startedAtMs };
    deps.metrics?.observe(observation);
    trace?.end({ ...observation, requestId });
    // The route's pattern, never the path: an id of somebody's wallet is not for the log. A page reads the chain all day long.
    const isRead = READING_METHODS.has(observation.method) || `${observation.method} ${observation.route}` === routes.rpc;
    const level = isRead ? 'debug' : 'info';
    deps.logger[level]({ requestId, ...(trace === undefined ? {} : { traceId: trace.traceId }), ...observation }, 'request answered');
  };
}

/** The headers of an API answer on everything that does not bring its own. */
function addHeaders(headers: Readonly<Record<string, string>>): Step {
  return async function setMissingHeaders(context, next) {
    await next();
    for (const [name, value] of Object.entries(headers)) {
      if (!context.res.headers.has(name)) context.res.headers.set(name, value);
    }
  };
}

/** RFC 9449 §8.2: every answer brings the nonce for the next proof, so a client is refused for want of one only once. */
function addDpopNonce(nonces: DpopNonces): Step {
  return async function setDpopNonce(context, next) {
    await next();
    context.res.headers.set('dpop-nonce', await nonces.current());
  };
}

function onStateChange(step: Step): Step {
  return async function checkStateChange(context, next) {
    if (READING_METHODS.has(context.req.method)) return next();
    return step(context, next);
  };
}

async function createServices(
  deps: AppDeps,
): Promise<{ readonly services: Services; readonly adminServices: AdminServices | null; readonly nonces: DpopNonces }> {
  const { clock, store, walletOrigin } = deps;
  const limits = { ...defaultRateLimits, ...deps.rateLimits };
  const keys = await deriveCiamKeys(deps.tokenSecret);
  const nonces = createDpopNonces(keys.dpopNonce, clock);
  const fresh = createFresh(store, clock);
  const tokenKeys = createTokenKeys({ store, fresh, clock, derive: keys.accessToken });
  const accessTokens = createAccessTokens(tokenKeys, clock, walletOrigin);
  const sessionBuckets = createTokenBuckets(limits.session, clock);
  const authentication = { store, clock, nonces, sessionKeys: createSessionKeys(), walletOrigin, accessTokens, sessionBuckets };
  const services: Services = {
    ...deps,
    sessions: createSessions({ ...deps, accessTokens, refreshTokens: createRefreshTokens(keys) }),
    authenticate: limitCaller(
      authenticate(authentication),
      { user: createTokenBuckets(limits.user, clock), app: createTokenBuckets(limits.app, clock) },
      deps.registry,
    ),
    requireProof: requireProof(authentication),
    ...createCollectibles(deps, keys.imageReference),
    idempotent: idempotent({ store, clock, random: deps.random, replyKey: keys.storedReply }),
    loginBuckets: createTokenBuckets(limits.login, clock),
    originBuckets: createTokenBuckets(limits.origin, clock),
    admit: admit(deps.admission ?? defaultAdmission),
  };
  if (deps.admin === undefined) return { services, adminServices: null, nonces };
  const operatorTokens = createOperatorTokens(tokenKeys, clock, walletOrigin);
  const adminServices: AdminServices = {
    ...{ ...services, admin: deps.admin, operatorTokens },
    authenticateOperator: authenticateOperator({ ...authentication, tokens: operatorTokens, settings: deps.admin }),
  };
  return { services, adminServices, nonces };
}

async function build(deps: AppDeps): Promise<Hono<AppEnv>> {
  const { services, adminServices, nonces } = await createServices(deps);
  const app = new Hono<AppEnv>();
  app.onError(onError(deps.logger));
  app.notFound(onNotFound);

  app.use(identifyRequest(deps));
  app.use(addHeaders({ ...apiHeaders, ...transportHeaders(deps.walletOrigin) }));
  app.use(requireOwnHost(deps.walletOrigin));
  app.use('/v1/*', addDpopNonce(nonces));
  app.use('/v1/*', limitAddress(createTokenBuckets({ ...defaultRateLimits, ...deps.rateLimits }.address, deps.clock)));
  app.use('/v1/*', onStateChange(requireSameOrigin(deps.walletOrigin)));

  probeRoutes(app, deps);
  pageRoutes(app, deps);
  appRoutes(app, services);
  sessionRoutes(app, services);
  relayRoutes(app, services);
  deviceRoutes(app, services);
  enclaveRoutes(app, services);
  walletRoutes(app, services);
  transactionRoutes(app, services);
  rpcRoutes(app, services);
  assetRoutes(app, services);
  nameRoutes(app, services);
  if (adminServices !== null) adminRoutesOf(app, adminServices);
  return app;
}

/**
 * The wallet server: API, widget pages, host SDK, probes. A function from `Request` to `Response` that touches nothing but
 * its dependencies, so the same server runs under Node, in a service worker and in a test.
 *
 * @returns the server. Its second argument tells the client's network address, which rate limits go by.
 * @throws TypeError when `tokenSecret` is not 32 bytes or `walletOrigin` is not an origin.
 * @example
 * ```ts
 * const app = createApp(deps);
 * const response = await app(new Request('http://localhost:4100/healthz'));
 * // under @hono/node-server:
 * serve({ fetch: (request, { incoming }) => app(request, { clientAddress: incoming.socket.remoteAddress }) });
 * ```
 */
export function createApp(deps: AppDeps): (request: Request, info?: RequestInfo) => Promise<Response> {
  if (deps.tokenSecret.length !== 32) throw new TypeError('tokenSecret must be 32 bytes');
  if (!URL.canParse(deps.walletOrigin) || new URL(deps.walletOrigin).origin !== deps.walletOrigin) throw new TypeError('walletOrigin must be an origin');
  const building = build(deps);
  return async (request, info = {}) => (await building).fetch(request, info);
}
