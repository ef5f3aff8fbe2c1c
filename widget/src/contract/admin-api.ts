import * as v from 'valibot';
import { appSchema, chainSchema } from './api.ts';
import { bytes32, count } from './api-values.ts';

/*
 * What the operators' page asks of the wallet's server. Each call but the first two carries an operator's access token and a DPoP
 * proof; what changes something carries an `Idempotency-Key`, but a DELETE. A deployment that names no operators has none of it.
 */

export const adminRoutes = {
  signIn: 'GET /v1/admin/sign-in',
  openSession: 'POST /v1/admin/session',
  apps: 'GET /v1/admin/apps',
  app: 'GET /v1/admin/apps/:appId',
  addApp: 'POST /v1/admin/apps',
  changeApp: 'PATCH /v1/admin/apps/:appId',
  removeApp: 'DELETE /v1/admin/apps/:appId',
  checkApp: 'POST /v1/admin/checks/app',
  chains: 'GET /v1/admin/chains',
  setChain: 'PUT /v1/admin/chains/:chainId',
  removeChain: 'DELETE /v1/admin/chains/:chainId',
  checkChain: 'POST /v1/admin/checks/chain',
  tokenKeys: 'GET /v1/admin/token-keys',
  rotateTokenKey: 'POST /v1/admin/token-keys',
  audit: 'GET /v1/admin/audit',
} as const;

/** The operator's ID token for an access token. The nonce is that of a person's login (contract/sealed.ts). */
export const openAdminSessionRequestSchema = v.strictObject({ subject_token: v.pipe(v.string(), v.maxLength(16_384)), nonce_random: bytes32 });
export const adminSessionSchema = v.object({
  access_token: v.string(),
  token_type: v.literal('DPoP'),
  /** Seconds. There is no refresh: then the operator signs in again. */
  expires_in: count,
  operator: v.object({ name: v.string() }),
});

/** JSON objects whose inside the server alone checks. */
const settings = v.record(v.string(), v.unknown());

/** All there is to set for an app. */
export const adminAppSchema = v.object({
  ...appSchema.entries,
  theme: v.optional(settings),
  tokens: v.optional(v.array(v.unknown())),
  limits: v.optional(settings),
});
export type AdminApp = v.InferOutput<typeof adminAppSchema>;

/** `built-in`: comes with a development stack, and is not in the registry. */
const standing = v.picklist(['registered', 'removed', 'built-in']);

/** `version` names what the settings are now: a change says which it was made from, and is refused when another came in between. */
export const adminAppDetailsSchema = v.object({ app: adminAppSchema, standing, version: v.string(), updatedAtMs: count });
export type AdminAppDetails = v.InferOutput<typeof adminAppDetailsSchema>;
export const adminAppsSchema = v.array(adminAppDetailsSchema);

export const addAppRequestSchema = v.strictObject({ app: settings });
/** Settings to put in the place of those there; null takes one away. */
export const changeAppRequestSchema = v.strictObject({ version: v.string(), change: settings });

/** Settings as they would be; what the server has against them, if anything, and where. Nothing is changed. */
export const checkRequestSchema = v.strictObject({ settings });
export const checkAnswerSchema = v.object({ fault: v.nullable(v.object({ field: v.string(), reason: v.string() })) });
export type Fault = NonNullable<v.InferOutput<typeof checkAnswerSchema>['fault']>;

export const adminChainSchema = v.object({ ...chainSchema.entries, rpcUrls: v.array(v.string()) });
export type AdminChain = v.InferOutput<typeof adminChainSchema>;
export const adminChainDetailsSchema = v.object({ chain: adminChainSchema, standing, version: v.string(), usedBy: v.array(v.string()) });
export type AdminChainDetails = v.InferOutput<typeof adminChainDetailsSchema>;
export const adminChainsSchema = v.array(adminChainDetailsSchema);
/** `version` null: there is none of this id yet. */
export const setChainRequestSchema = v.strictObject({ version: v.nullable(v.string()), chain: settings });

export const tokenKeySchema = v.object({
  kid: v.string(),
  /** Null for the one that every deployment begins with. */
  createdAtMs: v.nullable(count),
  /** Null while it is the one that signs. */
  verifiesUntilMs: v.nullable(count),
});
export type TokenKeyDetails = v.InferOutput<typeof tokenKeySchema>;
/** Newest first. */
export const tokenKeysSchema = v.array(tokenKeySchema);
export const rotateTokenKeyRequestSchema = v.strictObject({ at_once: v.boolean() });

/** What operators did, newest first. `?skip=100` for older ones. */
export const AUDIT_PAGE_LENGTH = 50;
export const auditEntrySchema = v.object({
  /** `$deployment` for what belongs to no app. */
  appId: v.string(),
  sequence: count,
  atMs: count,
  actor: v.string(),
  action: v.string(),
  subject: v.string(),
  detail: v.record(v.string(), v.union([v.string(), v.number(), v.boolean(), v.null()])),
});
export type AuditedChange = v.InferOutput<typeof auditEntrySchema>;
export const auditEntriesSchema = v.array(auditEntrySchema);
