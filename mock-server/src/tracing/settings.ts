import { type Environment, settingsOf } from '../stack/settings.ts';

/** As the specification of OpenTelemetry names them (configuration/sdk-environment-variables). */
export const samplers = ['always_on', 'always_off', 'traceidratio', 'parentbased_always_on', 'parentbased_always_off', 'parentbased_traceidratio'] as const;
export type SamplerName = (typeof samplers)[number];

/** What the exporter does not read for itself: headers, timeout, compression, certificates, service name and resource attributes are the SDK's. */
export type TracingSettings = { readonly sampler: SamplerName; readonly ratio: number };

const endpoints = ['OTEL_EXPORTER_OTLP_ENDPOINT', 'OTEL_EXPORTER_OTLP_TRACES_ENDPOINT'] as const;

function readUrl(text: string): string | null {
  return URL.canParse(text) && /^https?:$/.test(new URL(text).protocol) ? text : null;
}

function readRatio(text: string): number | null {
  const ratio = Number(text);
  return ratio >= 0 && ratio <= 1 ? ratio : null;
}

/**
 * Null where there are to be no traces: without an endpoint, with `OTEL_SDK_DISABLED=true`, or `OTEL_TRACES_EXPORTER=none`.
 *
 * @throws StackError with one line for each setting that is wrong.
 */
export function readTracingSettings(environment: Environment): TracingSettings | null {
  const { set, check, refuseFaults } = settingsOf(environment);
  if (endpoints.every((name) => set(name) === null) || set('OTEL_SDK_DISABLED')?.toLowerCase() === 'true' || set('OTEL_TRACES_EXPORTER') === 'none')
    return null;
  for (const name of endpoints) check(name, '', readUrl, 'an http or https address such as http://127.0.0.1:4318');
  const settings: TracingSettings = {
    sampler: check<SamplerName>('OTEL_TRACES_SAMPLER', 'parentbased_always_on', (text) => samplers.find((name) => name === text) ?? null, samplers.join(', ')),
    ratio: check('OTEL_TRACES_SAMPLER_ARG', 1, readRatio, 'a number from 0 to 1'),
  };
  check('OTEL_TRACES_EXPORTER', 'otlp', (text) => (text === 'otlp' ? text : null), 'otlp or none');
  const protocol = ['OTEL_EXPORTER_OTLP_PROTOCOL', 'OTEL_EXPORTER_OTLP_TRACES_PROTOCOL'] as const;
  for (const name of protocol) check(name, 'http/json', (text) => (text === 'http/json' ? text : null), 'http/json, the only one there is');
  refuseFaults('node mock-server/dist/server.mjs --help');
  return settings;
}
