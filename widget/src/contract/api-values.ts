import * as v from 'valibot';

/* The values that the API's messages are made of (contract/api.ts, contract/wallet-api.ts). */

export const base64url = v.pipe(v.string(), v.regex(/^[A-Za-z0-9_-]*$/, 'must be base64url'));
export const bytes32 = v.pipe(base64url, v.length(43, 'must be 32 bytes'));
export const uuid = v.pipe(v.string(), v.regex(/^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/, 'must be a lower-case UUIDv4'));
export const address = v.pipe(v.string(), v.regex(/^0x[0-9a-fA-F]{40}$/, 'must be an address'));
export const hex = v.pipe(v.string(), v.regex(/^0x([0-9a-fA-F]{2})*$/, 'must be hexadecimal'));
export const count = v.pipe(v.number(), v.safeInteger(), v.minValue(0));
export const chainId = v.pipe(v.number(), v.safeInteger(), v.minValue(1));

/** C0, C1 and the characters that turn the direction of text: none of them belongs into a name that others are shown beside. */
export const unsafeInNames = /[\p{Cc}\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069\u2028\u2029\ufeff]/u;
