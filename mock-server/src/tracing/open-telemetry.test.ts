import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { after, before, describe, it } from 'node:test';
import { createHarness, type Harness } from '../api/testing/harness.ts';
import { TestClient } from '../api/testing/test-client.ts';
import { createApp } from '../app.ts';
import { EnclaveError } from '../enclave-client/port.ts';
import { openTracing } from './open-telemetry.ts';
import { traceChains, traceEnclave, traceStore } from './traced-parts.ts';

type Value = { readonly stringValue?: string; readonly intValue?: string | number };
type Span = {
  readonly name: string;
  readonly kind: number;
  readonly traceId: string;
  readonly spanId: string;
  readonly parentSpanId?: string;
  readonly attributes: readonly { readonly key: string; readonly value: Value }[];
  readonly status?: { readonly code?: number };
};
/** OTLP/HTTP with JSON (opentelemetry.io/docs/specs/otlp, §OTLP/HTTP). */
type Export = {
  readonly resourceSpans: readonly {
    readonly resource: { readonly attributes: Span['attributes'] };
    readonly scopeSpans: readonly { readonly spans: Span[] }[];
  }[];
};

const SERVER = 2;
const CLIENT = 3;
const ERROR = 2;
const everything = { sampler: 'parentbased_always_on', ratio: 1 } as const;

