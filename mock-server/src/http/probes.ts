import type { Hono } from 'hono';
import type { AppDeps } from '../app-deps.ts';
import type { AppEnv } from './context.ts';
import { within } from './deadline.ts';
import { ApiProblem } from './problem.ts';

type ProbesDeps = Pick<AppDeps, 'store' | 'enclave' | 'chains' | 'metrics' | 'isLeaving'>;
type Part = { readonly name: string; readonly ok: boolean };

const PROBE_TIMEOUT_MS = 2000;

async function probe(name: string, work: () => Promise<boolean>): Promise<Part> {
  // A probe is a question, and every failure is an answer to it.
  const ok = await within(PROBE_TIMEOUT_MS, work()).catch(() => false);
  return { name, ok };
}

async function chainAnswers(deps: ProbesDeps, chainId: number): Promise<boolean> {
  const [response] = await deps.chains.rpc(chainId, [{ jsonrpc: '2.0', id: 1, method: 'eth_chainId' }]);
  return response !== undefined && 'result' in response && Number(response.result) === chainId;
}

async function probeChains(deps: ProbesDeps): Promise<readonly Part[]> {
  // Which of them there are is asked of the store: without an answer, nobody can say that they are well.
  const chains = await within(PROBE_TIMEOUT_MS, deps.chains.chains()).catch(() => null);
  if (chains === null) return [{ name: 'chains', ok: false }];
  return Promise.all(chains.map(({ chainId }) => probe(`chain ${chainId}`, () => chainAnswers(deps, chainId))));
}

/** `/healthz`: the process answers. `/readyz`: each part behind it does, by name. `/metrics`: for Prometheus. */
export function probeRoutes(app: Hono<AppEnv>, deps: ProbesDeps): void {
  app.get('/healthz', (context) => context.json({ ok: true }));

  app.get('/readyz', async function checkParts(context) {
    // Nothing is wrong with it; a balancer is to send the next request elsewhere.
    if (deps.isLeaving?.() === true) return context.json({ ready: false, parts: [{ name: 'server', ok: false }] }, 503);
    const [store, enclave, chains] = await Promise.all([
      probe('store', async () => {
        await deps.store.getSetting('readyz');
        return true;
      }),
      probe('enclave', async () => (await deps.enclave.health()).enclaveId !== ''),
      probeChains(deps),
    ]);
    const parts = [store, enclave, ...chains];
    const ready = parts.every((part) => part.ok);
    return context.json({ ready, parts }, ready ? 200 : 503);
  });

  app.get('/metrics', async function showMetrics(context) {
    if (deps.metrics === undefined) throw new ApiProblem('not_found');
    return context.body(await deps.metrics.render(), 200, { 'content-type': deps.metrics.contentType });
  });
}
