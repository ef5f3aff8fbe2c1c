import type { Clock, RandomBytes } from '../deps.ts';
import type { Store, WebhookEndpointRow } from '../store/store.ts';
import { deriveSecret } from './signature.ts';
import { parseTarget, type TargetRules } from './target.ts';
import { WebhookError } from './webhook-error.ts';

export type EndpointDeps = TargetRules & {
  readonly store: Store;
  readonly clock: Clock;
  readonly random: RandomBytes;
  readonly tokenSecret: Uint8Array;
};
export type EndpointWithSecret = { readonly endpoint: WebhookEndpointRow; readonly secret: string };

/** An app has few servers; more is a mistake that would multiply every event. */
const ENDPOINTS_PER_APP = 10;

function withSecret(endpoint: WebhookEndpointRow, { tokenSecret }: EndpointDeps): EndpointWithSecret {
  return { endpoint, secret: deriveSecret(tokenSecret, endpoint.endpointId, endpoint.secretVersion) };
}

async function audit(action: string, endpoint: WebhookEndpointRow, { store, clock }: EndpointDeps): Promise<void> {
  const detail = { url: endpoint.url, secretVersion: endpoint.secretVersion };
  await store.appendAudit({ appId: endpoint.appId, atMs: clock.nowMs(), actor: 'operator', action, subject: endpoint.endpointId, detail });
}

async function find(endpointId: string, { store }: EndpointDeps): Promise<WebhookEndpointRow> {
  const found = (await store.listWebhookEndpoints(null)).find((endpoint) => endpoint.endpointId === endpointId);
  if (found === undefined) throw new WebhookError('endpointId', 'There is no webhook endpoint of this id.');
  return found;
}

/** @throws WebhookError `url`, `appId` */
export async function addEndpoint(appId: string, url: string, deps: EndpointDeps): Promise<EndpointWithSecret> {
  if (!/^[a-z0-9][a-z0-9-]{0,63}$/i.test(appId)) throw new WebhookError('appId', 'appId must be the id of an app.');
  const { href } = parseTarget(url, deps);
  const existing = await deps.store.listWebhookEndpoints(appId);
  if (existing.some((endpoint) => endpoint.url === href)) throw new WebhookError('url', 'The app is told at this url already.');
  if (existing.length >= ENDPOINTS_PER_APP) throw new WebhookError('appId', `An app has at most ${ENDPOINTS_PER_APP} webhook endpoints.`);
  const endpointId = `ep_${Buffer.from(deps.random(12)).toString('hex')}`;
  const endpoint = { endpointId, appId, url: href, secretVersion: 1, rotatedAtMs: null, disabledAtMs: null, createdAtMs: deps.clock.nowMs() };
  await deps.store.saveWebhookEndpoint(endpoint);
  await audit('webhook.added', endpoint, deps);
  return withSecret(endpoint, deps);
}

/** A new secret; the old one signs beside it for a day. It also switches an endpoint on again. @throws WebhookError `endpointId` */
export async function rotateEndpoint(endpointId: string, deps: EndpointDeps): Promise<EndpointWithSecret> {
  const found = await find(endpointId, deps);
  const endpoint = { ...found, secretVersion: found.secretVersion + 1, rotatedAtMs: deps.clock.nowMs(), disabledAtMs: null };
  await deps.store.saveWebhookEndpoint(endpoint);
  await audit('webhook.rotated', endpoint, deps);
  return withSecret(endpoint, deps);
}

/** @throws WebhookError `endpointId` */
export async function removeEndpoint(endpointId: string, deps: EndpointDeps): Promise<void> {
  const endpoint = await find(endpointId, deps);
  await deps.store.deleteWebhookEndpoint(endpointId);
  await audit('webhook.removed', endpoint, deps);
}
