/*
 * Where a request's time went, for whoever collects traces. What a span says of itself comes from closed lists, or is a number: never
 * an id of a person or a wallet, an address, a token or what was asked for.
 */

export type SpanAttributes = Readonly<Record<string, string | number | boolean>>;

export type RequestTrace = {
  /** For the log's line of the same request. */
  readonly traceId: string;
  /** Steps within belong to this request. */
  run<T>(work: () => Promise<T>): Promise<T>;
  end(answer: { readonly method: string; readonly route: string; readonly status: number; readonly requestId: string }): void;
};

export type Tracing = {
  /** A request's span; a child of its caller's where the headers name one (W3C Trace Context). */
  begin(headers: { get(name: string): string | null }): RequestTrace;
  /** A step of the request under way. Outside of one, the work is done and nothing is recorded. */
  step<T>(name: string, attributes: SpanAttributes, work: () => Promise<T>): Promise<T>;
};
