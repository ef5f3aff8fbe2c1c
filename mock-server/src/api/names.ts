import type { Hono } from 'hono';
import type { Hex } from '../../../host-sdk/src/contract/types.ts';
import { type NameResponse, nameRequestSchema, nameRoutes as routes } from '../../../widget/src/contract/names-api.ts';
import { type AppEnv, route } from '../http/context.ts';
import { checked, jsonBody } from '../http/json-body.ts';
import { ApiProblem } from '../http/problem.ts';
import { normaliseName, readNameTables, resolveName } from '../names/resolve-name.ts';
import { chainIdSchema } from './chain-id-text.ts';
import type { Services } from './services.ts';

/** Whom a name stands for. It asks a node twice, so it is for those who are signed in. */
export function nameRoutes(app: Hono<AppEnv>, services: Services): void {
  const { chains } = services;
  const body = jsonBody(nameRequestSchema);

  async function prepare(): Promise<void> {
    if ((await chains.chains()).some(({ ensRegistry }) => ensRegistry !== undefined)) readNameTables();
  }
  // Where it is not known yet, as for a chain that is given a registry later, the first who asks waits instead.
  prepare().catch(() => undefined);

  route(app, routes.name, [body.read, services.authenticate], async function respondWithName(context) {
    const { chainId } = checked(chainIdSchema, context.req.param());
    const chain = (await chains.chains()).find((one) => one.chainId === chainId);
    if (chain === undefined) throw new ApiProblem('chain_unknown', { field: 'chainId' });
    if (chain.ensRegistry === undefined) throw new ApiProblem('not_found', { field: 'chainId', detail: 'This chain has no registry of names.' });
    const name = normaliseName(body.of(context).name);
    if (name === null) throw new ApiProblem('invalid_request', { field: 'name', detail: 'name is not a name by ENSIP-15.' });
    return context.json({ name, ...(await resolveName(chains, { chainId, registry: chain.ensRegistry as Hex }, name)) } satisfies NameResponse);
  });
}
