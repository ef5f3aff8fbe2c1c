import type { Hono } from 'hono';
import {
  type AdminAppDetails,
  addAppRequestSchema,
  adminRoutes,
  changeAppRequestSchema,
  checkRequestSchema,
} from '../../../../widget/src/contract/admin-api.ts';
import type { AppConfig } from '../../apps/app-config.ts';
import { checkApp } from '../../apps/check-app.ts';
import { ConfigError } from '../../apps/config-error.ts';
import { type AppChange, addApp, changeApp, digestOf, removeApp, toManagedApp, versionOf } from '../../apps/manage.ts';
import { type AppEnv, route } from '../../http/context.ts';
import { jsonBody } from '../../http/json-body.ts';
import { ApiProblem } from '../../http/problem.ts';
import type { AppRow } from '../../store/registry-rows.ts';
import { type AdminServices, manageAs } from './services.ts';

function registered(row: AppRow): AdminAppDetails {
  const { createdAtMs: _created, updatedAtMs, removedAtMs, ...app } = toManagedApp(row);
  return { app, standing: removedAtMs === null ? 'registered' : 'removed', version: versionOf(row), updatedAtMs };
}

function builtIn(app: AppConfig): AdminAppDetails {
  return { app, standing: 'built-in', version: digestOf(app) ?? '', updatedAtMs: 0 };
}

/** What a check has against settings, or null. It throws what is no such answer. */
export function faultOf(check: () => unknown): { readonly field: string; readonly reason: string } | null {
  try {
    check();
    return null;
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    return { field: error.field, reason: error.reason };
  }
}

/** Apps as the command line manages them, by the same code: the same checks, the same entries in the audit log. */
export function adminAppRoutes(app: Hono<AppEnv>, services: AdminServices): void {
  const { store, admin, authenticateOperator, idempotent } = services;
  const addition = jsonBody(addAppRequestSchema);
  const change = jsonBody(changeAppRequestSchema);
  const check = jsonBody(checkRequestSchema);

  route(app, adminRoutes.apps, [authenticateOperator], async function respondWithApps(context) {
    const rows = await store.listApps();
    const others = admin.builtInApps.filter(({ appId }) => rows.every((row) => row.appId !== appId));
    return context.json([...rows.map(registered), ...others.map(builtIn)]);
  });

  route(app, adminRoutes.app, [authenticateOperator], async function respondWithApp(context) {
    const appId = context.req.param('appId') ?? '';
    const row = await store.findApp(appId);
    if (row !== null) return context.json(registered(row));
    const own = admin.builtInApps.find((candidate) => candidate.appId === appId);
    if (own === undefined) throw new ApiProblem('app_unknown', { field: 'appId' });
    return context.json(builtIn(own));
  });

  route(app, adminRoutes.addApp, [authenticateOperator, addition.read, idempotent], async function registerApp(context) {
    const { appId } = await addApp(addition.of(context).app, manageAs(context, services));
    return context.json(await details(appId), 201);
  });

  route(app, adminRoutes.changeApp, [authenticateOperator, change.read, idempotent], async function applyChange(context) {
    const { version, change: settings } = change.of(context);
    // `checkApp` looks at what comes of it as a whole.
    const { appId } = await changeApp(context.req.param('appId') ?? '', settings as AppChange, manageAs(context, services), version);
    return context.json(await details(appId));
  });

  route(app, adminRoutes.removeApp, [authenticateOperator], async function unregisterApp(context) {
    const appId = context.req.param('appId') ?? '';
    const row = await store.findApp(appId);
    if (row === null) throw new ApiProblem('app_unknown', { field: 'appId' });
    if (row.removedAtMs === null) await removeApp(appId, manageAs(context, services));
    return context.body(null, 204);
  });

  route(app, adminRoutes.checkApp, [authenticateOperator, check.read], function respondWithFault(context) {
    return context.json({ fault: faultOf(() => checkApp(check.of(context).settings)) });
  });

  async function details(appId: string): Promise<AdminAppDetails> {
    const row = await store.findApp(appId);
    if (row === null) throw new Error('an app that was just written is not there');
    return registered(row);
  }
}
