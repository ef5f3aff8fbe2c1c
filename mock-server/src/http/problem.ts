import type { Problem, ProblemCode } from '../../../widget/src/contract/api.ts';

/** What each code means on the wire. `detail` and `field` are said by whoever refuses. */
export const problemTable: Readonly<Record<ProblemCode, { readonly status: number; readonly title: string }>> = {
  invalid_request: { status: 400, title: 'The request is not valid.' },
  not_found: { status: 404, title: 'There is nothing here.' },
  method_not_allowed: { status: 405, title: 'This address does not take this method.' },
  payload_too_large: { status: 413, title: 'The request is too large.' },
  unsupported_media_type: { status: 415, title: 'The request must be plain application/json.' },
  forbidden_origin: { status: 403, title: 'Requests are accepted from the wallet itself only.' },
  rate_limited: { status: 429, title: 'Too many requests.' },
  app_unknown: { status: 404, title: 'No app with this id is registered.' },
  unauthorized: { status: 401, title: 'A session is needed.' },
  session_expired: { status: 401, title: 'The session has expired.' },
  invalid_id_token: { status: 401, title: 'The login could not be verified.' },
  invalid_dpop_proof: { status: 401, title: 'The DPoP proof is not valid.' },
  use_dpop_nonce: { status: 401, title: 'The DPoP proof needs a fresh nonce.' },
  invalid_refresh_token: { status: 401, title: 'The session cannot be continued.' },
  idempotency_key_required: { status: 400, title: 'An Idempotency-Key (UUIDv4) is required.' },
  idempotency_conflict: { status: 409, title: 'This Idempotency-Key is in use for another request.' },
  envelope_invalid: { status: 400, title: 'The sealed request could not be opened.' },
  challenge_used: { status: 409, title: 'The challenge was used already.' },
  unknown_op: { status: 400, title: 'The enclave does not offer this operation.' },
  wallet_exists: { status: 409, title: 'There is a wallet already.' },
  wallet_unknown: { status: 404, title: 'The wallet was not found.' },
  record_tampered: { status: 409, title: 'The stored wallet was altered.' },
  ledger_rollback: { status: 409, title: 'The stored wallet is older than it should be.' },
  ledger_unavailable: { status: 503, title: 'The PIN counter is not reachable.' },
  kms_unavailable: { status: 503, title: 'The key service is not reachable.' },
  kms_response_invalid: { status: 502, title: 'The key service sent an answer the enclave refused.' },
  enclave_unavailable: { status: 503, title: 'The enclave is not reachable.' },
  issuer_unavailable: { status: 503, title: 'The login provider is not reachable.' },
  chain_unknown: { status: 404, title: 'This chain is not known.' },
  chain_unavailable: { status: 503, title: 'The chain is not reachable.' },
  transaction_unknown: { status: 404, title: 'The transaction was not found.' },
  transaction_rejected: { status: 422, title: 'The network rejected the transaction.' },
  rpc_method_not_allowed: { status: 403, title: 'This method is not forwarded.' },
  operator_required: { status: 403, title: 'This account is no operator here.' },
  edit_conflict: { status: 409, title: 'It was changed by somebody else meanwhile.' },
  internal: { status: 500, title: 'Something went wrong.' },
};

export type ProblemDetails = {
  /** One sentence for people. Never a value from the request. */
  readonly detail?: string;
  /** Path of the field at fault, e.g. `subject_token`. */
  readonly field?: string;
  readonly retryAfterMs?: number;
  /** In place of the code's own status. */
  readonly status?: number;
  /** More response headers, e.g. `allow`. */
  readonly headers?: Readonly<Record<string, string>>;
};

/**
 * A refusal: thrown anywhere below the routes, answered by `http/errors.ts`.
 *
 * @example
 * ```ts
 * throw new ApiProblem('invalid_request', { field: 'chainId', detail: 'chainId must be a positive integer' });
 * ```
 */
export class ApiProblem extends Error {
  readonly code: ProblemCode;
  readonly details: ProblemDetails;
  constructor(code: ProblemCode, details: ProblemDetails = {}, options?: ErrorOptions) {
    super(details.detail ?? problemTable[code].title, options);
    this.name = 'ApiProblem';
    this.code = code;
    this.details = details;
  }
}

/** RFC 9457 §3: the document for a refusal. */
export function problemResponse(code: ProblemCode, details: ProblemDetails, requestId: string): Response {
  const { title } = problemTable[code];
  const { status = problemTable[code].status, detail, field, retryAfterMs, headers } = details;
  const problem: Problem = {
    type: `urn:alcove:problem:${code}`,
    title,
    status,
    code,
    ...(detail === undefined ? {} : { detail }),
    ...(field === undefined ? {} : { field }),
    ...(retryAfterMs === undefined ? {} : { retryAfterMs }),
    requestId,
  };
  return new Response(JSON.stringify(problem), {
    status,
    headers: {
      'content-type': 'application/problem+json',
      // RFC 9110 §10.2.3: whole seconds, rounded up so that nobody comes too early.
      ...(retryAfterMs === undefined ? {} : { 'retry-after': String(Math.ceil(retryAfterMs / 1000)) }),
      ...headers,
    },
  });
}
