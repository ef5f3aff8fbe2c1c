import { themePresets } from '../../../host-sdk/src/contract/theme-presets.ts';
import { TOKEN_PREFIX } from '../../../host-sdk/src/contract/theme-tokens.ts';
import { parsePair, readThemeValue, toHex } from '../../../host-sdk/src/contract/theme-values.ts';
import { applyTheme } from '../../../widget/src/styles/theme.ts';
import { contrastChecks } from './checks.ts';
import { renderControls } from './controls.ts';
import { screens } from './screens.ts';
import { formats, fromHash, readTheme, ThemeDocument, type Tokens, toHash } from './theme-document.ts';
import { DIFFERENT, visionChecks, visionFilters, visions } from './vision.ts';

/* The studio: one theme, the wallet's real screens in it, and the page itself in it too. Everything stays in the browser. */

const find = <Found extends HTMLElement>(id: string): Found => document.getElementById(id) as Found;
const frames = ['light', 'dark'].map((scheme) => find<HTMLIFrameElement>(scheme));
let format = 'CSS';

const theme = new ThemeDocument(fromHash(location.hash.slice(1)) ?? themePresets[1]?.tokens ?? {}, () => render());

function change(token: string, value: string | null, isFollowing?: boolean): void {
  const { [token]: _before, ...rest } = theme.tokens;
  theme.change(value === null ? rest : { ...rest, [token]: value }, isFollowing);
}

function tableRow(what: string, cells: readonly string[]): HTMLElement {
  const row = document.createElement('tr');
  const head = document.createElement('th');
  head.scope = 'row';
  head.textContent = what;
  row.append(
    head,
    ...cells.map((text) => {
      const cell = document.createElement('td');
      cell.textContent = text;
      return cell;
    }),
  );
  return row;
}

function showChecks(): void {
  const style = getComputedStyle(document.documentElement);
  const colorOf = (role: string): string => style.getPropertyValue(TOKEN_PREFIX + role);
  const mark = (value: number, least: number): string => `${value.toFixed(1)} ${value >= least ? '✓' : '✕'}`;
  find('contrast').replaceChildren(
    ...contrastChecks(colorOf).map(({ what, light, dark, minRatio }) =>
      tableRow(
        what,
        [light, dark].map((ratio) => mark(ratio, minRatio)),
      ),
    ),
  );
  find('apart').replaceChildren(
    ...visionChecks(colorOf).map(({ what, seen }) =>
      tableRow(
        what,
        seen.map((value) => `${value.toFixed(0)} ${value >= DIFFERENT ? '✓' : '≈'}`),
      ),
    ),
  );
}

function render(): void {
  const { tokens } = theme;
  const { rejected, corrected } = applyTheme(tokens);
  const verdicts = [
    ...rejected.map((token) => `${token} is refused.`),
    ...corrected.map(({ token, given, used }) => `${token}: ${given} is hard to read; the wallet uses ${used}.`),
  ];
  find('verdict').textContent = verdicts.length > 0 ? verdicts.join(' ') : 'Everything can be read as it is, in both schemes.';
  showChecks();
  for (const { contentWindow } of frames) contentWindow?.postMessage({ tokens }, location.origin);
  const style = getComputedStyle(document.documentElement);
  const own: Tokens = new Proxy({}, { get: (_target, name) => style.getPropertyValue(paletteRoles[String(name)] ?? String(name)) });
  // A field that is being moved must not be replaced under the hand.
  if (!find('controls').contains(document.activeElement)) renderControls(find('controls'), tokens, own, change);
  find<HTMLTextAreaElement>('text').value = formats[format]?.(tokens) ?? '';
  find<HTMLButtonElement>('undo').disabled = !theme.canUndo;
  find<HTMLButtonElement>('redo').disabled = !theme.canRedo;
  history.replaceState(null, '', `#${toHash(tokens)}`);
  for (const card of find('presets').querySelectorAll('button')) {
    const preset = themePresets.find(({ name }) => name === card.dataset.name);
    card.ariaPressed = String(JSON.stringify(preset?.tokens) === JSON.stringify(tokens));
  }
}

/** Where the wallet's own of a palette colour can be seen. */
const paletteRoles: { readonly [token: string]: string } = {
  '--alcove-color-accent': '--alcove-accent-fill-loud',
  '--alcove-color-surface': '--alcove-surface',
  '--alcove-color-text': '--alcove-on-surface',
  '--alcove-color-good': '--alcove-good-on-surface',
  '--alcove-color-caution': '--alcove-caution-on-surface',
  '--alcove-color-danger': '--alcove-danger-on-surface',
  '--alcove-radius': '--alcove-radius-card',
};

