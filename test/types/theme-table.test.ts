import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { themeTokens } from '../../host-sdk/src/contract/theme-tokens.ts';
import { repositoryRoot } from '../support/stack.ts';
import { withTables } from '../support/theme-table.ts';

const readme = readFileSync(join(repositoryRoot, 'host-sdk/README.md'), 'utf8');

describe('the theme’s tables in the README', () => {
  it('are what the source says: `node test/support/write-theme-table.ts` writes them', () => {
    assert.equal(withTables(readme), readme);
  });

  it('list sixty tokens and more, none of them a mark of trust', () => {
    const names = Object.keys(themeTokens);
    assert.ok(names.length >= 60, `${names.length} tokens`);
    assert.deepEqual(
      names.filter((name) => /trust|info|(good|caution|danger)-(fill|border|on-(quiet|loud))|pin|hue/.test(name)),
      [],
    );
  });
});