/** A collector, as far as a client can tell. */
async function startCollector() {
  const bodies: string[] = [];
  const paths = new Set<string>();
  const server = createServer((request, response) => {
    paths.add(`${request.method} ${request.url} ${request.headers['content-type']}`);
    let body = '';
    request.setEncoding('utf8').on('data', (text: string) => {
      body += text;
    });
    request.on('end', () => {
      bodies.push(body);
      response.setHeader('content-type', 'application/json').end('{}');
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const exports = (): Export[] => bodies.map((body) => JSON.parse(body) as Export);
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    paths,
    bodies,
    exports,
    spans: (): Span[] => exports().flatMap(({ resourceSpans }) => resourceSpans.flatMap(({ scopeSpans }) => scopeSpans.flatMap(({ spans }) => spans))),
    close: () => void server.close(),
  };
}

const attributeOf = (span: Pick<Span, 'attributes'>, key: string): unknown => {
  const value = span.attributes.find((attribute) => attribute.key === key)?.value;
  return value?.stringValue ?? (value?.intValue === undefined ? undefined : Number(value.intValue));
};

/** The harness' server with every part traced, as `createServerDeps` does it. */
function tracedApp({ deps }: Harness, { tracing }: Awaited<ReturnType<typeof openTracing>>) {
  return createApp({
    ...deps,
    tracing,
    store: traceStore(deps.store, tracing, 'sqlite'),
    enclave: traceEnclave(deps.enclave, tracing),
    chains: traceChains(deps.chains, tracing),
  });
}

describe('traces', () => {
  let collector: Awaited<ReturnType<typeof startCollector>>;
  let harness: Harness;
  before(async () => {
    collector = await startCollector();
    process.env.OTEL_EXPORTER_OTLP_ENDPOINT = collector.url;
    process.env.OTEL_RESOURCE_ATTRIBUTES = 'deployment.environment.name=test';
    harness = await createHarness();
  });
  after(async () => {
    collector.close();
    await harness.close();
  });

  it('a request is a span of its caller’s trace, and each call of store, enclave and chain a step of it', async () => {
    const opened = await openTracing(everything);
    const client = await TestClient.create(tracedApp(harness, opened), harness.deps.walletOrigin, harness.clock.nowMs);
    const session = await client.post('/v1/session', harness.sessionBody(client, await harness.idToken(client)));
    assert.equal(session.status, 200);
    await client.adopt(session);
    const [traceId, callerSpan] = ['0af7651916cd43dd8448eb211c80319c', 'b7ad6b7169203331'];
    const headers = { traceparent: `00-${traceId}-${callerSpan}-01` };
    const wallet = await harness.createWallet(client);
    const challenge = { operation: 'unlock', walletId: wallet.walletId, nonce: Buffer.alloc(32).toString('base64url') };
    assert.equal((await client.post('/v1/enclave/challenge', challenge, { headers })).status, 200);
    harness.enclave.failure = new EnclaveError('enclave_unavailable', `no enclave for ${wallet.walletId}`);
    assert.equal((await client.post('/v1/enclave/challenge', challenge)).status, 503);
    harness.enclave.failure = null;
    const block = { jsonrpc: '2.0', id: 1, method: 'eth_blockNumber', params: [] };
    await client.post('/v1/rpc/31337', [block]);
    await opened.stop();

    assert.deepEqual([...collector.paths], ['POST /v1/traces application/json']);
    const [first] = collector.exports();
    const resource = first?.resourceSpans[0]?.resource ?? { attributes: [] };
    assert.deepEqual([attributeOf(resource, 'service.name'), attributeOf(resource, 'deployment.environment.name')], ['alcove', 'test']);

    const spans = collector.spans();
    const asked = spans.find((span) => span.traceId === traceId && span.kind === SERVER);
    assert.ok(asked);
    assert.deepEqual(
      [asked.name, asked.parentSpanId, attributeOf(asked, 'http.route'), attributeOf(asked, 'http.response.status_code'), asked.status?.code ?? 0],
      ['POST /v1/enclave/challenge', callerSpan, '/v1/enclave/challenge', 200, 0],
    );
    const steps = spans.filter((span) => span.parentSpanId === asked.spanId);
    const names = steps.map(({ name }) => name);
    assert.ok(steps.every((span) => span.kind === CLIENT && span.traceId === traceId));
    for (const name of ['store findSession', 'store rememberProof', 'store findWallet', 'enclave challenge'])
      assert.ok(names.includes(name), `${name} of ${names}`);
    assert.ok(spans.some(({ name }) => name === 'chain rpc'));

    const failed = spans.find((span) => span.kind === SERVER && attributeOf(span, 'http.response.status_code') === 503);
    const cause = spans.find((span) => span.parentSpanId === failed?.spanId && span.name === 'enclave challenge');
    assert.deepEqual(
      [failed?.status?.code, cause?.status?.code, cause === undefined ? null : attributeOf(cause, 'error.type')],
      [ERROR, ERROR, 'enclave_unavailable'],
    );

    // Line by line what the log says of the same requests.
    assert.ok(harness.logged.some((line) => line.includes(traceId)));

    // Ids are random and in base 16, in which a name may well turn up.
    const sent = collector.bodies.join('\n').replaceAll(/"(?:[0-9a-f]{16}|[0-9a-f]{32})"/g, '""');
    const users = [
      wallet.walletId,
      wallet.address,
      wallet.address.toLowerCase().slice(2),
      String(client.accessToken),
      client.certificate,
      client.thumbprint,
      'ada',
      'Ada',
    ];
    for (const secret of users) assert.ok(!sent.includes(secret), `a span says ${secret}`);
  });

  it('background work is no trace, and a sampler that takes nothing sends nothing', async () => {
    const seen = collector.bodies.length;
    const opened = await openTracing({ sampler: 'always_off', ratio: 1 });
    assert.equal(await opened.tracing.step('store getSetting', {}, async () => 7), 7);
    const response = await tracedApp(harness, opened)(new Request(`${harness.deps.walletOrigin}/healthz`));
    assert.equal(response.status, 200);
    await opened.stop();
    assert.equal(collector.bodies.length, seen);
  });

  it('error: a collector that is away costs no request, is told of once a batch, and does not keep the server from stopping', async () => {
    process.env.OTEL_EXPORTER_OTLP_ENDPOINT = 'http://127.0.0.1:9';
    process.env.OTEL_EXPORTER_OTLP_TIMEOUT = '500';
    const opened = await openTracing(everything);
    const warnings: object[] = [];
    opened.logTo({ warn: (fields) => void warnings.push(fields) });
    const response = await tracedApp(harness, opened)(new Request(`${harness.deps.walletOrigin}/healthz`));
    assert.equal(response.status, 200);
    await opened.stop();
    assert.equal(warnings.length, 1);
    assert.deepEqual(Object.keys(warnings[0] ?? {}), ['part', 'reason']);
  });

  it('error: a traceparent that is none begins a trace of its own', async () => {
    const opened = await openTracing(everything);
    for (const traceparent of [
      '',
      'x'.repeat(5_000),
      '00-00000000000000000000000000000000-0000000000000000-01',
      'ff-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01',
    ]) {
      assert.match(opened.tracing.begin(new Headers({ traceparent })).traceId, /^(?!0{32})[0-9a-f]{32}$/);
    }
    await opened.stop();
  });
});
