import type { Hono } from 'hono';
import { routes } from '../../../widget/src/contract/api.ts';
import type { Device } from '../../../widget/src/contract/wallet-api.ts';
import { type AppEnv, route } from '../http/context.ts';
import { ApiProblem } from '../http/problem.ts';
import type { Services } from './services.ts';

/** A device is a session key: where the person is signed in, and how to end it there. */
export function deviceRoutes(app: Hono<AppEnv>, services: Services): void {
  route(app, routes.devices, [services.authenticate], async function respondWithDevices(context) {
    const current = context.get('session');
    const sessions = await services.store.listSessions(current.userId);
    const devices = sessions.map((session): Device => {
      const { sessionId: id, deviceLabel: label, createdAtMs, lastSeenAtMs } = session;
      return { id, label, createdAtMs, lastSeenAtMs, current: id === current.sessionId };
    });
    return context.json(devices);
  });

  route(app, routes.revokeDevice, [services.authenticate], async function revokeDevice(context) {
    const session = await services.store.findSession(context.req.param('id') ?? '');
    if (session === null || session.userId !== context.get('session').userId) throw new ApiProblem('not_found', { field: 'id' });
    await services.sessions.close(session);
    return context.body(null, 204);
  });
}
