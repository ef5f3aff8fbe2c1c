import { setTimeout as sleep } from 'node:timers/promises';
import type { Browser, CDPSession, Frame } from 'playwright-core';
import { startChromium } from '../support/chromium.ts';
import { Shop } from '../support/shop.ts';
import { startStack } from '../support/stack.ts';
import { median, type Row, report, valueRow } from './rows.ts';

/*
 * `node test/bench/long-task.ts [--json FILE]`: the longest task of the widget's main thread while an approval opens, with the built widget on the
 * real stack and a CPU slowed four times, as a phone's is. Tasks are measured by the time the thread worked, not by the clock, so that what else
 * the machine does counts little; each round starts from a page just loaded, so that code that comes later is loaded and run in it. Nobody
 * looks into the frame meanwhile, as the tool that does brings a third of a megabyte of its own script, and what answers its questions is left out;
 * so is what the browser does of itself ten seconds after a frame that nobody sees was loaded, which is to give memory back.
 */

const ROUNDS = 5;
const SLOWER = 4;
const BUDGET_MS = 50;
/** What the page asks for, and how the person says yes to it. */
const kinds = [
  { what: 'an approval', asks: 'Send 0.01 ETH', yes: 'Approve' },
  { what: 'an approval of a message', asks: 'Sign message', yes: 'Sign' },
  { what: 'an approval of typed data', asks: 'Sign typed data', yes: 'Sign' },
] as const;
const PIN = '274913';
const MARK = 'alcove-bench';
/** The approval is open after a third of it; that it was is looked at afterwards. */
const WATCHED_MS = 4_000;

type TraceEvent = {
  readonly name: string;
  readonly ph: string;
  readonly pid: number;
  readonly tid: number;
  readonly ts: number;
  readonly dur?: number;
  readonly tdur?: number;
  readonly args?: { readonly src_func?: string };
};

/** The browser's own; https://source.chromium.org, base/allocator/partition_alloc_support.cc. */
const RECLAIM = 'OnBackgrounded';

const categories = ['toplevel', 'devtools', 'devtools.timeline', 'disabled-by-default-devtools.timeline', 'blink.user_timing'];

async function startTrace(session: CDPSession): Promise<() => Promise<readonly TraceEvent[]>> {
  const events: TraceEvent[] = [];
  const collect = ({ value }: { value: object[] }): void => void events.push(...(value as TraceEvent[]));
  session.on('Tracing.dataCollected', collect);
  await session.send('Tracing.start', { transferMode: 'ReportEvents', traceConfig: { includedCategories: categories } });
  return async () => {
    const complete = new Promise<void>((resolve) => session.once('Tracing.tracingComplete', () => resolve()));
    await session.send('Tracing.end');
    await complete;
    session.off('Tracing.dataCollected', collect);
    return events;
  };
}

const mark = (frame: Frame): Promise<unknown> => frame.evaluate((name) => performance.mark(name), MARK);

/** Milliseconds the longest task after the mark worked, on the thread that made it. What answers the tool is no task of the page. */
function longestTaskMs(events: readonly TraceEvent[]): number {
  const mark = events.find(({ name }) => name === MARK);
  if (mark === undefined) throw new Error('The trace has no mark.');
  const own = events.filter(({ pid, tid, ts }) => pid === mark.pid && tid === mark.tid && ts >= mark.ts);
  const others = own.filter(({ name, args }) => name === 'DevToolsSession::DispatchProtocolCommandImpl' || args?.src_func === RECLAIM);
  const tasks = own.filter(({ name, ts, dur = 0 }) => /RunTask$/.test(name) && !others.some((other) => other.ts >= ts && other.ts <= ts + dur));
  if (tasks.length === 0) throw new Error('The trace has no tasks.');
  return Math.max(...tasks.map(({ dur, tdur }) => tdur ?? dur ?? 0)) / 1000;
}

async function measure(browser: Browser, shop: Shop, { what, asks, yes }: (typeof kinds)[number]): Promise<Row> {
  const session = await browser.newBrowserCDPSession();
  const longest: number[] = [];
  for (let round = 0; round < ROUNDS; round++) {
    await shop.page.reload();
    await shop.account();
    const frame = await shop.wallet();
    const throttle = await shop.page.context().newCDPSession(frame);
    await throttle.send('Emulation.setCPUThrottlingRate', { rate: SLOWER });
    const endTrace = await startTrace(session);
    await mark(frame);
    await shop.press(asks);
    await sleep(WATCHED_MS);
    const ms = longestTaskMs(await endTrace());
    await frame.getByRole('button', { name: yes }).and(frame.locator(':not([aria-disabled])')).waitFor({ timeout: 1_000 });
    longest.push(ms);
    console.log(`${what}, round ${round + 1}: ${ms.toFixed(1)} ms`);
    await throttle.send('Emulation.setCPUThrottlingRate', { rate: 1 });
    await shop.tap('Reject');
  }
  return valueRow(`longest task while ${what} opens, CPU slowed ${SLOWER} times`, median(longest), 'ms', BUDGET_MS);
}

const stack = await startStack();
const { context, stop } = await startChromium();
try {
  const shop = await Shop.open(context, stack.origins.host);
  await shop.connectNew('slow@example.com', PIN);
  const rows: Row[] = [];
  for (const kind of kinds) rows.push(await measure(context.browser() as Browser, shop, kind));
  report(rows);
} finally {
  await stop();
  await stack.stop();
}
