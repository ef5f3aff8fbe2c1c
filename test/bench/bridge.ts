import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Frame, Page } from 'playwright-core';
import { startChromium } from '../support/chromium.ts';
import { type Stack, startStack } from '../support/stack.ts';
import { bareChild, penpal } from './penpal-page.ts';
import { median, ratioRow, report } from './rows.ts';

/*
 * `node test/bench/bridge.ts [--json FILE]`: a request's way from the page into the wallet and back, and a read through the
 * provider, each beside its reference in the same page of a stock Chromium: an iframe of another site that speaks penpal and
 * nothing else, in a dialog that is not shown, as the wallet's; and a fetch to the chain's node. Each begins a round in its turn, so that all
 * meet the same machine: whoever is asked first after a pause wakes it up.
 *
 * The node is native code one step away; the wallet's read goes from the page to the frame, to the wallet's server, and back. A page that reads
 * often does so on an open line (widget/src/api/read-line.ts), which the calls before the first round open. What a request of the frame
 * takes for the same step is measured too.
 */

const ROUNDS = 30;
/** The wallet takes 50 messages at once and 20 a second from a page (widget/src/bridge/rate-limit.ts): two lots of calls a round. */
const CALLS = 12;
const REFILL_MS = 1_300;

type Subject = 'bridge' | 'penpal' | 'provider' | 'fetch' | 'step';
const subjects: readonly Subject[] = ['bridge', 'penpal', 'provider', 'fetch', 'step'];

/** What the page offers to be timed. */
type BenchWindow = Record<Subject, () => Promise<unknown>> & { readonly ready: Promise<void> };

const benchPage = ({ wallet, node }: Stack['origins'], child: string) => `<!doctype html><script>${penpal}</script>
<script src="${wallet}/sdk/v1/alcove.js"></script>
<alcove-wallet app-id="demo"></alcove-wallet><dialog><iframe src="${child}/child"></iframe></dialog>
<script>
  const ask = window.fetch.bind(window);
  const { provider } = document.querySelector('alcove-wallet');
  const messenger = new Penpal.WindowMessenger({ remoteWindow: document.querySelector('iframe').contentWindow, allowedOrigins: ['${child}'] });
  const bare = Penpal.connect({ messenger, methods: {} }).promise;
  const question = { jsonrpc: '2.0', id: 1, method: 'eth_blockNumber', params: [] };
  const init = { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(question) };
  Object.assign(window, {
    bridge: () => provider.request({ method: 'eth_chainId' }),
    penpal: async () => (await bare).request({ id: crypto.randomUUID(), method: 'eth_chainId' }),
    provider: () => provider.request({ method: 'eth_blockNumber' }),
    fetch: async () => (await (await ask('${node}', init)).json()).result,
    ready: bare.then(() => provider.request({ method: 'eth_chainId' })),
  });
</script>`;

/** Milliseconds of a call: the mean of `count`, one after the other, because a page's clock has steps of 0.1 ms. */
function time(place: Page | Frame, subject: Subject, count: number): Promise<number> {
  return place.evaluate(
    async ([name, calls]) => {
      const run = (globalThis as unknown as BenchWindow)[name];
      const beganMs = performance.now();
      for (let call = 0; call < calls; call++) await run();
      return (performance.now() - beganMs) / calls;
    },
    [subject, count] as const,
  );
}

const stack = await startStack();
const { context, stop } = await startChromium();
let port = 0;
// Real pages of this machine: what a test makes up has no address, and browsers keep it from talking to this one. The frame's host is
// another site than the page's, as the wallet is: a process of its own.
const server = createServer(({ url }, response) => {
  const [page, child] = [`http://127.0.0.1:${port}`, `http://localhost:${port}`];
  response.setHeader('content-type', 'text/html').end(url === '/child' ? bareChild(page) : benchPage(stack.origins, child));
});
try {
  await new Promise<void>((resolve) => server.listen(0, resolve));
  port = (server.address() as AddressInfo).port;
  const page = await context.newPage();
  await page.goto(`http://127.0.0.1:${port}/`);
  await page.evaluate(() => (globalThis as unknown as BenchWindow).ready);

  const wallet = page.frames().find((frame) => frame.url().startsWith(stack.origins.wallet));
  if (wallet === undefined) throw new Error('the page has no wallet');
  await wallet.evaluate(() => {
    const body = JSON.stringify({ jsonrpc: '2.0', id: 1, method: 'eth_blockNumber', params: [] });
    const init = { method: 'POST', headers: { 'content-type': 'application/json' }, body };
    Object.assign(globalThis, { step: async () => ((await (await fetch('/v1/rpc/31337', init)).json()) as { result: string }).result });
  });
  const place = (subject: Subject) => (subject === 'step' ? wallet : page);

  const samples: Record<Subject, number[]> = { bridge: [], penpal: [], provider: [], fetch: [], step: [] };
  for (const subject of subjects) await time(place(subject), subject, CALLS);
  for (let round = 0; round < ROUNDS; round++) {
    await sleep(REFILL_MS);
    for (let turn = 0; turn < subjects.length; turn++) {
      const subject = subjects[(round + turn) % subjects.length] as Subject;
      samples[subject].push(await time(place(subject), subject, CALLS));
    }
  }
  const medianMs = (subject: Subject) => median(samples[subject]);
  report([
    ratioRow('bridge round trip ÷ bare penpal round trip, same page', medianMs('bridge'), 'ms', medianMs('penpal'), 1.2),
    ratioRow('eth_blockNumber through the provider ÷ the same call by fetch', medianMs('provider'), 'ms', medianMs('fetch'), 1.5),
    ratioRow('eth_blockNumber through the provider ÷ the same call by a plain fetch of the wallet’s frame', medianMs('provider'), 'ms', medianMs('step'), 1.5),
  ]);
} finally {
  server.close();
  await stop();
  await stack.stop();
}
