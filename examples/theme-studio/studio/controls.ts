import { themeTokenWords } from '../../../host-sdk/src/contract/theme-token-words.ts';
import { type ThemeKind, type ThemeToken, TOKEN_PREFIX, themeTokens } from '../../../host-sdk/src/contract/theme-tokens.ts';
import { pairText, parseColor, parsePair, toHex } from '../../../host-sdk/src/contract/theme-values.ts';
import type { Tokens } from './theme-document.ts';

type Change = (token: string, value: string | null, isFollowing?: boolean) => void;

const tiers: readonly (readonly [title: string, first: ThemeToken, isOpen: boolean])[] = [
  ['Palette', 'scheme', true],
  ['Roles', 'surface', false],
  ['Components', 'page-padding', false],
];

/** Where nothing in tokens.css says what the wallet has by itself: the value that its elements fall back to. */
const unset: { readonly [token: string]: string } = {
  '--alcove-display-weight': '600',
  '--alcove-display-spacing': '-0.01',
  '--alcove-button-weight': '600',
  '--alcove-button-spacing': '0',
  '--alcove-logo-radius': '10',
  '--alcove-avatar-radius': '8',
  '--alcove-icon-stroke': '1.75',
};

function field<Name extends 'input' | 'select'>(name: Name, label: string): HTMLElementTagNameMap[Name] {
  const made = document.createElement(name);
  made.ariaLabel = label;
  return made;
}

function colorFields(token: string, tokens: Tokens, own: Tokens, change: Change): readonly HTMLElement[] {
  const pair = parsePair(tokens[token] ?? own[token] ?? '') ?? { light: [255, 255, 255] as const, dark: [0, 0, 0] as const };
  return (['light', 'dark'] as const).map((scheme) => {
    const input = field('input', `${token}, ${scheme}`);
    input.type = 'color';
    input.value = toHex(pair[scheme]);
    let isFollowing = false;
    input.oninput = () => {
      const color = parseColor(input.value);
      if (color !== null) change(token, pairText({ ...pair, [scheme]: color }), isFollowing);
      isFollowing = true;
    };
    return input;
  });
}

function numberField(token: string, kind: ThemeKind, tokens: Tokens, own: Tokens, change: Change): readonly HTMLElement[] {
  const [unit = '', min = '', max = ''] = kind.split(' ');
  const input = field('input', token);
  const suffix = unit === 'number' ? '' : unit;
  input.type = 'range';
  input.min = min;
  input.max = max;
  input.step = unit === 'px' || unit === 'ms' ? '1' : token.includes('weight') ? '100' : '0.01';
  input.value = String(Number.parseFloat(tokens[token] || own[token] || (unset[token] ?? '1')));
  const value = document.createElement('output');
  value.textContent = `${input.value}${suffix}`;
  let isFollowing = false;
  input.oninput = () => {
    value.textContent = `${input.value}${suffix}`;
    change(token, value.textContent, isFollowing);
    isFollowing = true;
  };
  return [input, value];
}

function wordField(token: string, words: readonly string[], tokens: Tokens, change: Change): readonly HTMLElement[] {
  const select = field('select', token);
  select.append(...words.map((word) => new Option(word, word, false, tokens[token] === word)));
  select.onchange = () => change(token, select.value);
  return [select];
}

function textField(token: string, tokens: Tokens, change: Change): readonly HTMLElement[] {
  const input = field('input', token);
  input.type = 'text';
  input.value = tokens[token] ?? '';
  input.onchange = () => change(token, input.value.trim() === '' ? null : input.value);
  return [input];
}

function row(name: ThemeToken, tokens: Tokens, own: Tokens, change: Change): HTMLElement {
  const token = TOKEN_PREFIX + name;
  const kind: ThemeKind = themeTokens[name];
  const made = document.createElement('div');
  made.className = tokens[token] === undefined ? 'token' : 'token set';
  made.title = themeTokenWords[name];
  const code = document.createElement('code');
  code.textContent = name;
  const inputs = document.createElement('span');
  if (kind === 'color') inputs.append(...colorFields(token, tokens, own, change));
  else if (kind.startsWith('word')) inputs.append(...wordField(token, kind.split(' ').slice(1), tokens, change));
  else if (kind === 'font' || kind === 'easing') inputs.append(...textField(token, tokens, change));
  else inputs.append(...numberField(token, kind, tokens, own, change));
  if (tokens[token] !== undefined) {
    const clear = document.createElement('button');
    clear.type = 'button';
    clear.className = 'clear';
    clear.textContent = '×';
    clear.ariaLabel = `Back to the wallet’s own ${name}`;
    clear.onclick = () => change(token, null);
    inputs.append(clear);
  }
  made.append(code, inputs);
  return made;
}

/**
 * A field for each token, by tier.
 *
 * @param own what the theme leads to where a token is not set
 */
export function renderControls(form: HTMLElement, tokens: Tokens, own: Tokens, change: Change): void {
  const open = new Map([...form.querySelectorAll('details')].map((part) => [part.id, part.open]));
  const names: readonly ThemeToken[] = (Object.keys(themeTokens) as readonly ThemeToken[]).filter((name) => name !== 'preset');
  const parts = tiers.map(([title, first, isOpen], at) => {
    const part = document.createElement('details');
    part.id = `tier-${at}`;
    part.open = open.get(part.id) ?? isOpen;
    const summary = document.createElement('summary');
    summary.textContent = title;
    const next = tiers[at + 1]?.[1];
    const shown = names.slice(names.indexOf(first), next === undefined ? undefined : names.indexOf(next));
    part.append(summary, ...shown.map((name) => row(name, tokens, own, change)));
    return part;
  });
  form.replaceChildren(...parts);
}
