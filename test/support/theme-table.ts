import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { themePresets } from '../../host-sdk/src/contract/theme-presets.ts';
import { themeTokenWords } from '../../host-sdk/src/contract/theme-token-words.ts';
import { type ThemeKind, type ThemeToken, themeTokens } from '../../host-sdk/src/contract/theme-tokens.ts';
import { repositoryRoot } from './stack.ts';

/* The tables of tokens and presets in host-sdk/README.md, made from the source. `node test/support/write-theme-table.ts` writes them. */

const tokensCss = readFileSync(join(repositoryRoot, 'widget/src/styles/tokens.css'), 'utf8');

/** What a token is without a theme: as tokens.css has it, or how it follows from others. */
function ownValue(name: ThemeToken): string {
  const found = new RegExp(`--alcove-${name}: ([^;]+);`).exec(tokensCss)?.[1];
  if (found === undefined || name === 'font') return '';
  return found.replace(/var\(--alcove-([\w-]+)\)/g, '$1');
}

function kindWords(kind: ThemeKind): string {
  const [type = '', ...rest] = kind.split(' ');
  if (type === 'word') return rest.map((word) => `\`${word}\``).join(', ');
  if (type === 'easing') return 'easing';
  if (rest.length === 0) return type;
  return `${rest.join(' to ')}${type === 'number' ? '' : ` ${type}`}`;
}

export function tokenTable(): string {
  const rows = Object.entries(themeTokens).map(([name, kind]) => {
    const own = ownValue(name as ThemeToken);
    return `| \`--alcove-${name}\` | ${kindWords(kind)} | ${own === '' ? '' : `\`${own}\``} | ${themeTokenWords[name as ThemeToken]} |`;
  });
  return ['| token | value | the wallet’s own | what it does |', '| --- | --- | --- | --- |', ...rows].join('\n');
}

export function presetTable(): string {
  return ['| preset | |', '| --- | --- |', ...themePresets.map(({ name, words }) => `| \`${name}\` | ${words} |`)].join('\n');
}

/** The text with what stands between its marks replaced. @throws Error when the marks are not there. */
export function withTables(text: string): string {
  return [
    ['theme tokens', tokenTable()],
    ['theme presets', presetTable()],
  ].reduce((current, [name, table]) => {
    const marked = new RegExp(`(<!-- ${name} -->\\n)[\\s\\S]*?(\\n<!-- end of ${name} -->)`);
    if (!marked.test(current ?? '')) throw new Error(`There is no place for ${name}.`);
    return (current ?? '').replace(marked, (_all, first: string, last: string) => `${first}${table}${last}`);
  }, text) as string;
}
