import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { readElements, sourcesOf } from '../support/manifest.ts';
import { root } from './sources.ts';

/*
 * What an element's JSDoc says of it (`@summary`, `@slot`, `@fires`, `@csspart`, `@cssproperty`) is what its source has: the gallery is made from it.
 */

const elements = await readElements();

/** `AlcPinEvent` → `alc-pin`, from events.ts. */
const eventNames = new Map(
  [...readFileSync(join(root, 'widget/src/events.ts'), 'utf8').matchAll(/class (\w+) extends AlcEvent \{[^}]*?type = '([\w-]+)'/g)].map(
    ([, className, type]) => [className, type],
  ),
);

const found = (text: string, pattern: RegExp): readonly string[] => [...new Set([...text.matchAll(pattern)].map(([, name]) => name ?? ''))].sort();
const names = (list: readonly { readonly name: string }[] | undefined): readonly string[] => (list ?? []).map(({ name }) => name).sort();

test('the manifest has every element and view', () => {
  assert.ok(elements.length >= 30, `${elements.length} elements`);
  assert.ok(eventNames.size >= 15, `${eventNames.size} events`);
});

for (const entry of elements) {
  test(`<${entry.tagName}> says what it is and what it has`, () => {
    const { code, styles } = sourcesOf(entry);
    const missing: string[] = [];
    const compare = (tag: string, used: readonly string[], said: readonly string[], allowed: readonly string[] = []): void => {
      missing.push(...used.filter((name) => !said.includes(name)).map((name) => `@${tag} ${name} is missing`));
      missing.push(...said.filter((name) => !used.includes(name) && !allowed.includes(name)).map((name) => `@${tag} ${name} is not in the source`));
    };
    if ((entry.summary ?? '').trim() === '') missing.push('@summary is missing');
    for (const { name, description } of [...(entry.events ?? []), ...(entry.cssParts ?? []), ...(entry.slots ?? []), ...(entry.cssProperties ?? [])])
      if ((description ?? '').trim() === '') missing.push(`${name === '' ? 'the default slot' : name} has no words`);

    const fired = found(code, /new (Alc\w+Event)\(/g).map((className) => eventNames.get(className) ?? className);
    const inside = found(code, /<([a-z]+-[\w-]+)/g);
    // What an element inside it fires bubbles: it may be told of too.
    const bubbling = elements.filter(({ tagName }) => inside.includes(tagName)).flatMap(({ events }) => names(events));
    compare('fires', [...fired].sort(), names(entry.events), bubbling);
    const slots = [...code.matchAll(/<slot(?:\s+name="([\w-]+)")?[^>]*>/g)].map(([, name]) => name ?? '');
    compare('slot', [...new Set(slots)].sort(), names(entry.slots));
    compare('csspart', found(code, /[\s<]part="([\w-]+)"/g), names(entry.cssParts));
    compare('cssproperty', found(styles, /var\((--alc-[\w-]+)/g), names(entry.cssProperties));
    assert.deepEqual(missing, [], entry.path);
  });
}
