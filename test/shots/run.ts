import type { Browser } from 'playwright-core';
import type { Language } from '../../host-sdk/src/contract/types.ts';
import { loadAxe, violations } from './axe.ts';
import { languages, openPage, type Scheme, type Size, schemes, sizes } from './browser.ts';
import { readPng } from './evidence.ts';
import { shrink, type Thumbnail } from './picture.ts';
import type { Site } from './site.ts';

/** What was seen of one state. `shot` is the name of the picture, `phone-dark-ko`. */
export type Seen = { readonly state: string; readonly shot: string; readonly png: Buffer; readonly thumbnail: Thumbnail };

export type Watcher = {
  onShot(seen: Seen): void;
  /** What axe says of a state in a scheme; empty when nothing is wrong. */
  onAxe(state: string, scheme: Scheme, problems: readonly string[]): void;
  /** A state that could not be shown. */
  onError(state: string, shot: string, error: unknown): void;
};

type Job = { readonly size: Size; readonly language: Language };

/** Pages at once: while one waits for a frame, another draws, and a third picture is being compared. */
const PAGES_AT_ONCE = 3;

/** Rules look at structure and colour, which the phone's English screens in both schemes have all of. */
const isForAxe = ({ size, language }: Job): boolean => size.name === 'phone' && language === 'en';

async function runJob(browser: Browser, site: Site, states: readonly string[], job: Job, watcher: Watcher): Promise<void> {
  const { size, language } = job;
  const shots = await openPage(browser, site.shotsUrl, size);
  try {
    if (isForAxe(job)) await loadAxe(shots.page);
    for (const state of states) {
      for (const scheme of schemes) {
        const shot = `${size.name}-${scheme}-${language}`;
        try {
          await shots.show(state, scheme, language);
          const png = await shots.shoot();
          watcher.onShot({ state, shot, png, thumbnail: shrink(readPng(png)) });
          if (isForAxe(job)) watcher.onAxe(state, scheme, await violations(shots.page));
        } catch (error) {
          watcher.onError(state, shot, error);
        }
      }
    }
  } finally {
    await shots.close();
  }
}

/** Shows every state in both schemes, all languages and sizes, a few pages at once. */
export async function runAll(browser: Browser, site: Site, states: readonly string[], watcher: Watcher): Promise<void> {
  const jobs = languages.flatMap((language) => sizes.map((size) => ({ size, language })));
  const work = async (): Promise<void> => {
    for (let job = jobs.shift(); job !== undefined; job = jobs.shift()) await runJob(browser, site, states, job, watcher);
  };
  await Promise.all(Array.from({ length: PAGES_AT_ONCE }, work));
}