function presetCard({ name, title, words, tokens }: (typeof themePresets)[number]): HTMLElement {
  const card = document.createElement('button');
  card.type = 'button';
  card.dataset.name = name;
  const swatches = document.createElement('span');
  swatches.className = 'swatches';
  for (const token of ['color-surface', 'color-text', 'color-accent']) {
    const pair = parsePair(tokens[TOKEN_PREFIX + token] ?? '');
    for (const color of pair === null ? [] : [pair.light, pair.dark]) {
      const swatch = document.createElement('i');
      swatch.style.background = toHex(color);
      swatches.append(swatch);
    }
  }
  const heading = document.createElement('b');
  heading.textContent = title;
  const small = document.createElement('small');
  small.textContent = words;
  card.append(swatches, heading, small);
  card.onclick = () => theme.change(tokens);
  return card;
}

function choices(names: readonly string[], first: string, choose: (name: string) => void): readonly HTMLElement[] {
  const buttons = names.map((name) => {
    const button = document.createElement('button');
    button.type = 'button';
    button.textContent = name;
    button.ariaPressed = String(name === first);
    button.onclick = () => {
      for (const other of buttons) other.ariaPressed = String(other === button);
      choose(name);
    };
    return button;
  });
  return buttons;
}

async function copy(text: string, note: string): Promise<void> {
  try {
    await navigator.clipboard.writeText(text);
    find('note').textContent = note;
  } catch {
    find('note').textContent = 'The browser does not let the page copy. Select the text and copy it by hand.';
  }
}

function showScreens(title: string): void {
  const states = (screens[title] ?? []).join();
  for (const frame of frames) frame.src = `preview.html?scheme=${frame.id}&states=${states}`;
}

find('presets').append(...themePresets.map(presetCard));
document.getElementById('filters')?.append(...visionFilters());
find('vision').append(
  ...choices(Object.keys(visions), 'all cones', (name) => {
    for (const frame of frames) frame.style.filter = visions[name] ? `url(#${name})` : '';
  }),
);
find('apart-head').append(
  ...Object.keys(visions).map((name) => {
    const cell = document.createElement('th');
    cell.scope = 'col';
    cell.textContent = name;
    return cell;
  }),
);
const chosenScreens = find<HTMLSelectElement>('screens');
chosenScreens.append(...Object.keys(screens).map((title) => new Option(title)));
chosenScreens.onchange = () => showScreens(chosenScreens.value);
showScreens(chosenScreens.value);
find('formats').append(
  ...choices(Object.keys(formats), format, (name) => {
    format = name;
    find<HTMLTextAreaElement>('text').value = formats[name]?.(theme.tokens) ?? '';
  }),
);
find('undo').onclick = () => theme.undo();
find('redo').onclick = () => theme.redo();
find('share').onclick = () => void copy(location.href, 'The link is copied. It holds the whole theme.');
find('copy').onclick = () => void copy(find<HTMLTextAreaElement>('text').value, 'Copied.');
find('import').onclick = () => {
  try {
    const tokens = readTheme(find<HTMLTextAreaElement>('text').value);
    theme.change(tokens);
    const refused = Object.entries(tokens).filter(([name, value]) => readThemeValue(name, value) === null);
    find('note').textContent = refused.length === 0 ? 'Taken in.' : `Taken in, but for ${refused.map(([name]) => name).join(', ')}.`;
  } catch {
    find('note').textContent = 'This is no theme: neither CSS, JSON nor a registry entry. Nothing was changed.';
  }
};
addEventListener('keydown', (event) => {
  if (!(event.ctrlKey || event.metaKey) || event.key.toLowerCase() !== 'z' || event.target instanceof HTMLTextAreaElement) return;
  event.preventDefault();
  if (event.shiftKey) theme.redo();
  else theme.undo();
});
// A frame that has loaded asks for what it shows.
addEventListener('message', ({ source, origin }) => {
  if (origin === location.origin && frames.some(({ contentWindow }) => contentWindow === source))
    (source as Window).postMessage({ tokens: theme.tokens }, location.origin);
});
find('controls').addEventListener('focusout', () => setTimeout(render));
render();
