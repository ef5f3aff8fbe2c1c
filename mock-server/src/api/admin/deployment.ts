import type { Hono } from 'hono';
import {
  type AdminChainDetails,
  AUDIT_PAGE_LENGTH,
  adminRoutes,
  checkRequestSchema,
  rotateTokenKeyRequestSchema,
  setChainRequestSchema,
  type TokenKeyDetails,
} from '../../../../widget/src/contract/admin-api.ts';
import type { AppConfig, RegisteredChain } from '../../apps/app-config.ts';
import { checkChain } from '../../apps/check-app.ts';
import { ConfigError } from '../../apps/config-error.ts';
import { digestOf, versionOf } from '../../apps/manage.ts';
import { removeChain, rotateTokenKey, setChain } from '../../apps/manage-deployment.ts';
import { FIRST_TOKEN_KEY } from '../../ciam/token-keys.ts';
import { type AppContext, type AppEnv, route } from '../../http/context.ts';
import { jsonBody } from '../../http/json-body.ts';
import { ApiProblem } from '../../http/problem.ts';
import { faultOf } from './apps.ts';
import { type AdminServices, manageAs } from './services.ts';

const SKIP_LIMIT = 100_000;

function chainIdOf(context: AppContext): number {
  const text = context.req.param('chainId') ?? '';
  if (!/^[1-9]\d{0,14}$/.test(text)) throw new ApiProblem('invalid_request', { field: 'chainId', detail: 'chainId must be a positive whole number.' });
  return Number(text);
}

/** What belongs to no app: chains with the addresses of their nodes, keys of access tokens, and what operators did. */
export function adminDeploymentRoutes(app: Hono<AppEnv>, services: AdminServices): void {
  const { store, admin, authenticateOperator, idempotent } = services;
  const setting = jsonBody(setChainRequestSchema);
  const check = jsonBody(checkRequestSchema);
  const rotation = jsonBody(rotateTokenKeyRequestSchema);

  async function chains(): Promise<readonly AdminChainDetails[]> {
    const rows = await store.listChains();
    const stored = (await store.listApps()).filter(({ removedAtMs }) => removedAtMs === null).map(({ config }) => JSON.parse(config) as AppConfig);
    const apps = [...stored, ...admin.builtInApps.filter(({ appId }) => stored.every((one) => one.appId !== appId))];
    const usedBy = (chainId: number) => apps.filter(({ chainIds }) => chainIds.includes(chainId)).map(({ appId }) => appId);
    const own = admin.builtInChains.filter(({ chain }) => rows.every(({ chainId }) => chainId !== chain.chainId));
    return [
      ...rows.map((row): AdminChainDetails => {
        const chain = JSON.parse(row.config) as RegisteredChain;
        return { chain, standing: 'registered', version: versionOf(row), usedBy: usedBy(row.chainId) };
      }),
      ...own.map(({ chain, rpcUrls }): AdminChainDetails => {
        const config = { ...chain, rpcUrls: [...rpcUrls] };
        return { chain: config, standing: 'built-in', version: digestOf(config) ?? '', usedBy: usedBy(chain.chainId) };
      }),
    ];
  }

  route(app, adminRoutes.chains, [authenticateOperator], async (context) => context.json(await chains()));

  route(app, adminRoutes.setChain, [authenticateOperator, setting.read, idempotent], async function putChain(context) {
    const chainId = chainIdOf(context);
    const { version, chain } = setting.of(context);
    if (chain.chainId !== chainId) throw new ConfigError('chainId', 'must be that of the address');
    await setChain(chain, manageAs(context, services), version);
    return context.json((await chains()).find((one) => one.chain.chainId === chainId));
  });

  route(app, adminRoutes.removeChain, [authenticateOperator], async function deleteChain(context) {
    const chainId = chainIdOf(context);
    if ((await store.listChains()).some((row) => row.chainId === chainId)) await removeChain(chainId, manageAs(context, services));
    return context.body(null, 204);
  });

  route(app, adminRoutes.checkChain, [authenticateOperator, check.read], function respondWithFault(context) {
    return context.json({ fault: faultOf(() => checkChain(check.of(context).settings)) });
  });

  route(app, adminRoutes.tokenKeys, [authenticateOperator], async function respondWithTokenKeys(context) {
    const rows = await store.listTokenKeys();
    const keys = [...rows.map(({ kid, createdAtMs }) => ({ kid, createdAtMs })), { kid: FIRST_TOKEN_KEY, createdAtMs: null }];
    let untilMs: number | null = null;
    return context.json(
      keys.map(({ kid, createdAtMs }, at): TokenKeyDetails => {
        const verifiesUntilMs = untilMs;
        const previousUntilMs = rows[at]?.previousUntilMs;
        // No key verifies longer than any that came after it allows.
        if (previousUntilMs !== undefined) untilMs = untilMs === null ? previousUntilMs : Math.min(untilMs, previousUntilMs);
        return { kid, createdAtMs, verifiesUntilMs };
      }),
    );
  });

  route(app, adminRoutes.rotateTokenKey, [authenticateOperator, rotation.read, idempotent], async function rotate(context) {
    const { kid, previousUntilMs } = await rotateTokenKey(manageAs(context, services), { atOnce: rotation.of(context).at_once });
    return context.json({ kid, previousUntilMs });
  });

  route(app, adminRoutes.audit, [authenticateOperator], async function respondWithAudit(context) {
    const text = context.req.query('skip') ?? '0';
    const skip = /^\d{1,6}$/.test(text) ? Number(text) : Number.NaN;
    if (!(skip <= SKIP_LIMIT)) throw new ApiProblem('invalid_request', { field: 'skip', detail: `skip must be a whole number up to ${SKIP_LIMIT}.` });
    const entries = await store.listOperatorAudit(skip, AUDIT_PAGE_LENGTH);
    return context.json(entries.map(({ previousHash: _previous, hash: _hash, ...entry }) => entry));
  });
}
