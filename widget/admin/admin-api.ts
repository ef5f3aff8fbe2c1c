import * as v from 'valibot';
import type { Transport } from '../src/api/transport.ts';
import {
  type AdminApp,
  type AdminAppDetails,
  type AdminChain,
  type AdminChainDetails,
  type AuditedChange,
  adminAppDetailsSchema,
  adminAppsSchema,
  adminChainDetailsSchema,
  adminChainsSchema,
  adminRoutes,
  auditEntriesSchema,
  checkAnswerSchema,
  type Fault,
  type TokenKeyDetails,
  tokenKeysSchema,
} from '../src/contract/admin-api.ts';

/** A change of an app: what is to stand in the place of what was, null for nothing. */
export type AppChange = Readonly<Record<string, unknown>>;

/** What the pages ask of the server. Every method rejects with `ApiError`; `key` is the same for the same change, however often it is sent. */
export type AdminApi = {
  apps(): Promise<readonly AdminAppDetails[]>;
  app(appId: string): Promise<AdminAppDetails>;
  addApp(app: AdminApp, key: string): Promise<AdminAppDetails>;
  changeApp(appId: string, version: string, change: AppChange, key: string): Promise<AdminAppDetails>;
  removeApp(appId: string): Promise<void>;
  /** What the server would have against it; null for nothing. */
  checkApp(app: AdminApp, signal: AbortSignal): Promise<Fault | null>;
  chains(): Promise<readonly AdminChainDetails[]>;
  setChain(chain: AdminChain, version: string | null, key: string): Promise<AdminChainDetails>;
  removeChain(chainId: number): Promise<void>;
  checkChain(chain: AdminChain, signal: AbortSignal): Promise<Fault | null>;
  tokenKeys(): Promise<readonly TokenKeyDetails[]>;
  rotateTokenKey(atOnce: boolean, key: string): Promise<void>;
  audit(skip: number): Promise<readonly AuditedChange[]>;
};

/** `('PATCH /v1/admin/apps/:appId', 'shop')` → method and path. */
export function pathOf(route: string, segment = ''): { readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE'; readonly path: string } {
  const [method, path = ''] = route.split(' ');
  return { method: method as 'GET', path: path.replace(/:\w+/, encodeURIComponent(segment)) };
}

export function createAdminApi(send: Transport): AdminApi {
  const authentication = 'token';
  const get = <Schema extends v.GenericSchema>(route: string, schema: Schema, segment?: string) => send({ ...pathOf(route, segment), schema, authentication });
  const check = async (route: string, settings: unknown, signal: AbortSignal) =>
    (await send({ ...pathOf(route), body: { settings }, schema: checkAnswerSchema, authentication, signal })).fault;
  const remove = async (route: string, segment: string) => {
    await send({ ...pathOf(route, segment), schema: v.unknown(), authentication });
  };
  return {
    apps: () => get(adminRoutes.apps, adminAppsSchema),
    app: (appId) => get(adminRoutes.app, adminAppDetailsSchema, appId),
    addApp: (app, idempotencyKey) => send({ ...pathOf(adminRoutes.addApp), body: { app }, schema: adminAppDetailsSchema, authentication, idempotencyKey }),
    changeApp: (appId, version, change, idempotencyKey) =>
      send({ ...pathOf(adminRoutes.changeApp, appId), body: { version, change }, schema: adminAppDetailsSchema, authentication, idempotencyKey }),
    removeApp: (appId) => remove(adminRoutes.removeApp, appId),
    checkApp: (app, signal) => check(adminRoutes.checkApp, app, signal),
    chains: () => get(adminRoutes.chains, adminChainsSchema),
    setChain: (chain, version, idempotencyKey) =>
      send({
        ...pathOf(adminRoutes.setChain, String(chain.chainId)),
        body: { version, chain },
        schema: adminChainDetailsSchema,
        authentication,
        idempotencyKey,
      }),
    removeChain: (chainId) => remove(adminRoutes.removeChain, String(chainId)),
    checkChain: (chain, signal) => check(adminRoutes.checkChain, chain, signal),
    tokenKeys: () => get(adminRoutes.tokenKeys, tokenKeysSchema),
    rotateTokenKey: async (at_once, idempotencyKey) => {
      await send({ ...pathOf(adminRoutes.rotateTokenKey), body: { at_once }, schema: v.unknown(), authentication, idempotencyKey });
    },
    audit: (skip) => send({ method: 'GET', path: `/v1/admin/audit?skip=${skip}`, schema: auditEntriesSchema, authentication }),
  };
}
