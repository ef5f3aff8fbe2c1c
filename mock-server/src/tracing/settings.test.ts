import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readTracingSettings } from './settings.ts';

const endpoint = { OTEL_EXPORTER_OTLP_ENDPOINT: 'http://127.0.0.1:4318' };

test('readTracingSettings: none unless a collector is named', () => {
  const off = [{}, { ...endpoint, OTEL_SDK_DISABLED: 'true' }, { ...endpoint, OTEL_TRACES_EXPORTER: 'none' }, { OTEL_EXPORTER_OTLP_ENDPOINT: ' ' }];
  for (const environment of off) assert.equal(readTracingSettings(environment), null, JSON.stringify(environment));
  assert.deepEqual(readTracingSettings(endpoint), { sampler: 'parentbased_always_on', ratio: 1 });
  const sampled = {
    OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: 'https://collector.example/v1/traces',
    OTEL_TRACES_SAMPLER: 'traceidratio',
    OTEL_TRACES_SAMPLER_ARG: '0.1',
  };
  assert.deepEqual(readTracingSettings(sampled), { sampler: 'traceidratio', ratio: 0.1 });
});

test('readTracingSettings: error: each setting that is wrong is named', () => {
  const wrong = {
    OTEL_EXPORTER_OTLP_ENDPOINT: 'collector:4318',
    OTEL_TRACES_SAMPLER: 'sometimes',
    OTEL_TRACES_SAMPLER_ARG: '2',
    OTEL_TRACES_EXPORTER: 'zipkin',
    OTEL_EXPORTER_OTLP_PROTOCOL: 'grpc',
  };
  assert.throws(
    () => readTracingSettings(wrong),
    (error: Error) => Object.keys(wrong).every((name) => error.message.includes(`${name} must be`)),
  );
});
