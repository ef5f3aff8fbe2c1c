import { type Browser, type BrowserContextOptions, chromium, type Page } from 'playwright-core';
import type { Language } from '../../host-sdk/src/contract/types.ts';
import { chromiumFlags, requireChromium } from '../support/browsers.ts';
import type { InPage } from './in-page.ts';

export const languages: readonly Language[] = ['en', 'ko', 'ja'];
export const schemes = ['light', 'dark'] as const;
export type Scheme = (typeof schemes)[number];

export type SizeName = 'phone' | 'desk' | 'small' | 'zoomed';
export type Size = {
  readonly name: SizeName;
  readonly options: BrowserContextOptions;
  readonly clip: { x: number; y: number; width: number; height: number };
};

/** A phone whole; of a desk what is not the dimmed page around the dialog; the smallest phone; a desk at 200 %. */
export const sizes: readonly Size[] = [
  {
    name: 'phone',
    options: { viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true },
    clip: { x: 0, y: 0, width: 390, height: 844 },
  },
  { name: 'desk', options: { viewport: { width: 1280, height: 800 } }, clip: { x: 412, y: 0, width: 456, height: 800 } },
  {
    name: 'small',
    options: { viewport: { width: 320, height: 640 }, hasTouch: true, isMobile: true, reducedMotion: 'reduce' },
    clip: { x: 0, y: 0, width: 320, height: 640 },
  },
  { name: 'zoomed', options: { viewport: { width: 640, height: 400 }, deviceScaleFactor: 2 }, clip: { x: 0, y: 0, width: 640, height: 400 } },
];

/** 2026-11-22 14:05 UTC, the moment the fixed data is made for. */
const FIXED_TIME_MS = Date.UTC(2026, 10, 22, 14, 5);

/** In the page, before its scripts. Only the date: a clock that stands in for all timers makes frames of its own, between which nothing is drawn. */
function standStill(nowMs: number): void {
  globalThis.Date = new Proxy(Date, {
    construct: (original, values, target) => Reflect.construct(original, values.length === 0 ? [nowMs] : values, target),
    get: (original, name) => (name === 'now' ? () => nowMs : Reflect.get(original, name)),
  });
}

export const launch = (flags: readonly string[] = []): Promise<Browser> =>
  chromium.launch({ executablePath: requireChromium(), args: [...chromiumFlags, '--force-color-profile=srgb', ...flags] });

/** What can be asked of the page without a word. */
type Question = { [Name in keyof InPage]: Parameters<InPage[Name]> extends [] ? Name : never }[keyof InPage];

export type ShotsPage = {
  readonly page: Page;
  show(state: string, scheme: Scheme, language: Language): Promise<void>;
  /** Calls one of the page's own looks at itself. */
  ask<Name extends Question>(name: Name): Promise<ReturnType<InPage[Name]>>;
  /** A PNG of what is on the page. */
  shoot(): Promise<Buffer>;
  close(): Promise<void>;
};

/** A page that shows one state after another. */
export async function openPage(browser: Browser, url: string, { options, clip }: Pick<Size, 'options' | 'clip'>): Promise<ShotsPage> {
  const context = await browser.newContext({ timezoneId: 'UTC', locale: 'en', ...options });
  const page = await context.newPage();
  const problems: string[] = [];
  page.on('pageerror', (error) => problems.push(error.message));
  await page.addInitScript(standStill, FIXED_TIME_MS);
  await page.goto(url);
  await page.waitForFunction(() => 'inPage' in globalThis);
  const session = await context.newCDPSession(page);
  return {
    page,
    async show(state, scheme, language) {
      await page.evaluate(([name, look, words]) => (globalThis as unknown as { inPage: InPage }).inPage.show(name, look, words), [
        state,
        scheme,
        language,
      ] as const);
      const problem = problems.shift();
      if (problem !== undefined) throw new Error(`${state}: ${problem}`);
    },
    ask: <Name extends Question>(name: Name) =>
      page.evaluate((wanted) => (globalThis as unknown as { inPage: InPage }).inPage[wanted](), name as Question) as Promise<ReturnType<InPage[Name]>>,
    async shoot() {
      const { data } = await session.send('Page.captureScreenshot', { format: 'png', optimizeForSpeed: true, clip: { ...clip, scale: 1 } });
      return Buffer.from(data, 'base64');
    },
    close: () => context.close(),
  };
}
