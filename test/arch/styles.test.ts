import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { root, sources } from './sources.ts';

/** Sides by their place on the screen: wrong in a language that runs from right to left. */
const physical =
  /(?<![\w-])((?:margin|padding|border|scroll-margin|scroll-padding)-(?:left|right|top|bottom)(?:-[a-z]+)?|(?:left|right|top|bottom)|border-(?:top|bottom)-(?:left|right)-radius|inset-(?:left|right))\s*:|(?:text-align|float|clear)\s*:\s*(?:left|right)\b/;

test('styles name sides by the direction of the text', () => {
  const styles = [
    ...sources.filter(({ path }) => path.startsWith('widget/src/') && path.endsWith('.styles.ts')),
    ...['widget/src/styles/tokens.css'].map((path) => ({ path, text: readFileSync(join(root, path), 'utf8') })),
  ];
  assert.ok(styles.length > 30);
  const found = styles.flatMap(({ path, text }) =>
    text
      .replace(/\/\*[\s\S]*?\*\//g, '')
      .split('\n')
      .filter((line) => physical.test(line))
      .map((line) => `${path}: ${line.trim()}`),
  );
  assert.deepEqual(found, []);
});
