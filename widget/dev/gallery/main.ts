import { html, nothing, render, type TemplateResult } from 'lit';
import { setLanguage } from '../../src/i18n/locale.ts';
import type { GalleryData, GalleryElement, HostElement } from './data.ts';
import { specimens } from './specimens.ts';
import { renderFacts, renderTokens, words } from './tables.ts';

/*
 * The gallery: every element and every view in all its states, with what the manifest says of it. `#alc-button` in the address chooses one;
 * scheme, language and size are chosen at the top and kept in the address too, so that a page can be sent to somebody.
 */

const languages = { en: 'English', ko: '한국어', ja: '日本語' } as const;
const schemes = { light: 'Light', dark: 'Dark' } as const;
const sizes = { phone: 'Phone', desk: 'Desk' } as const;

type Choice = { language: keyof typeof languages; scheme: keyof typeof schemes; size: keyof typeof sizes };

const parameters = new URLSearchParams(location.search);
const pick = <Key extends string>(options: Readonly<Record<Key, string>>, name: string, fallback: Key): Key => {
  const given = parameters.get(name);
  return given !== null && Object.hasOwn(options, given) ? (given as Key) : fallback;
};
const choice: Choice = {
  language: pick(languages, 'language', 'en'),
  scheme: pick(schemes, 'scheme', matchMedia('(prefers-color-scheme: dark)').matches ? 'dark' : 'light'),
  size: pick(sizes, 'size', 'phone'),
};

const data = (await (await fetch('./data.json')).json()) as GalleryData;
const views = data.elements.filter(({ isView }) => isView);
const elements = data.elements.filter(({ isView, tagName }) => !isView && specimens[tagName] !== undefined);

const nameOf = (tagName: string): string => tagName.replace(/^alc-|-view$/g, '').replaceAll('-', ' ');
const frameUrl = (state: string): string => `./frame.html?${new URLSearchParams({ state, scheme: choice.scheme, language: choice.language })}`;

const renderFrame = (state: string): TemplateResult => html`
  <figure class="shot ${choice.size}">
    <figcaption><a href=${frameUrl(state)} target="_blank">${state}</a></figcaption>
    <div class="screen"><iframe title=${state} loading="lazy" src=${frameUrl(state)}></iframe></div>
  </figure>
`;

const renderHead = (entry: GalleryElement | HostElement): TemplateResult => html`
  <h2>${nameOf(entry.tagName)} <code>&lt;${entry.tagName}&gt;</code></h2>
  <p class="lead">${words(entry.summary ?? entry.description?.split('\n\n')[0])}</p>
`;

const renderElement = (entry: GalleryElement): TemplateResult => html`
  ${renderHead(entry)}
  <div class="specimens ${entry.tagName}">
    ${(specimens[entry.tagName] ?? []).map(([state, body]) => html`<figure><figcaption>${state}</figcaption><div class="ground">${body}</div></figure>`)}
  </div>
  ${renderFacts(entry)}
`;

const renderView = (entry: GalleryElement): TemplateResult => html`
  ${renderHead(entry)}
  <div class="shots ${choice.size}">${entry.states.map(renderFrame)}</div>
  ${renderFacts(entry)}
`;

function renderChosen(): TemplateResult {
  const chosen = decodeURIComponent(location.hash.slice(1));
  if (chosen === 'tokens') return renderTokens(data);
  const host = data.hostElements.find(({ tagName }) => tagName === chosen);
  if (host !== undefined) return html`${renderHead(host)} ${renderFacts(host)}`;
  const entry =
    data.elements.find(({ tagName }) => tagName === chosen) ?? views.find(({ tagName }) => tagName === 'alc-approve-transaction-view') ?? data.elements[0];
  if (entry === undefined) return html`<p>There is nothing to show.</p>`;
  return entry.isView ? renderView(entry) : renderElement(entry);
}

const select = (name: keyof Choice, label: string, options: Readonly<Record<string, string>>): TemplateResult => html`
  <label>${label}
    <select @change=${(event: Event) => choose(name, (event.target as HTMLSelectElement).value)}>
      ${Object.entries(options).map(([value, text]) => html`<option value=${value} ?selected=${choice[name] === value}>${text}</option>`)}
    </select>
  </label>
`;

const link = ({ tagName }: { readonly tagName: string }, label = nameOf(tagName)): TemplateResult =>
  html`<a href="#${tagName}" aria-current=${location.hash === `#${tagName}` ? 'page' : nothing}>${label}</a>`;

function renderPage(): void {
  render(
    html`
      <header>
        <h1>Alcove <span>gallery</span></h1>
        <p>${select('scheme', 'Scheme', schemes)} ${select('language', 'Language', languages)} ${select('size', 'Size', sizes)}</p>
      </header>
      <nav aria-label="Gallery">
        <h2>For pages</h2> ${data.hostElements.map((entry) => link(entry, `<${entry.tagName}>`))} ${link({ tagName: 'tokens' }, 'tokens')}
        <h2>Views</h2> ${views.map((entry) => link(entry))}
        <h2>Elements</h2> ${elements.map((entry) => link(entry))}
      </nav>
      <main>${renderChosen()}</main>
    `,
    document.body,
  );
  // Style attributes are not let through by the page's policy.
  for (const swatch of document.querySelectorAll<HTMLElement>('.swatch')) swatch.style.setProperty('background', `var(${swatch.dataset.token ?? ''})`);
}

async function choose(name: keyof Choice, value: string): Promise<void> {
  parameters.set(name, value);
  history.replaceState(null, '', `?${parameters}${location.hash}`);
  Object.assign(choice, { [name]: value });
  await show();
}

async function show(): Promise<void> {
  document.documentElement.dataset.scheme = choice.scheme;
  await setLanguage(choice.language);
  renderPage();
}

addEventListener('hashchange', () => {
  renderPage();
  scrollTo(0, 0);
});
await show();
