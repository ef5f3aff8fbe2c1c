import * as v from 'valibot';

/** A chain's id in a path or a query: decimal, positive, and exactly as a number is written. */
export const chainIdText = v.pipe(v.string(), v.regex(/^[1-9]\d{0,15}$/), v.transform(Number), v.safeInteger());

/** The one parameter of a path that names a chain. */
export const chainIdSchema = v.object({ chainId: chainIdText });
