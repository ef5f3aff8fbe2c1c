import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { describe, it } from 'node:test';
import { createPrometheusMetrics } from './prometheus.ts';

type Sample = { readonly name: string; readonly labels: Readonly<Record<string, string>>; readonly value: number };
type Family = { readonly name: string; readonly type: string; readonly help: string; readonly samples: Sample[] };

const metricName = /^[a-zA-Z_:][a-zA-Z0-9_:]*$/;
const suffixes: Readonly<Record<string, RegExp>> = { histogram: /_(bucket|sum|count)$/, summary: /_(sum|count)$/ };

/** Prometheus' text format 0.0.4, read strictly: HELP and TYPE before samples, families in one piece, no sample twice. @throws AssertionError */
function parseExposition(text: string): ReadonlyMap<string, Family> {
  assert.ok(text.endsWith('\n'), 'the last line must end');
  const families = new Map<string, Family>();
  const seen = new Set<string>();
  let current: Family | null = null;
  let help: readonly [string, string] | null = null;
  for (const line of text.split('\n')) {
    if (line === '') continue;
    const comment = /^# (HELP|TYPE) (\S+) (.+)$/.exec(line);
    if (comment !== null) {
      const [, kind, name = '', rest = ''] = comment;
      assert.match(name, metricName);
      if (kind === 'HELP') help = [name, rest];
      else {
        assert.equal(help?.[0], name, `TYPE of ${name} without its HELP`);
        assert.ok(!families.has(name), `${name} stands there twice`);
        assert.match(rest, /^(counter|gauge|histogram|summary|untyped)$/);
        current = { name, type: rest, help: help?.[1] ?? '', samples: [] };
        families.set(name, current);
      }
      continue;
    }
    const sample = /^([a-zA-Z_:][a-zA-Z0-9_:]*)(?:\{(.*)\})? (-?(?:\d+(?:\.\d+)?(?:e[+-]?\d+)?)|[+-]Inf|NaN|Nan)(?: \d+)?$/.exec(line);
    assert.ok(sample, `no sample: ${line}`);
    const [, name = '', labelText = '', value = ''] = sample;
    assert.ok(current, `${name} before any TYPE`);
    assert.equal(name.replace(suffixes[current.type] ?? /$^/, ''), current.name, `${name} outside its family`);
    assert.ok(!seen.has(`${name}{${labelText}}`), `${line} stands there twice`);
    seen.add(`${name}{${labelText}}`);
    const labels: Record<string, string> = {};
    const rest = labelText.replaceAll(/([a-zA-Z_][a-zA-Z0-9_]*)="((?:[^"\\\n]|\\["\\n])*)"(?:,|$)/g, (_match, label: string, text: string) => {
      labels[label] = text;
      return '';
    });
    assert.equal(rest, '', `labels of ${line}`);
    current.samples.push({ name, labels, value: Number(value.replace('Inf', 'Infinity')) });
  }
  return families;
}

async function exposition() {
  const metrics = createPrometheusMetrics();
  metrics.observe({ method: 'GET', route: '/v1/wallets', status: 200, durationMs: 12 });
  metrics.observe({ method: 'GET', route: '/v1/wallets', status: 200, durationMs: 12_000 });
  metrics.observe({ method: 'POST', route: '/v1/a"b\\c\nd', status: 500, durationMs: 1 });
  metrics.observeNode({ chainId: 10, node: 1, outcome: 'failed' });
  metrics.watchStore({ countWebhookDeliveries: async () => ({ waiting: 3, delivered: 2, failed: 0 }) });
  return { metrics, families: parseExposition(await metrics.render()) };
}

describe('metrics', () => {
  it('behavior: the text is valid, counters and gauges say what was observed', async () => {
    const { families } = await exposition();
    const requests = families.get('alcove_http_requests_total');
    assert.equal(requests?.type, 'counter');
    assert.equal(requests?.samples.find(({ labels }) => labels.route === '/v1/wallets')?.value, 2);
    assert.deepEqual(families.get('alcove_chain_node_requests_total')?.samples, [
      { name: 'alcove_chain_node_requests_total', labels: { chain: '10', node: '1', outcome: 'failed' }, value: 1 },
    ]);
    const backlog = families.get('alcove_webhook_deliveries')?.samples.map(({ labels, value }) => [labels.state, value]);
    assert.deepEqual(backlog, [
      ['waiting', 3],
      ['delivered', 2],
      ['failed', 0],
    ]);
  });

  it('behavior: the buckets of a histogram only grow, end at infinity, and their last is the count', async () => {
    const { families } = await exposition();
    const samples = families.get('alcove_http_request_duration_seconds')?.samples.filter(({ labels }) => labels.route === '/v1/wallets') ?? [];
    const buckets = samples.filter(({ name }) => name.endsWith('_bucket'));
    const values = buckets.map(({ value }) => value);
    assert.deepEqual(
      values,
      [...values].sort((left, right) => left - right),
    );
    assert.deepEqual([buckets.at(-1)?.labels.le, buckets.at(-1)?.value], ['+Inf', 2]);
    assert.equal(samples.find(({ name }) => name.endsWith('_count'))?.value, 2);
    assert.equal(samples.find(({ name }) => name.endsWith('_sum'))?.value, 12.012);
  });

  it('behavior: a store that is away leaves the other metrics there', async () => {
    const metrics = createPrometheusMetrics();
    metrics.watchStore({ countWebhookDeliveries: () => Promise.reject(new Error('away')) });
    const families = parseExposition(await metrics.render());
    assert.deepEqual(families.get('alcove_webhook_deliveries')?.samples, []);
    assert.ok((families.get('process_resident_memory_bytes')?.samples[0]?.value ?? 0) > 0);
  });

  for (const text of [
    'a 1',
    '# TYPE a counter\na 1\n',
    '# HELP a x\n# TYPE a counter\nb 1\n',
    '# HELP a x\n# TYPE a counter\na 1\na 1\n',
    '# HELP a x\n# TYPE a counter\na{b=1} 1\n',
  ]) {
    it(`error: the parser of this test takes no ${JSON.stringify(text)}`, () => assert.throws(() => parseExposition(text)));
  }

  it('behavior: the dashboard asks for metrics that are there', async () => {
    const { families } = await exposition();
    const dashboard = JSON.parse(readFileSync(new URL('../../../mock-server/grafana-dashboard.json', import.meta.url), 'utf8')) as {
      readonly panels: readonly { readonly title: string; readonly targets: readonly { readonly expr: string }[] }[];
    };
    assert.ok(dashboard.panels.length >= 8);
    for (const { title, targets } of dashboard.panels) {
      assert.ok(targets.length > 0, title);
      for (const { expr } of targets) {
        const names = expr.match(/\b(?:alcove|process|nodejs)_[a-z0-9_]+/g) ?? [];
        assert.ok(names.length > 0, `${title}: ${expr}`);
        for (const name of names) assert.ok(families.has(name) || families.has(name.replace(/_(bucket|sum|count)$/, '')), `${title}: ${name}`);
      }
    }
  });
});
