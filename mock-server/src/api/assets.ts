import type { Hono } from 'hono';
import * as v from 'valibot';
import type { Hex } from '../../../host-sdk/src/contract/types.ts';
import { type AssetsResponse, type PricesResponse, assetRoutes as routes } from '../../../widget/src/contract/assets-api.ts';
import { type AppEnv, route, type Step } from '../http/context.ts';
import { checked } from '../http/json-body.ts';
import { ApiProblem } from '../http/problem.ts';
import { imageHeaders } from '../http/security-headers.ts';
import { chainIdText } from './chain-id-text.ts';
import type { Services } from './services.ts';

const TOKEN_COUNT_LIMIT = 100;

const accountSchema = v.object({ chainId: chainIdText, account: v.pipe(v.string(), v.regex(/^0x[0-9a-fA-F]{40}$/)) });
const pricesQuerySchema = v.object({
  chainId: chainIdText,
  currency: v.picklist(['USD', 'KRW', 'JPY', 'EUR']),
  tokens: v.optional(v.pipe(v.string(), v.maxLength(TOKEN_COUNT_LIMIT * 43), v.regex(/^(0x[0-9a-f]{40}(,0x[0-9a-f]{40})*)?$/)), ''),
});

/** A picture is for a page's `<img>`: nobody opens it, and no script reads it (W3C Fetch Metadata, where sent). */
const requireImageUse: Step = async function checkDestination(context, next) {
  const site = context.req.header('sec-fetch-site');
  const destination = context.req.header('sec-fetch-dest');
  if (site !== undefined && site !== 'same-origin') throw new ApiProblem('forbidden_origin', { field: 'sec-fetch-site' });
  if (destination !== undefined && destination !== 'image') throw new ApiProblem('forbidden_origin', { field: 'sec-fetch-dest' });
  await next();
};

/**
 * What an account has and what it is worth. Both ask others (nodes, people's servers, a source of prices), so they are for those who
 * are signed in; a picture cannot carry a proof, and has a signed reference instead.
 */
export function assetRoutes(app: Hono<AppEnv>, services: Services): void {
  const { clock, holdings, images, prices } = services;

  route(app, routes.assets, [services.authenticate], async function respondWithAssets(context) {
    const { chainId, account } = checked(accountSchema, context.req.param());
    return context.json((await holdings(chainId, account as Hex)) satisfies AssetsResponse);
  });

  route(app, routes.prices, [services.authenticate], async function respondWithPrices(context) {
    const { chainId, currency, tokens } = checked(pricesQuerySchema, context.req.query());
    const addresses = tokens === '' ? [] : (tokens.split(',') as Hex[]);
    const atMs = clock.nowMs();
    const [native = null, ...found] =
      (await prices?.(
        [null, ...addresses].map((token) => ({ chainId, token })),
        currency,
      )) ?? [];
    const answer = { atMs, native, tokens: addresses.map((address, index) => ({ address, price: found[index] ?? null })) };
    return context.json(answer satisfies PricesResponse);
  });

  route(app, routes.image, [requireImageUse], async function respondWithImage(context) {
    const image = await images.read(context.req.param('image') ?? '');
    if (image === null) throw new ApiProblem('not_found');
    return new Response(image.bytes, { headers: { ...imageHeaders, 'content-type': image.contentType } });
  });
}
