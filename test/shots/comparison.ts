import { rmSync } from 'node:fs';
import { join } from 'node:path';
import type { Browser } from 'playwright-core';
import { repositoryRoot } from '../support/stack.ts';
import { type Baseline, openBaselines } from './baseline.ts';
import { readPng, writeEvidence } from './evidence.ts';
import { drawFonts } from './fonts.ts';
import { type Look, shotOf } from './looks.ts';
import { differences, shrink, type Thumbnail } from './picture.ts';

const FONTS = 'fonts';
const RESULTS = 'test-results/shots';

/** Where this machine stands to the baseline: it draws text as the one that made it, in another way, or there is none. */
type Standing = 'alike' | 'other-fonts' | 'no-baseline';

/** Holds pictures against the baseline, and keeps their thumbnails for a new one. */
export async function openComparison(browser: Browser) {
  const baselines = openBaselines(join(repositoryRoot, 'test/shots/baseline'));
  const evidence = join(repositoryRoot, RESULTS);
  rmSync(evidence, { recursive: true, force: true });
  const fonts = await drawFonts(browser);
  const knownFonts = baselines.read(FONTS)?.get(FONTS);
  const standing: Standing = knownFonts === undefined ? 'no-baseline' : differences(knownFonts, fonts).length === 0 ? 'alike' : 'other-fonts';
  const known = new Map<string, Baseline | null>();
  const seen = new Map<string, Map<string, Thumbnail>>();

  const read = (state: string): Baseline | null => {
    const baseline = known.get(state) ?? baselines.read(state);
    known.set(state, baseline);
    return baseline;
  };

  return {
    standing,
    /** Remembers a picture for {@link renew}, unseen. */
    keep(look: Look, png: Buffer): void {
      seen.set(look.state, (seen.get(look.state) ?? new Map()).set(shotOf(look), shrink(readPng(png))));
    },
    /** In which way a picture is not the one of the baseline; what differs is written to `test-results/shots`. */
    compare(look: Look, png: Buffer): readonly string[] {
      const [shot, baseline] = [shotOf(look), read(look.state)];
      if (baseline === null) return [`is new and has no baseline; look at it, then: npm run shots -- --update ${look.state}`];
      // Of each state a few looks are kept.
      const before = baseline.get(shot);
      if (before === undefined) return [];
      const cells = differences(before, shrink(readPng(png)));
      if (cells.length === 0) return [];
      writeEvidence(evidence, `${look.state}-${shot}`, before, png, cells);
      return [`differs in ${cells.length} squares: ${RESULTS}/${look.state}-${shot}.diff.png`];
    },
    /** Makes what was kept the baseline, but for states that could not be shown whole. */
    renew(broken: ReadonlySet<string>): void {
      baselines.write(FONTS, new Map([[FONTS, fonts]]));
      for (const [state, thumbnails] of seen) {
        // Pages end in any order; the file is the same for the same pictures.
        if (!broken.has(state)) baselines.write(state, new Map([...thumbnails].sort(([left], [right]) => (left < right ? -1 : 1))));
      }
    },
    /** States that have a baseline and are no more. */
    forgotten: (states: readonly string[]): readonly string[] => baselines.names().filter((name) => name !== FONTS && !states.includes(name)),
    forget: (state: string): void => baselines.remove(state),
  };
}

export type Comparison = Awaited<ReturnType<typeof openComparison>>;

export const otherFonts =
  'not compared: this machine draws text with other fonts than the baseline, or in another way (Debian: chromium, fonts-noto-cjk, fonts-dejavu-core)';
