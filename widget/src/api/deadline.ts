import { ApiError } from './api-error.ts';

export type Deadline = {
  /** Aborted by the caller, for its reason, or with `ApiError` `timeout` when time is up. */
  readonly signal: AbortSignal;
  /** What was waited for is there: nothing is aborted any more. */
  readonly clear: () => void;
};

/**
 * A deadline that ends with what it is for. `AbortSignal.timeout` runs on for its whole time, and one composed with another signal by
 * `AbortSignal.any` is kept until then: a page that reads a chain all day would have hundreds of them at any moment.
 *
 * @example
 * ```ts
 * const { signal, clear } = startDeadline(15_000, caller);
 * await fetch(url, { signal }).finally(clear);
 * ```
 */
export function startDeadline(timeoutMs: number, caller?: AbortSignal): Deadline {
  const controller = new AbortController();
  const timer = setTimeout(() => controller.abort(new ApiError('timeout')), timeoutMs);
  const follow = () => controller.abort(caller?.reason);
  caller?.addEventListener('abort', follow);
  if (caller?.aborted) follow();
  return {
    signal: controller.signal,
    clear() {
      clearTimeout(timer);
      caller?.removeEventListener('abort', follow);
    },
  };
}
