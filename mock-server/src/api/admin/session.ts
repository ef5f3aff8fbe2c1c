import type { Hono } from 'hono';
import { adminRoutes, openAdminSessionRequestSchema } from '../../../../widget/src/contract/admin-api.ts';
import { DEPLOYMENT_CHAIN } from '../../apps/manage-deployment.ts';
import { verifyIdToken } from '../../ciam/id-token.ts';
import { OPERATOR_TOKEN_LIFETIME_SECONDS } from '../../ciam/operator-tokens.ts';
import { actorOf, operatorOf } from '../../ciam/operators.ts';
import { type AppEnv, route } from '../../http/context.ts';
import { jsonBody } from '../../http/json-body.ts';
import { ApiProblem } from '../../http/problem.ts';
import { limitAddress } from '../../http/rate-limit.ts';
import type { AdminServices } from './services.ts';

/**
 * Login of operators: bound to a key by DPoP as people's sessions are, so that a token which leaks is worth nothing; and without a cookie, so
 * that there is none for another page to ride on. The session ends with the page or after half an hour.
 */
export function adminSessionRoutes(app: Hono<AppEnv>, services: AdminServices): void {
  const { admin, clock, store } = services;
  const provider = { providerId: 'operators', name: 'Operator login', issuer: admin.issuer, clientId: admin.clientId, scope: 'openid profile email' };
  const body = jsonBody(openAdminSessionRequestSchema);

  route(app, adminRoutes.signIn, [], (context) => context.json(provider));

  route(
    app,
    adminRoutes.openSession,
    [limitAddress(services.loginBuckets), body.read, services.requireProof, services.admit],
    async function openAdminSession(context) {
      const { subject_token: idToken, nonce_random: nonceRandom } = body.of(context);
      const { thumbprint } = context.get('proof');
      const identity = await verifyIdToken({ idToken, nonceRandom, thumbprint, provider }, services);
      const operator = operatorOf(identity, admin.rules);
      if (operator === null) {
        services.logger.warn({ requestId: context.get('requestId') }, 'somebody who is no operator signed in at the operators’ page');
        throw new ApiProblem('operator_required', { detail: 'This account may not manage this wallet. Sign in with another one.' });
      }
      const event = {
        appId: DEPLOYMENT_CHAIN,
        atMs: clock.nowMs(),
        actor: actorOf(operator),
        action: 'operator.signed-in',
        subject: operator.rule,
        detail: {},
      };
      await store.appendAudit(event);
      return context.json({
        access_token: await services.operatorTokens.issue(operator, thumbprint),
        token_type: 'DPoP',
        expires_in: OPERATOR_TOKEN_LIFETIME_SECONDS,
        operator: { name: operator.name },
      });
    },
  );
}
