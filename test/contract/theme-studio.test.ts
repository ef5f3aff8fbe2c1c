import assert from 'node:assert/strict';
import { test } from 'node:test';
import { screens } from '../../examples/theme-studio/studio/screens.ts';
import { formats, fromHash, readTheme, soundTokens, ThemeDocument, toHash } from '../../examples/theme-studio/studio/theme-document.ts';
import { difference, visions } from '../../examples/theme-studio/studio/vision.ts';
import { themePresets } from '../../host-sdk/src/contract/theme-presets.ts';
import { checkTheme } from '../../mock-server/src/apps/check-theme.ts';
import { viewStates } from '../../widget/dev/view-states.ts';

test('theme studio: every preset comes back from its link and from each form it is taken along in', () => {
  for (const { name, tokens } of themePresets) {
    assert.deepEqual(fromHash(toHash(tokens)), tokens, name);
    assert.deepEqual(Object.keys(soundTokens(tokens)), Object.keys(tokens), name);
    for (const [format, write] of Object.entries(formats)) assert.deepEqual(readTheme(write(tokens)), soundTokens(tokens), `${name} ${format}`);
  }
});

test('theme studio: what is taken along holds only what server and wallet take, and ends no quote and no rule', () => {
  const tokens = {
    '--alcove-font': "'Iowan Old Style', serif",
    '--alcove-radius': '900px',
    '--alcove-color-accent': '#0a7} body{display:none',
    '--alcove-color-text': "#123'; rm -rf .; '",
    '--not-ours': '1px',
  };
  for (const [format, write] of Object.entries(formats)) {
    const taken = readTheme(write(tokens));
    checkTheme(taken);
    assert.deepEqual(taken, { '--alcove-font': '"Iowan Old Style", serif' }, format);
  }
  assert.match(formats.Registry?.(tokens) ?? '', /^npx alcove apps set YOUR-APP '[^']*'\n$/);
});

test('theme studio: what is no theme is none', () => {
  for (const hash of ['', '%', toHash(['a'] as never).slice(1)]) assert.equal(fromHash(hash), null, hash);
  for (const text of ['', '{', '[1]', '{"a":1}']) assert.throws(() => readTheme(text), text);
});

test('theme studio: a movement is one step back, and what was undone is gone with the next change', () => {
  let changes = 0;
  const theme = new ThemeDocument({ a: '0' }, () => changes++);
  theme.change({ a: '1' });
  theme.change({ a: '2' }, true);
  theme.undo();
  assert.deepEqual([theme.tokens, theme.canUndo, theme.canRedo], [{ a: '0' }, false, true]);
  theme.redo();
  assert.deepEqual(theme.tokens, { a: '2' });
  theme.undo();
  theme.change({ a: '3' });
  assert.deepEqual([theme.tokens, theme.canRedo, changes], [{ a: '3' }, false, 6]);
});

test('theme studio: whoever lacks a cone sees white as white, and red like green where it is one of those two', () => {
  const [red, green] = [[200, 30, 30] as const, [90, 120, 20] as const];
  for (const [name, matrix] of Object.entries(visions)) {
    for (const row of [0, 3, 6]) {
      const sum = matrix?.slice(row, row + 3).reduce((total, value) => total + value, 0) ?? 1;
      assert.ok(Math.abs(sum - 1) < 1e-5, `${name}: ${sum}`);
    }
    assert.ok(difference([255, 255, 255], [0, 0, 0], name) > 99, name);
    assert.equal(difference(red, red, name), 0);
  }
  const [all = 0, protan = 0, deutan = 0, tritan = 0] = Object.keys(visions).map((name) => difference(red, green, name));
  assert.ok(protan < all / 2 && deutan < all / 2 && tritan > all / 2, [all, protan, deutan, tritan].join());
});

test('theme studio: every screen it offers is one of the wallet', () => {
  for (const [title, names] of Object.entries(screens)) for (const name of names) assert.ok(name in viewStates, `${title}: ${name}`);
});
