import * as v from 'valibot';

/*
 * Names that stand for accounts (ENS). The server knows the rules of their spelling, since the tables of ENSIP-15 alone are as large as the
 * wallet's first view, and it is by the server that the wallet asks the chain anyway.
 */

/** A question, in a body: addresses are written down by whatever stands between, and whom somebody is about to pay is nobody's business. */
export const nameRoutes = { name: 'POST /v1/names/:chainId' } as const;

/** More than the chain's own encoding of a name holds (ENSIP-10: DNS names, 255 bytes). */
export const NAME_LENGTH_LIMIT = 255;

/** `name` as it was typed. */
export const nameRequestSchema = v.strictObject({ name: v.pipe(v.string(), v.minLength(1), v.maxLength(NAME_LENGTH_LIMIT)) });

export const nameSchema = v.object({
  /** In its one spelling (ENSIP-15). */
  name: v.pipe(v.string(), v.minLength(1), v.maxLength(NAME_LENGTH_LIMIT)),
  /** In lower case; null where this chain knows nobody by the name. */
  address: v.nullable(v.pipe(v.string(), v.regex(/^0x[0-9a-f]{40}$/, 'must be a lower-case address'))),
  /** Whether its resolver says that somebody outside of the chain knows (CCIP-Read, EIP-3668), who is not asked. */
  isElsewhere: v.boolean(),
});
export type NameResponse = v.InferOutput<typeof nameSchema>;
