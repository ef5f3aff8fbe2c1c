import type { Hono } from 'hono';
import * as v from 'valibot';
import type { Hex } from '../../../host-sdk/src/contract/types.ts';
import { NAME_LENGTH_LIMIT, type NameResponse, nameRoutes as routes } from '../../../widget/src/contract/names-api.ts';
import { type AppEnv, route } from '../http/context.ts';
import { checked } from '../http/json-body.ts';
import { ApiProblem } from '../http/problem.ts';
import { normaliseName, resolveName } from '../names/resolve-name.ts';
import { chainIdText } from './chain-id-text.ts';
import type { Services } from './services.ts';

const requestSchema = v.object({ chainId: chainIdText, name: v.pipe(v.string(), v.maxLength(NAME_LENGTH_LIMIT)) });

/** Whom a name stands for. It asks a node twice, so it is for those who are signed in; the log has the route, never the name. */
export function nameRoutes(app: Hono<AppEnv>, services: Services): void {
  const { chains } = services;

  route(app, routes.name, [services.authenticate], async function respondWithName(context) {
    const { chainId, name: typed } = checked(requestSchema, context.req.param());
    const chain = (await chains.chains()).find((one) => one.chainId === chainId);
    if (chain === undefined) throw new ApiProblem('chain_unknown', { field: 'chainId' });
    if (chain.ensRegistry === undefined) throw new ApiProblem('not_found', { field: 'chainId', detail: 'This chain has no registry of names.' });
    const name = normaliseName(typed);
    if (name === null) throw new ApiProblem('invalid_request', { field: 'name', detail: 'name is not a name by ENSIP-15.' });
    const address = await resolveName(chains, { chainId, registry: chain.ensRegistry as Hex }, name);
    return context.json({ name, address } satisfies NameResponse);
  });
}
