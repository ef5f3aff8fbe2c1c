import * as v from 'valibot';

/*
 * Names that stand for accounts (ENS). The server knows the rules of their spelling, since the tables of ENSIP-15 alone are as large as the
 * wallet's first view, and it is by the server that the wallet asks the chain anyway.
 */

/** `:name` as it was typed. */
export const nameRoutes = { name: 'GET /v1/names/:chainId/:name' } as const;

/** More than the chain's own encoding of a name holds (ENSIP-10: DNS names, 255 bytes). */
export const NAME_LENGTH_LIMIT = 255;

export const nameSchema = v.object({
  /** In its one spelling (ENSIP-15). It is shown to the person: one line, and nothing in it that turns other text. */
  name: v.pipe(v.string(), v.minLength(1), v.maxLength(NAME_LENGTH_LIMIT), v.regex(/^[^\p{Cc}\p{Z}\p{Bidi_Control}]+$/u, 'must be a name on one line')),
  /** In lower case; null where the name stands for nobody. */
  address: v.nullable(v.pipe(v.string(), v.regex(/^0x[0-9a-f]{40}$/, 'must be a lower-case address'))),
});
export type NameResponse = v.InferOutput<typeof nameSchema>;
