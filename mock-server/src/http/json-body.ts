import * as v from 'valibot';
import type { AppContext, Step } from './context.ts';
import { BODY_LIMIT_BYTES, parseJson, readLimitedBody } from './limits.ts';
import { ApiProblem } from './problem.ts';

const FIELD_LENGTH_LIMIT = 64;

/** A path can hold a key of the caller's own making. */
export function plainField(path: string): string {
  return path.replaceAll(/[^\x20-\x7e]/g, '?').slice(0, FIELD_LENGTH_LIMIT);
}

function fieldOf(issue: v.BaseIssue<unknown>): string | undefined {
  const path = v.getDotPath(issue);
  return path === null ? undefined : plainField(path);
}

/**
 * Checks a value against a contract's schema.
 *
 * @throws ApiProblem `invalid_request` that names the field; never with the value, which may be a secret.
 */
export function checked<Schema extends v.GenericSchema>(schema: Schema, value: unknown): v.InferOutput<Schema> {
  const result = v.safeParse(schema, value, { abortEarly: true });
  if (result.success) return result.output;
  const [issue] = result.issues;
  const field = fieldOf(issue);
  const name = field ?? 'The body';
  const detail = issue.expected === 'never' ? `${name} is not expected here.` : `${name} is not valid.`;
  throw new ApiProblem('invalid_request', field === undefined ? { detail } : { field, detail });
}

export type JsonBody<Schema extends v.GenericSchema> = { readonly read: Step; of(context: AppContext): v.InferOutput<Schema> };

/**
 * A step that reads and checks the body, and the typed way to it for the steps behind.
 *
 * @param limitBytes default 65,536.
 * @example
 * ```ts
 * const body = jsonBody(attestRequestSchema);
 * route(app, routes.attest, [body.read], (c) => attest(body.of(c).nonce));
 * ```
 */
export function jsonBody<Schema extends v.GenericSchema>(schema: Schema, limitBytes: number = BODY_LIMIT_BYTES): JsonBody<Schema> {
  return {
    read: async function readBody(context, next) {
      const rawBody = await readLimitedBody(context, limitBytes);
      context.set('rawBody', rawBody);
      context.set('body', checked(schema, parseJson(rawBody)));
      await next();
    },
    of: (context) => context.get('body') as v.InferOutput<Schema>,
  };
}
