import { AsyncLocalStorage } from 'node:async_hooks';
import type { Attributes, Context, Span } from '@opentelemetry/api';
import type { Sampler } from '@opentelemetry/sdk-trace';
import type { Logger } from '../app-deps.ts';
import type { SpanAttributes, Tracing } from './port.ts';
import type { SamplerName, TracingSettings } from './settings.ts';

export type OpenedTracing = {
  readonly tracing: Tracing;
  /** Failures to send are told there, once a batch; without it nowhere. */
  logTo(logger: Pick<Logger, 'warn'>): void;
  /** Sends what waits, for at most as long as a request to the collector may take. */
  stop(): Promise<void>;
};

const STOP_TIMEOUT_MS = 5_000;

/** `error.type` of the semantic conventions: a code or a class, never a message, which may quote what was asked for. */
function typeOf(error: unknown): string {
  const { code, name } = (error ?? {}) as { readonly code?: unknown; readonly name?: unknown };
  return typeof code === 'string' || typeof code === 'number' ? String(code) : typeof name === 'string' ? name : 'unknown';
}

/**
 * Traces by OpenTelemetry, sent as OTLP over HTTP. Its packages are loaded here and nowhere else, so that a server without traces never
 * reads them. Nothing but the handler of the SDK's own errors is registered
 * for the whole process: context is carried by this module alone.
 *
 * @example
 * ```ts
 * const settings = readTracingSettings(process.env);
 * const opened = settings === null ? null : await openTracing(settings);
 * ```
 */
export async function openTracing({ sampler, ratio }: TracingSettings): Promise<OpenedTracing> {
  const [api, core, sdk, { OTLPTraceExporter }, resources] = await Promise.all([
    import('@opentelemetry/api'),
    import('@opentelemetry/core'),
    import('@opentelemetry/sdk-trace'),
    import('@opentelemetry/exporter-trace-otlp-http'),
    import('@opentelemetry/resources'),
  ]);
  const { ROOT_CONTEXT, SpanKind, SpanStatusCode, trace } = api;

  const roots: Readonly<Record<'always_on' | 'always_off' | 'traceidratio', () => Sampler>> = {
    always_on: () => new sdk.AlwaysOnSampler(),
    always_off: () => new sdk.AlwaysOffSampler(),
    traceidratio: () => new sdk.TraceIdRatioBasedSampler(ratio),
  };
  const samplerOf = (name: SamplerName): Sampler => {
    const root = roots[name.replace('parentbased_', '') as keyof typeof roots]();
    return name.startsWith('parentbased_') ? new sdk.ParentBasedSampler({ root }) : root;
  };
  // `OTEL_SERVICE_NAME` and `OTEL_RESOURCE_ATTRIBUTES` win over what is said here.
  const resource = resources
    .defaultResource()
    .merge(resources.resourceFromAttributes({ 'service.name': 'alcove' }))
    .merge(resources.detectResources({ detectors: [resources.envDetector] }));
  const provider = new sdk.TracerProvider({
    resource,
    sampler: samplerOf(sampler),
    // Beyond its queue of 2048 spans it drops: a collector that is away must cost no memory.
    spanProcessors: [new sdk.BatchSpanProcessor({ exporter: new OTLPTraceExporter() })],
  });
  const tracer = provider.getTracer('alcove');
  const propagator = new core.W3CTraceContextPropagator();
  const current = new AsyncLocalStorage<Context>();

  /** Runs the work with the span as the one under way. */
  const runIn = <T>(span: Span, parent: Context, work: () => Promise<T>): Promise<T> => current.run(trace.setSpan(parent, span), work);

  const tracing: Tracing = {
    begin(headers) {
      const getter = { keys: () => ['traceparent', 'tracestate'], get: (_carrier: unknown, name: string) => headers.get(name) ?? undefined };
      const parent = propagator.extract(ROOT_CONTEXT, headers, getter);
      const span = tracer.startSpan('request', { kind: SpanKind.SERVER }, parent);
      return {
        traceId: span.spanContext().traceId,
        run: (work) => runIn(span, parent, work),
        end({ method, route, status, requestId }) {
          span.updateName(`${method} ${route}`);
          span.setAttributes({ 'http.request.method': method, 'http.route': route, 'http.response.status_code': status, 'alcove.request.id': requestId });
          // The caller's mistakes are no failures of this server.
          if (status >= 500) span.setStatus({ code: SpanStatusCode.ERROR });
          span.end();
        },
      };
    },
    async step<T>(name: string, attributes: SpanAttributes, work: () => Promise<T>): Promise<T> {
      const parent = current.getStore();
      if (parent === undefined) return work();
      const span = tracer.startSpan(name, { kind: SpanKind.CLIENT, attributes: attributes as Attributes }, parent);
      try {
        return await runIn(span, parent, work);
      } catch (error) {
        span.setAttribute('error.type', typeOf(error));
        span.setStatus({ code: SpanStatusCode.ERROR });
        throw error;
      } finally {
        span.end();
      }
    },
  };

  let onFailure = (_error: unknown): void => undefined;
  // One batch after the other reports here; the last one to `shutdown`.
  core.setGlobalErrorHandler((error) => onFailure(error));
  return {
    tracing,
    logTo(logger) {
      onFailure = (error) => logger.warn({ part: 'tracing', reason: typeOf(error) }, 'traces could not be sent');
    },
    async stop() {
      const deadline = new Promise<void>((resolve) => setTimeout(resolve, STOP_TIMEOUT_MS).unref());
      // A collector that is away keeps nobody from stopping.
      await Promise.race([provider.shutdown().catch((error: unknown) => onFailure(error)), deadline]);
    },
  };
}
