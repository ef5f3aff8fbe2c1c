import { html, nothing, type PropertyValues, type TemplateResult } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import '../../elements/alc-skeleton/alc-skeleton.ts';
import { AlcItemEvent } from '../../events.ts';
import { formatDaysAgo, formatMoment, shortAddress } from '../../i18n/format.ts';
import type { Site } from '../../state/settings.ts';
import type { Account } from '../../state/state.ts';
import { ListScreen } from '../list-screen.ts';
import { settingsWords } from '../settings-words/settings-words.ts';
import { keepWords } from '../settings-words/worded.ts';
import { sitesViewStyles } from './sites-view.styles.ts';

/** Stands for every site at once, where an origin would. */
const ALL = 'all';

/**
 * @summary The sites a person has connected: since when, what each may do, and how to end it.
 * @event {AlcItemEvent} alc-item - `revoke-site`.
 * @event {AlcBackEvent} alc-back - From the header's arrow.
 */
@customElement('alc-sites-view')
export class AlcSitesView extends ListScreen {
  static override styles = [ListScreen.styles, sitesViewStyles];

  /** Null while they are read. */
  @property({ attribute: false }) sites: readonly Site[] | null = null;
  /** The one that sites see. */
  @property({ attribute: false }) account: Account | null = null;
  /** Time in milliseconds since 1970; replaced in tests. */
  @property({ attribute: false }) now: () => number = Date.now;

  /** Said when a site has left the list, so that nobody has to look for what is missing. */
  @state() private gone = '';

  override willUpdate(changed: PropertyValues<this>): void {
    keepWords(this);
    const before = changed.get('sites');
    if (!before || this.sites === null) return;
    const left = before.find(({ origin }) => !this.sites?.some((site) => site.origin === origin));
    if (left === undefined) return;
    this.gone = settingsWords().siteGone(left.origin);
    if (this.asking !== left.origin && this.asking !== ALL) return;
    this.asking = null;
    // The button that had the focus has left with the site.
    void this.updateComplete.then(() => this.focusHeading());
  }

  override render() {
    const { sites: title, sitesText } = settingsWords();
    return html`<alc-sheet>
      ${this.renderHeader({ back: true })}
      <div class="content">
        <h1 tabindex="-1">${title}</h1>
        ${this.sites?.length === 0 ? nothing : html`<p class="lead">${sitesText}</p>`}
        <p class="visually-hidden" role="status">${this.gone}</p>
        ${this.#renderSites()}
      </div>
    </alc-sheet>`;
  }

  #renderSites(): TemplateResult {
    const { sites } = this;
    const { sitesNone, sitesNoneText, allSites, disconnectAll, disconnectAllQuestion } = settingsWords();
    if (sites === null) return html`<alc-skeleton height="60px"></alc-skeleton><alc-skeleton height="60px"></alc-skeleton>`;
    if (sites.length === 0)
      return html`<div class="empty">
        <span class="mark"><alc-icon name="globe"></alc-icon></span>
        <div>
          <p>${sitesNone}</p>
          <p class="small">${sitesNoneText}</p>
        </div>
      </div>`;
    return html`<ul>
      ${sites.map((site) => this.#renderSite(site))}
      ${
        sites.length < 2
          ? nothing
          : this.renderItem({
              id: ALL,
              icon: 'x',
              heading: allSites,
              detail: '',
              removal: { label: disconnectAll, question: disconnectAllQuestion, confirm: () => this.#revoke(null) },
            })
      }
    </ul>`;
  }

  #renderSite(site: Site): TemplateResult {
    const { siteUsed, disconnect, disconnectQuestion } = settingsWords();
    const { origin } = site;
    return this.renderItem({
      id: origin,
      icon: 'globe',
      heading: origin.replace(/^https:\/\//, ''),
      detail: siteUsed(formatDaysAgo(site.usedAtMs, this.now())),
      more: this.#renderDetails(site),
      removal: { label: disconnect, question: disconnectQuestion, confirm: () => this.#revoke(origin) },
    });
  }

  #renderDetails({ origin, sinceMs, methods }: Site): TemplateResult {
    const { siteDetails, siteSees, siteAsks, siteAsksAll, siteSince } = settingsWords();
    return html`<details>
      <summary aria-label=${`${siteDetails}: ${origin}`}>${siteDetails}</summary>
      <dl>
        ${
          this.account === null
            ? nothing
            : html`<div>
                <dt>${siteSees}</dt>
                <dd>${this.account.name} · ${shortAddress(this.account.address)}</dd>
              </div>`
        }
        <div>
          <dt>${siteAsks}</dt>
          <dd>${siteAsksAll}</dd>
          ${methods.length === 0 ? nothing : html`<dd><code>${methods.join(', ')}</code></dd>`}
        </div>
        <div>
          <dt>${siteSince}</dt>
          <dd>${formatMoment(sinceMs)}</dd>
        </div>
      </dl>
    </details>`;
  }

  #revoke(origin: string | null): void {
    this.dispatchEvent(new AlcItemEvent({ what: 'revoke-site', origin }));
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'alc-sites-view': AlcSitesView;
  }
}
