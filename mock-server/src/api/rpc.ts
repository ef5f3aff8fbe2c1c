import type { Hono } from 'hono';
import * as v from 'valibot';
import { routes } from '../../../widget/src/contract/api.ts';
import type { JsonRpcRequest } from '../chain/port.ts';
import { type AppEnv, route } from '../http/context.ts';
import { checked, jsonBody } from '../http/json-body.ts';
import { TRANSACTION_BODY_LIMIT_BYTES } from '../http/limits.ts';
import { chainIdSchema } from './chain-id-text.ts';
import type { Services } from './services.ts';

const BATCH_LIMIT = 50;

const requestSchema = v.object({
  jsonrpc: v.literal('2.0'),
  id: v.union([v.pipe(v.string(), v.maxLength(64)), v.pipe(v.number(), v.safeInteger())]),
  method: v.pipe(v.string(), v.maxLength(64)),
  params: v.optional(v.array(v.unknown())),
});
const bodySchema = v.union([requestSchema, v.pipe(v.array(requestSchema), v.minLength(1), v.maxLength(BATCH_LIMIT))]);

function toRequest({ params, ...request }: v.InferOutput<typeof requestSchema>): JsonRpcRequest {
  return params === undefined ? request : { ...request, params };
}

/**
 * Reads of a chain (JSON-RPC 2.0, single or a batch of up to 50). They need no session, because they say nothing of the
 * person and change nothing; the gateway holds the list of what is a read.
 */
export function rpcRoutes(app: Hono<AppEnv>, services: Services): void {
  const body = jsonBody(bodySchema, TRANSACTION_BODY_LIMIT_BYTES);

  route(app, routes.rpc, [body.read], async function forwardReads(context) {
    const { chainId } = checked(chainIdSchema, context.req.param());
    const requested = body.of(context);
    const batch = Array.isArray(requested);
    const responses = await services.chains.rpc(chainId, (batch ? requested : [requested]).map(toRequest));
    return context.json(batch ? responses : responses[0]);
  });
}
