import type { Hono } from 'hono';
import type { AppEnv } from '../../http/context.ts';
import { adminAppRoutes } from './apps.ts';
import { adminDeploymentRoutes } from './deployment.ts';
import type { AdminServices } from './services.ts';
import { adminSessionRoutes } from './session.ts';

/** The operators' side of the API, `/v1/admin/`. */
export function adminRoutesOf(app: Hono<AppEnv>, services: AdminServices): void {
  adminSessionRoutes(app, services);
  adminAppRoutes(app, services);
  adminDeploymentRoutes(app, services);
}
