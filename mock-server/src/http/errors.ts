import type { ErrorHandler, NotFoundHandler } from 'hono';
import { type ProblemCode, routes } from '../../../widget/src/contract/api.ts';
import type { Logger } from '../app-deps.ts';
import { ConfigError, ConflictError } from '../apps/config-error.ts';
import { ChainError } from '../chain/port.ts';
import { EnclaveError } from '../enclave-client/port.ts';
import type { AppEnv } from './context.ts';
import { plainField } from './json-body.ts';
import { ApiProblem, type ProblemDetails, problemResponse, problemTable } from './problem.ts';

/** How long to wait before the same button is worth pressing again, when a part of the server is down. */
const UNAVAILABLE_RETRY_MS = 1000;

function describe(error: Error): { readonly code: ProblemCode; readonly details: ProblemDetails } {
  if (error instanceof ApiProblem) return { code: error.code, details: error.details };
  if (error instanceof EnclaveError || error instanceof ChainError) {
    // The enclave's own queues are full: nobody has called too often, there are too many.
    if (error.code === 'rate_limited') return { code: error.code, details: { status: 503, retryAfterMs: UNAVAILABLE_RETRY_MS, detail: 'The server is busy.' } };
    const { status } = problemTable[error.code];
    // What a refusal says is for the caller; what a failure says is for the operator's log.
    const details = status < 500 ? { detail: error.message } : status === 503 ? { retryAfterMs: UNAVAILABLE_RETRY_MS } : {};
    return { code: error.code, details };
  }
  if (error instanceof ConfigError) {
    const detail = `${error.reason.slice(0, 1).toUpperCase()}${error.reason.slice(1)}.`;
    return { code: error instanceof ConflictError ? 'edit_conflict' : 'invalid_request', details: { field: plainField(error.field), detail } };
  }
  return { code: 'internal', details: {} };
}

/** The server's only catch-all. A known refusal becomes its problem document; anything else is logged and told to nobody. */
export function onError(logger: Logger): ErrorHandler<AppEnv> {
  return (error, context) => {
    const requestId = context.get('requestId');
    const { code, details } = describe(error);
    const status = details.status ?? problemTable[code].status;
    const fields = { requestId, code, status, method: context.req.method, path: context.req.routePath };
    if (status === 500) logger.error({ ...fields, err: error }, 'request failed');
    else if (status >= 500) logger.warn({ ...fields, reason: error.message }, 'a part of the server did not answer');
    else logger.debug(fields, 'request refused');
    return problemResponse(code, details, requestId);
  };
}

function matches(path: string, pattern: string): boolean {
  const left = path.split('/');
  const right = pattern.split('/');
  return left.length === right.length && right.every((part, index) => (part.startsWith(':') ? left[index] !== '' : part === left[index]));
}

/** 405 with `Allow` where the path exists under another method (RFC 9110 §15.5.6), else 404. */
export const onNotFound: NotFoundHandler<AppEnv> = (context) => {
  const allowed = Object.values(routes)
    .map((contractRoute) => contractRoute.split(' '))
    .filter(([, pattern]) => pattern !== undefined && matches(context.req.path, pattern))
    .map(([method]) => method);
  const requestId = context.get('requestId');
  if (allowed.length === 0) return problemResponse('not_found', {}, requestId);
  return problemResponse('method_not_allowed', { headers: { allow: allowed.join(', ') } }, requestId);
};
