import type { Hono } from 'hono';
import * as v from 'valibot';
import { appSchema, routes } from '../../../widget/src/contract/api.ts';
import { type AppEnv, route } from '../http/context.ts';
import { ApiProblem } from '../http/problem.ts';
import type { Services } from './services.ts';

/** What anyone may know of an app, and the chains there are. */
export function appRoutes(app: Hono<AppEnv>, services: Services): void {
  route(app, routes.app, [], async function respondWithApp(context) {
    const registered = await services.registry.find(context.req.param('appId') ?? '');
    if (registered === null) throw new ApiProblem('app_unknown', { field: 'appId' });
    // What the contract names, and nothing else of what the operator keeps.
    return context.json(v.parse(appSchema, registered));
  });

  route(app, routes.chains, [], async function respondWithChains(context) {
    return context.json(await services.chains.chains());
  });
}
