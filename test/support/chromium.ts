import { spawn } from 'node:child_process';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type BrowserContext, chromium } from 'playwright-core';
import { chromiumFlags, requireChromium } from './browsers.ts';

export type Chromium = { readonly context: BrowserContext; stop(): Promise<void> };

export type ChromiumOptions = {
  readonly flags?: readonly string[];
  /** What the person has set, as the browser itself keeps it in a profile. */
  readonly preferences?: object;
};

const START_TIMEOUT_MS = 30_000;

/**
 * A stock Chromium with an empty profile, driven over its debugging port.
 *
 * Playwright's own launcher switches off storage partitioning and popup blocking, which are exactly what an embedded
 * wallet has to live with, so the browser is started here with none of those flags.
 */
export async function startChromium({ flags = [], preferences }: ChromiumOptions = {}): Promise<Chromium> {
  const profile = await mkdtemp(join(tmpdir(), 'alcove-chromium-'));
  if (preferences !== undefined) {
    await mkdir(join(profile, 'Default'));
    await writeFile(join(profile, 'Default', 'Preferences'), JSON.stringify(preferences));
  }
  const child = spawn(
    requireChromium(),
    ['--headless=new', ...chromiumFlags, '--no-default-browser-check', '--remote-debugging-port=0', `--user-data-dir=${profile}`, ...flags, 'about:blank'],
    {
      stdio: ['ignore', 'ignore', 'pipe'],
    },
  );
  const stop = async (): Promise<void> => {
    const ended = child.exitCode !== null ? Promise.resolve() : new Promise<void>((resolve) => child.once('exit', () => resolve()));
    child.kill('SIGKILL');
    await ended;
    await rm(profile, { recursive: true, force: true, maxRetries: 5, retryDelay: 100 });
  };
  try {
    const endpoint = await new Promise<string>((resolve, reject) => {
      const timer = setTimeout(() => reject(new Error('Chromium did not start in time.')), START_TIMEOUT_MS);
      let output = '';
      child.stderr.setEncoding('utf8').on('data', (text: string) => {
        output += text;
        const found = /DevTools listening on (ws:\S+)/.exec(output);
        if (found?.[1] === undefined) return;
        clearTimeout(timer);
        resolve(found[1]);
      });
      child.once('exit', () => reject(new Error(`Chromium ended at once: ${output.slice(-500)}`)));
    });
    const browser = await chromium.connectOverCDP(endpoint);
    const [context] = browser.contexts();
    if (context === undefined) throw new Error('Chromium has no default context.');
    return {
      context,
      stop: async () => {
        await browser.close().catch(() => undefined);
        await stop();
      },
    };
  } catch (error) {
    await stop();
    throw error;
  }
}
