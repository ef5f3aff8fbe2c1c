import * as v from 'valibot';
import { appSchema, chainSchema } from '../../../widget/src/contract/api.ts';
import { exceedsJsonDepth } from '../http/limits.ts';

/*
 * What an operator says of an app and of a chain. The widget sees of an app what the contract's `appSchema` has, and of a
 * chain what `chainSchema` has; the rest (limits, addresses of nodes, which may hold keys) stays on this side.
 */

const THEME_LENGTH_LIMIT = 16_384;
const THEME_DEPTH_LIMIT = 8;
const TOKEN_COUNT_LIMIT = 200;
const RPC_URL_COUNT_LIMIT = 10;

const plainText = (limit: number) =>
  v.pipe(
    v.string(),
    v.check((text) => text.trim() === text && text !== '' && text.length <= limit && !/[\p{Cc}\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/u.test(text)),
  );
const bucketSchema = v.strictObject({
  burst: v.pipe(v.number(), v.safeInteger(), v.minValue(1), v.maxValue(1_000_000)),
  perSecond: v.pipe(v.number(), v.finite(), v.minValue(0.01), v.maxValue(1_000_000)),
});

/** A token that the app's people see though they hold none yet, beside those that are found. */
export const listedTokenSchema = v.strictObject({
  chainId: v.pipe(v.number(), v.safeInteger(), v.minValue(1)),
  address: v.pipe(v.string(), v.regex(/^0x[0-9a-fA-F]{40}$/)),
  symbol: plainText(16),
  name: plainText(64),
  decimals: v.pipe(v.number(), v.safeInteger(), v.minValue(0), v.maxValue(36)),
});

/** JSON of a bounded size and depth; `check-theme.ts` knows what a theme may say. */
const themeSchema = v.pipe(
  v.record(v.string(), v.unknown()),
  v.check((theme) => {
    const text = JSON.stringify(theme);
    return text.length <= THEME_LENGTH_LIMIT && !exceedsJsonDepth(text, THEME_DEPTH_LIMIT);
  }),
);

/** What the contract's schema has of the same name stands in the place of what is said here. */
export const appConfigSchema = v.strictObject({
  theme: v.optional(themeSchema),
  tokens: v.optional(v.pipe(v.array(listedTokenSchema), v.maxLength(TOKEN_COUNT_LIMIT))),
  ...appSchema.entries,
  name: plainText(80),
  /** In place of the deployment's own: how often the app's people, each of them, and each of its pages may call. */
  limits: v.optional(v.strictObject({ app: v.optional(bucketSchema), user: v.optional(bucketSchema), origin: v.optional(bucketSchema) })),
});
export type AppConfig = v.InferOutput<typeof appConfigSchema>;
export type AppLimits = NonNullable<AppConfig['limits']>;

export const chainConfigSchema = v.strictObject({
  ...chainSchema.entries,
  name: plainText(80),
  /** In the order in which they are asked: the next one when one fails. */
  rpcUrls: v.pipe(v.array(v.string()), v.minLength(1), v.maxLength(RPC_URL_COUNT_LIMIT)),
});
export type RegisteredChain = v.InferOutput<typeof chainConfigSchema>;
