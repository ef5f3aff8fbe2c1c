import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import ts from 'typescript';
import { words as japanese } from '../../widget/src/views/clear-words/clear-words.ja.ts';
import { words as korean } from '../../widget/src/views/clear-words/clear-words.ko.ts';

/*
 * What an approval says it does is English in the digest of what was shown, and read in the person's language: both of the wallet's own
 * sources of such words, its descriptors and its code, have all of them in Korean and Japanese.
 */

const widget = new URL('../../widget/', import.meta.url).pathname;

/** Every text under these names, at any depth. */
function textsOf(value: unknown, names: readonly string[]): readonly string[] {
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([name, inner]) => (names.includes(name) && typeof inner === 'string' ? [inner] : textsOf(inner, names)));
}

const standards = join(widget, 'descriptors/standards');
const described = readdirSync(standards).flatMap((name) => textsOf(JSON.parse(readFileSync(join(standards, name), 'utf8')), ['intent', 'label']));

/** The literals of `intent: …` in a source. */
function intentsIn(path: string): readonly string[] {
  const intents: string[] = [];
  const literals = (node: ts.Node): void => {
    if (ts.isStringLiteral(node) && node.text !== '') intents.push(node.text);
    ts.forEachChild(node, literals);
  };
  const visit = (node: ts.Node): void => {
    if (ts.isPropertyAssignment(node) && node.name.getText() === 'intent') literals(node.initializer);
    ts.forEachChild(node, visit);
  };
  visit(ts.createSourceFile(path, readFileSync(path, 'utf8'), ts.ScriptTarget.ES2022, true));
  return intents;
}

const written = readdirSync(join(widget, 'src'), { recursive: true, encoding: 'utf8' })
  .filter((name) => /^(approvals|bridge|clear-signing|wallet)\/.*\.ts$/.test(name) && !name.endsWith('.test.ts'))
  .flatMap((name) => intentsIn(join(widget, 'src', name)));

test('descriptors and code say what approvals do', () => {
  assert.ok(described.length > 100, `${described.length} of descriptors`);
  assert.ok(written.includes('Speed up a payment'), written.join(', '));
});

/** Labels that screens say in words of their own (`display-rows.ts`). */
const ownLabels = [...readFileSync(join(widget, 'src/views/display-rows.ts'), 'utf8').matchAll(/^ {2}\['([^']+)'/gm)].map(([, label]) => label);

for (const [language, words] of [
  ['Korean', korean],
  ['Japanese', japanese],
] as const) {
  test(`${language} has all of them`, () => {
    const missing = [...new Set([...described, ...written])].filter((text) => !Object.hasOwn(words, text) && !ownLabels.includes(text));
    assert.deepEqual(missing, []);
  });
}
