import type { Context, Handler, Hono, MiddlewareHandler } from 'hono';
import type { Operator } from '../ciam/operators.ts';
import type { SessionRow } from '../store/store.ts';

/** Public session key as it stands in a DPoP proof (RFC 7517). */
export type SessionKey = { readonly kty: 'EC'; readonly crv: 'P-256'; readonly x: string; readonly y: string };

/** What the server knows of the request beside it. */
export type RequestInfo = {
  /** Network address of the client, for rate limits. Absent where there is no network (a service worker). */
  readonly clientAddress?: string | undefined;
};

export type AppEnv = {
  Bindings: RequestInfo;
  Variables: {
    requestId: string;
    /** Set by `requireProof` and `authenticate`: whose key signed the DPoP proof. */
    proof: { readonly sessionKey: SessionKey; readonly thumbprint: string };
    /** Set by `authenticate`. */
    session: SessionRow;
    /** Set by `authenticateOperator`. */
    operator: Operator;
    /** Set by `jsonBody(…).read`. */
    rawBody: Uint8Array<ArrayBuffer>;
    body: unknown;
  };
};
export type AppContext = Context<AppEnv>;

/** One step of an endpoint: passes on to the next, or throws an `ApiProblem`. */
export type Step = MiddlewareHandler<AppEnv>;
/** The last step: makes the response. */
export type Respond = Handler<AppEnv>;

/**
 * Registers an endpoint as what it is: a route of the contract and its steps in order, read from top to bottom.
 *
 * @example
 * ```ts
 * route(app, routes.wallets, [authenticate(deps)], (c) => c.json([]));
 * ```
 */
export function route(app: Hono<AppEnv>, contractRoute: string, steps: readonly Step[], respond: Respond): void {
  const [method, path] = contractRoute.split(' ');
  if (method === undefined || path === undefined) throw new TypeError(`a route is "METHOD /path", not ${contractRoute}`);
  app.on(method, [path], ...steps, respond);
}
