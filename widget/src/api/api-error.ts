import type { ProblemCode } from '../contract/api.ts';

/** What went wrong before a problem document could be read. */
export type TransportFault = 'offline' | 'network' | 'timeout' | 'response_invalid';

export type ApiErrorCode = ProblemCode | TransportFault;

/** A call to the wallet server that did not succeed. `code` is stable; the message is for logs, never for people. */
export class ApiError extends Error {
  readonly code: ApiErrorCode;
  /** HTTP status, 0 when there was no answer. */
  readonly status: number;
  readonly field: string | null;
  readonly detail: string | null;
  readonly retryAfterMs: number | null;

  constructor(
    code: ApiErrorCode,
    details: {
      readonly status?: number;
      readonly field?: string | undefined;
      readonly detail?: string | undefined;
      readonly retryAfterMs?: number | undefined;
    } = {},
    options?: ErrorOptions,
  ) {
    super(`The wallet server answered: ${code}`, options);
    this.name = 'ApiError';
    this.code = code;
    this.status = details.status ?? 0;
    this.field = details.field ?? null;
    this.detail = details.detail ?? null;
    this.retryAfterMs = details.retryAfterMs ?? null;
  }
}

/** A JSON-RPC error that the chain itself answered with (EIP-1474). */
export class RpcError extends Error {
  readonly code: number;
  readonly data: unknown;
  constructor(code: number, message: string, data?: unknown) {
    super(message);
    this.name = 'RpcError';
    this.code = code;
    this.data = data;
  }
}
