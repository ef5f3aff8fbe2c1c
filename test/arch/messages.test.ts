import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import ts from 'typescript';
import { templates as japanese } from '../../widget/src/i18n/ja.ts';
import { templates as korean } from '../../widget/src/i18n/ko.ts';

/*
 * The widget's words: every `msg(…, { id })` has an id of its own, and both translations have every id with the same values and no id more.
 */

type Message = { readonly id: string; readonly values: number; readonly text: string; readonly where: string };

const widget = new URL('../../widget/src/', import.meta.url).pathname;

const sourcesUnder = (folder: string): readonly string[] =>
  readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.ts') && !name.endsWith('.test.ts') && !name.endsWith('.styles.ts'))
    .map((name) => join(folder, name));

const idOf = (options: ts.Expression | undefined): string | null => {
  if (options === undefined || !ts.isObjectLiteralExpression(options)) return null;
  for (const property of options.properties) {
    if (ts.isPropertyAssignment(property) && property.name.getText() === 'id' && ts.isStringLiteralLike(property.initializer)) return property.initializer.text;
  }
  return null;
};

const valuesOf = (template: ts.Expression | undefined): number =>
  template !== undefined && ts.isTaggedTemplateExpression(template) && ts.isTemplateExpression(template.template) ? template.template.templateSpans.length : 0;

const problems: string[] = [];
const messages: Message[] = [];
for (const folder of ['elements', 'views']) {
  for (const path of sourcesUnder(join(widget, folder))) {
    const source = ts.createSourceFile(path, readFileSync(path, 'utf8'), ts.ScriptTarget.ES2022, true);
    const visit = (node: ts.Node): void => {
      if (ts.isCallExpression(node) && node.expression.getText() === 'msg') {
        const [template, options] = node.arguments;
        const where = `${path.slice(widget.length)}:${source.getLineAndCharacterOfPosition(node.pos).line + 1}`;
        const id = idOf(options);
        if (id === null) problems.push(`${where}: msg without a literal id`);
        else messages.push({ id, values: valuesOf(template), text: template?.getText().replace(/\$\{[^}]*\}/g, '{}') ?? '', where });
      }
      ts.forEachChild(node, visit);
    };
    visit(source);
  }
}

/** The positions of the values in a translation, in order: `[0, 1]`. */
const positions = (translation: unknown): readonly unknown[] =>
  typeof translation === 'object' && translation !== null && 'values' in translation && Array.isArray(translation.values) ? [...translation.values].sort() : [];

test('there are messages, and each has a literal id', () => {
  assert.ok(messages.length > 30, `only ${messages.length} found`);
  assert.deepEqual(problems, []);
});

test('one id means one text', () => {
  const texts = new Map<string, Message>();
  const clashes: string[] = [];
  for (const message of messages) {
    const first = texts.get(message.id) ?? message;
    texts.set(message.id, first);
    if (first.text !== message.text) clashes.push(`${message.id}: ${first.where} ${first.text} / ${message.where} ${message.text}`);
  }
  assert.deepEqual(clashes, []);
});

for (const [language, templates] of [
  ['Korean', korean],
  ['Japanese', japanese],
] as const) {
  test(`${language} has every message with its values`, () => {
    const missing: string[] = [];
    for (const { id, values, where } of messages) {
      const translation = Object.hasOwn(templates, id) ? templates[id] : undefined;
      const expected = Array.from({ length: values }, (_, index) => index);
      if (translation === undefined || translation === '') missing.push(`${id} (${where})`);
      else if (JSON.stringify([...new Set(positions(translation))]) !== JSON.stringify(expected)) missing.push(`${id} (${where}): other values`);
    }
    assert.deepEqual(missing, []);
  });

  test(`${language} has no message that is never shown, and no word in English by mistake`, () => {
    const known = new Set(messages.map(({ id }) => id));
    const english = new Map(messages.map(({ id, text }) => [id, text.slice(1, -1)]));
    const odd = Object.keys(templates).filter((id) => !known.has(id) || (templates[id] === english.get(id) && /[a-z]{3}/.test(String(templates[id]))));
    assert.deepEqual(odd, []);
  });
}
