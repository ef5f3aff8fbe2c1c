import assert from 'node:assert/strict';
import { test } from 'node:test';
import { formats, fromHash, readTheme, ThemeDocument, toHash } from '../../examples/theme-studio/studio/theme-document.ts';
import { themePresets } from '../../host-sdk/src/contract/theme-presets.ts';

test('theme studio: every preset comes back from its link and from each form it is taken along in', () => {
  for (const { name, tokens } of themePresets) {
    assert.deepEqual(fromHash(toHash(tokens)), tokens, name);
    for (const [format, write] of Object.entries(formats)) assert.deepEqual(readTheme(write(tokens)), tokens, `${name} ${format}`);
  }
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
