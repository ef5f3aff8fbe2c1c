import { html, nothing, type TemplateResult } from 'lit';
import type { Named } from '../../../test/support/manifest.ts';
import type { GalleryData, GalleryElement, HostElement, Token } from './data.ts';

/** Words with `code` in them, as JSDoc has it. */
export const words = (text = ''): unknown => text.split(/(`[^`]+`)/).map((part) => (part.startsWith('`') ? html`<code>${part.slice(1, -1)}</code>` : part));

const table = (title: string, heads: readonly string[], rows: readonly TemplateResult[]): TemplateResult | typeof nothing =>
  rows.length === 0
    ? nothing
    : html`<section class="facts">
        <h3>${title}</h3>
        <div class="scroll" tabindex="0" role="region" aria-label=${title}>
          <table>
            <thead><tr>${heads.map((head) => html`<th scope="col">${head}</th>`)}</tr></thead>
            <tbody>${rows}</tbody>
          </table>
        </div>
      </section>`;

const named = (title: string, list: readonly Named[] | undefined, emptyName = ''): TemplateResult | typeof nothing =>
  table(
    title,
    ['Name', 'What it is'],
    (list ?? []).map(
      ({ name, description, default: fallback }) =>
        html`<tr><th scope="row"><code>${name === '' ? emptyName : name}</code></th><td>${words(description)}${fallback === undefined ? nothing : html` Default <code>${fallback}</code>.`}</td></tr>`,
    ),
  );

const isShown = (member: NonNullable<GalleryElement['members']>[number]): boolean =>
  member.kind === 'field' && member.privacy === undefined && member.static !== true && !member.name.startsWith('#');

/** All that the manifest knows of an element of the widget or of the host SDK. */
export const renderFacts = (entry: GalleryElement | HostElement): TemplateResult => {
  const attributes = 'attributes' in entry ? entry.attributes : undefined;
  const tokens = 'tokens' in entry ? entry.tokens : [];
  return html`
    ${'path' in entry ? nothing : named('Attributes', attributes)}
    ${table(
      'Properties',
      ['Property', 'Attribute', 'Type', 'Default', 'What it is'],
      (entry.members ?? [])
        .filter(isShown)
        .map(
          ({ name, attribute, type, default: fallback, description }) =>
            html`<tr><th scope="row"><code>${name}</code></th><td>${attribute === undefined ? '–' : html`<code>${attribute}</code>`}</td><td><code>${type?.text ?? ''}</code></td><td>${fallback === undefined ? '–' : html`<code>${fallback}</code>`}</td><td>${words(description)}</td></tr>`,
        ),
    )}
    ${named('Events', entry.events)} ${named('Slots', entry.slots, '(default)')} ${named('Parts', entry.cssParts)} ${named('Custom properties', entry.cssProperties)}
    ${tokens.length === 0 ? nothing : html`<section class="facts"><h3>Tokens it reads</h3><p class="chips">${tokens.map((name) => html`<a href="#tokens"><code>${name}</code></a>`)}</p></section>`}
  `;
};

const swatch = ({ name, value }: Token): TemplateResult | typeof nothing =>
  /#|light-dark|-fill-|-on-|surface|border|focus|hue-/.test(`${name}${value}`) && !/shadow/.test(name)
    ? html`<span class="swatch" data-token=${name}></span>`
    : nothing;

/** What a host page may set, and all tokens of the wallet with what they are now. */
export const renderTokens = ({ tokens, themable }: GalleryData): TemplateResult => {
  const groups = Map.groupBy(tokens, ({ group }) => group);
  return html`
    <h2>Tokens</h2>
    <p class="lead">Three tiers: palette, roles, components. A host page sets what is in the first table, in plain CSS on <code>alcove-wallet</code>; everything else follows from it. Marks of trust are out of reach.</p>
    ${table(
      `What a host page may set (${themable.length})`,
      ['Custom property', 'Takes'],
      themable.map(({ name, kind }) => html`<tr><th scope="row"><code>${name}</code></th><td>${kind}</td></tr>`),
    )}
    ${[...groups].map(([group, list]) =>
      table(
        group,
        ['Custom property', 'Value', 'A host may set it'],
        list.map(
          (token) =>
            html`<tr><th scope="row">${swatch(token)}<code>${token.name}</code></th><td><code>${token.value}</code></td><td>${token.kind === null ? '–' : `yes: ${token.kind}`}</td></tr>`,
        ),
      ),
    )}
  `;
};
