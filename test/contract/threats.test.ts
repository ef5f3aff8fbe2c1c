import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';

/* PROTOCOL §11 and §12 say which tests hold which threat. A test that is renamed or gone has to be looked for there too. */

const checkout = join(import.meta.dirname, '../..');
const protocol = readFileSync(join(checkout, 'mock-server/PROTOCOL.md'), 'utf8');

function pathOf(short: string): string {
  if (short.startsWith('test/')) return short;
  const [folder = '', ...rest] = short.split('/');
  return folder === 'widget' || folder === 'host-sdk' ? `${folder}/src/${rest.join('/')}` : `mock-server/src/${short}`;
}

/** Rows of a section's table, by its first cell. */
function rowsOf(section: string): readonly (readonly string[])[] {
  const [, text = ''] = protocol.split(new RegExp(`^## ${section}\\. .*$`, 'm'));
  const lines = (text.split(/^## /m)[0] ?? '').split('\n').filter((line) => line.startsWith('| '));
  return lines.map((line) => line.split('|').map((cell) => cell.trim())).filter((cells) => !/^(-+|where)?$/.test(cells[1] ?? ''));
}

test('every test that the protocol names is there', (t) => {
  let named = 0;
  for (const cells of [...rowsOf('11'), ...rowsOf('12')]) {
    for (const [, file = '', name = ''] of cells.join('|').matchAll(/`([^`]+\.test\.ts) › ([^`]+)`/g)) {
      const path = join(checkout, pathOf(file));
      assert.ok(existsSync(path), `${cells[1]}: ${pathOf(file)}`);
      assert.ok(readFileSync(path, 'utf8').includes(name), `${cells[1]}: ${file} has no test “${name}”`);
      named++;
    }
  }
  assert.ok(named > 80, String(named));
  t.diagnostic(`${named} tests named`);
});

test('every threat has its row, and each row its tests or the reason why there are none', () => {
  const rows = rowsOf('11');
  assert.deepEqual(
    rows.map((cells) => cells[1]),
    Array.from({ length: 31 }, (_, index) => `T${index + 1}`),
  );
  for (const cells of rows) assert.match(cells[3] ?? '', /^`.+ › .+`|^none: .+/, cells[1]);
});
