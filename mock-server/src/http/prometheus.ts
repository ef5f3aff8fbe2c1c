import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client';
import type { Metrics } from '../app-deps.ts';
import type { NodeObservation } from '../chain/endpoint-pool.ts';
import type { Store } from '../store/store.ts';

export type PrometheusMetrics = Metrics & {
  /** What became of a question to a chain's node. */
  observeNode(observation: NodeObservation): void;
  /** From now on the store is asked for its backlog with each look at the metrics. */
  watchStore(store: Pick<Store, 'countWebhookDeliveries'>): void;
};

/**
 * Metrics in Prometheus' text format, for Node. Labels are route patterns, never paths: no identifier of a person or a
 * wallet is in them, and their number is bounded.
 */
export function createPrometheusMetrics(): PrometheusMetrics {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry });
  const requests = new Counter({
    name: 'alcove_http_requests_total',
    help: 'Requests answered, by route and status.',
    labelNames: ['method', 'route', 'status'],
    registers: [registry],
  });
  const durations = new Histogram({
    name: 'alcove_http_request_duration_seconds',
    help: 'Time from the request to its answer.',
    labelNames: ['method', 'route'],
    buckets: [0.002, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10],
    registers: [registry],
  });
  const nodes = new Counter({
    name: 'alcove_chain_node_requests_total',
    help: 'Questions to the nodes of a chain by what became of them; a node is its place in the configuration.',
    labelNames: ['chain', 'node', 'outcome'],
    registers: [registry],
  });
  return {
    observeNode: ({ chainId, node, outcome }) => nodes.inc({ chain: chainId, node, outcome }),
    watchStore(store) {
      new Gauge({
        name: 'alcove_webhook_deliveries',
        help: 'Webhook deliveries of the last seven days, by state.',
        labelNames: ['state'],
        registers: [registry],
        async collect() {
          // A store that is away must not take the other metrics along.
          const counts = await store.countWebhookDeliveries().catch(() => null);
          this.reset();
          for (const [state, count] of Object.entries(counts ?? {})) this.set({ state }, count);
        },
      });
    },
    contentType: registry.contentType,
    render: () => registry.metrics(),
    observe({ method, route, status, durationMs }) {
      requests.inc({ method, route, status });
      durations.observe({ method, route }, durationMs / 1000);
    },
  };
}
