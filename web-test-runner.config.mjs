import { createReadStream, existsSync, writeFileSync, writeSync } from 'node:fs';
import { join, normalize, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { esbuildPlugin } from '@web/dev-server-esbuild';
import { defaultReporter } from '@web/test-runner';
import { chromeLauncher } from '@web/test-runner-chrome';
import { webdriverLauncher } from '@web/test-runner-webdriver';
import { asServed, groupForBrowsers, noNodeCrypto } from './test/support/browser-groups.mjs';
import { chromiumFlags, findFirefox, findWebKit, freePort, requireChromium, startWebKit } from './test/support/browsers.ts';
import { bundledForBrowsers } from './test/support/bundled-for-browsers.mjs';

/*
 * Browser tests of host-sdk and widget, in the three engines. An engine that is not installed is skipped with a line
 * that says so; in CI it is an error. `ALCOVE_ENGINES=chromium` narrows the choice while working.
 *
 * Chromium runs everything. The others run what engines differ in: messages between windows, frames, custom elements, layout, keys and storage;
 * with `ALCOVE_ALL=1`, or files named by `--files`, everything too.
 */

// What ends the run is said at once: the runner stops at it, and its terminal holds back what is logged meanwhile.
process.on('uncaughtExceptionMonitor', (error) => writeSync(2, `\n${error.stack}\n`));

const inCi = process.env.CI === 'true';
const wanted = (process.env.ALCOVE_ENGINES ?? 'chromium,firefox,webkit').split(',');
const root = fileURLToPath(new URL('.', import.meta.url));

function missing(engine, packages) {
  const line = `${engine} is not installed, its run is skipped (Debian: apt-get install ${packages})`;
  if (inCi) throw new Error(line);
  console.log(line);
}

/** A page in the background gets no animation frames and no focus: one page at a time, and none slowed down. */
const foregroundFlags = ['--disable-background-timer-throttling', '--disable-renderer-backgrounding', '--disable-backgrounding-occluded-windows'];

const chromium = [];
const others = [];
if (wanted.includes('chromium'))
  chromium.push(chromeLauncher({ launchOptions: { executablePath: requireChromium(), args: [...chromiumFlags, ...foregroundFlags] }, concurrency: 1 }));
if (wanted.includes('firefox')) {
  const executablePath = findFirefox();
  if (executablePath === null) missing('Firefox', 'firefox-esr');
  else
    others.push(
      Object.assign(chromeLauncher({ launchOptions: { browser: 'firefox', executablePath, headless: true }, concurrency: 1 }), {
        name: 'Firefox',
        type: 'firefox',
      }),
    );
}
if (wanted.includes('webkit')) {
  const webkit = findWebKit();
  if (webkit === null) missing('WebKitGTK', 'webkit2gtk-driver xvfb xauth');
  else {
    const { port } = await startWebKit(webkit);
    others.push(
      webdriverLauncher({
        hostname: '127.0.0.1',
        port,
        path: '/',
        logLevel: 'error',
        capabilities: {
          browserName: 'MiniBrowser',
          'wdio:enforceWebDriverClassic': true,
          'webkitgtk:browserOptions': { binary: webkit.browser, args: ['--automation'] },
        },
      }),
    );
  }
}

/** Serves msw's worker from the root, and the published test vectors that lie beside the checkout. */
async function extraFiles(context, next) {
  if (context.path === '/mockServiceWorker.js') {
    context.type = 'text/javascript';
    context.body = createReadStream(join(root, 'node_modules/msw/lib/mockServiceWorker.js'));
    return;
  }
  if (context.path.startsWith('/__vectors__/')) {
    const file = join(root, '../shared/vectors', normalize(context.path.slice('/__vectors__'.length)));
    if (existsSync(file)) {
      context.type = file.endsWith('.json') ? 'application/json' : 'application/octet-stream';
      context.body = createReadStream(file);
      return;
    }
  }
  await next();
}

function withoutNodeCrypto() {
  return { name: 'without-node-crypto', resolveImport: ({ source }) => (source === 'crypto' ? noNodeCrypto : undefined) };
}

/** Writes `{ passed, failed, skipped, failures, failedFiles }` for the closing lines of `npm test`. */
function countReporter() {
  return {
    onTestRunFinished({ sessions }) {
      const file = process.env.ALCOVE_COUNT_FILE;
      if (file === undefined) return;
      const counts = { passed: 0, failed: 0, skipped: 0, failures: [], failedFiles: [] };
      const fail = (session, name, error) => {
        const path = relative(root, session.testFile ?? '');
        counts.failed++;
        if (!counts.failedFiles.includes(path)) counts.failedFiles.push(path);
        counts.failures.push(`${session.browser.name}: ${path}: ${name}: ${error?.message ?? ''}`);
      };
      const count = (session, suite) => {
        for (const test of suite?.tests ?? []) {
          if (test.skipped) counts.skipped++;
          else if (test.passed) counts.passed++;
          else fail(session, test.name, test.error);
        }
        for (const inner of suite?.suites ?? []) count(session, inner);
      };
      for (const session of sessions) {
        count(session, session.testResults);
        if (!session.passed && session.errors.length > 0) fail(session, 'the page itself', session.errors[0]);
      }
      writeFileSync(file, JSON.stringify(counts));
    },
  };
}

const all = ['host-sdk/src/**/*.test.ts', 'widget/src/**/*.test.ts'];
const whereEnginesDiffer = ['host-sdk/src/**/*.test.ts', 'widget/src/{bridge,crypto,elements,session,state,styles}/**/*.test.ts'];
const isWhole = process.env.ALCOVE_ALL === '1';
/** Files that are named, or watched, have a page each, under their own names. */
const isByName = ['--files', '--watch'].some((option) => process.argv.includes(option));
async function groups() {
  const pages = await groupForBrowsers(root, { everything: all, differing: isWhole ? all : whereEnginesDiffer });
  return [
    { name: 'everything', files: pages.everything, browsers: chromium },
    { name: 'where-engines-differ', files: pages.differing, browsers: others },
  ].filter(({ browsers }) => browsers.length > 0);
}

export default {
  ...(isByName ? { files: all, browsers: [...chromium, ...others] } : { groups: await groups() }),
  hostname: '127.0.0.1',
  port: await freePort(),
  rootDir: root,
  nodeResolve: { browser: true, exportConditions: asServed.conditions },
  plugins: [
    withoutNodeCrypto(),
    bundledForBrowsers(),
    esbuildPlugin({ ts: true, target: asServed.target, tsconfig: join(root, 'tsconfig.json'), define: asServed.define }),
  ],
  middleware: [extraFiles],
  concurrency: 1,
  concurrentBrowsers: 3,
  browserStartTimeout: 60_000,
  testsStartTimeout: 60_000,
  testsFinishTimeout: 300_000,
  testFramework: { config: { timeout: 10_000, retries: 0 } },
  reporters: [defaultReporter(), countReporter()],
};
