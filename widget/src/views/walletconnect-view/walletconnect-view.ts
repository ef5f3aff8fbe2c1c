import { html, nothing, type PropertyValues, type TemplateResult } from 'lit';
import { customElement, property, query, state } from 'lit/decorators.js';
import type { Chain } from '../../contract/api.ts';
import '../../elements/alc-banner/alc-banner.ts';
import '../../elements/alc-button/alc-button.ts';
import '../../elements/alc-icon/alc-icon.ts';
import '../../elements/alc-skeleton/alc-skeleton.ts';
import '../../elements/alc-spinner/alc-spinner.ts';
import { AlcItemEvent } from '../../events.ts';
import { currentLanguage } from '../../i18n/locale.ts';
import type { ConnectedApp, Pairing, PairingProblem, WalletConnectCommand, WalletConnectState } from '../../state/wallet-connect.ts';
import { fieldStyles } from '../field.styles.ts';
import { ListScreen } from '../list-screen.ts';
import { WcWordsController, wcWord } from '../wc-words/wc-words.ts';
import { canReadPictures, readPicture } from './read-picture.ts';
import { walletConnectViewStyles } from './walletconnect-view.styles.ts';

const dayOf = (timeMs: number): string => new Intl.DateTimeFormat(currentLanguage(), { dateStyle: 'medium' }).format(timeMs);

/** Names of what an app needs, as many as a person would read. */
const NAMES_SHOWN = 4;
const NAME_LENGTH_LIMIT = 48;

/**
 * @summary Apps elsewhere: a link to connect one, and those that are connected.
 * @event {AlcItemEvent} alc-item - `walletconnect`: open, pair, cancel, disconnect.
 * @event {AlcBackEvent} alc-back - From the header's arrow.
 */
@customElement('alc-walletconnect-view')
export class AlcWalletConnectView extends ListScreen {
  static override styles = [ListScreen.styles, fieldStyles, walletConnectViewStyles];

  /** Null until it is known. */
  @property({ attribute: false }) state: WalletConnectState | null = null;
  @property({ attribute: false }) chains: readonly Chain[] = [];

  @query('textarea') private readonly field!: HTMLTextAreaElement | null;
  @state() private link = '';
  @state() private isPictureUnread = false;

  constructor() {
    super();
    new WcWordsController(this);
  }

  override connectedCallback(): void {
    super.connectedCallback();
    this.#tell({ do: 'open' });
  }

  override updated(changed: PropertyValues<this>): void {
    const before = changed.get('state')?.pairing.step;
    // What was entered has led somewhere; after a failure it stays, to be looked at.
    if (before === 'waiting' && this.#pairing.step === 'idle') this.link = '';
    if (before === 'waiting' && this.#pairing.step === 'failed') this.field?.focus();
  }

  override render() {
    const pairing = this.#pairing;
    return html`<alc-sheet>
      ${this.renderHeader({ back: true })}
      <div class="content">
        <h1 tabindex="-1">WalletConnect</h1>
        ${this.state?.isElsewhere ? this.#renderElsewhere() : html`<p class="lead">${wcWord('list.lead')}</p>`}
        ${pairing.step === 'unsupported' ? this.#renderUnsupported(pairing) : nothing}
        ${pairing.step === 'waiting' ? this.#renderWaiting() : this.#renderField(pairing.step === 'failed' ? pairing.problem : null)}
        <h2>${wcWord('list.apps')}</h2>
        ${this.#renderApps()}
      </div>
      <div slot="actions" class="actions">
        ${
          pairing.step === 'waiting'
            ? html`<alc-button id="cancel" variant="secondary" full @click=${() => this.#tell({ do: 'cancel' })}>${wcWord('list.cancel')}</alc-button>`
            : html`<alc-button id="pair" full ?disabled=${this.link.trim() === ''} @click=${this.#pair}>${wcWord('list.connect')}</alc-button>`
        }
      </div>
    </alc-sheet>`;
  }

  get #pairing(): Pairing {
    return this.state?.pairing ?? { step: 'idle' };
  }

  #tell(command: WalletConnectCommand): void {
    this.dispatchEvent(new AlcItemEvent({ what: 'walletconnect', command }));
  }

  #renderElsewhere(): TemplateResult {
    return html`<alc-banner level="info" heading=${wcWord('list.elsewhere')}>
      <button class="link" type="button" @click=${() => this.#tell({ do: 'open' })}>${wcWord('list.here')}</button>
    </alc-banner>`;
  }

  #renderUnsupported({ what, names }: Extract<Pairing, { step: 'unsupported' }>): TemplateResult {
    const cut = (name: string) => (name.length > NAME_LENGTH_LIMIT ? `${name.slice(0, NAME_LENGTH_LIMIT)}…` : name);
    const shown = names.slice(0, NAMES_SHOWN).map(cut).join(', ');
    return html`<alc-banner level="caution" heading=${wcWord('unsupported.title')} role="status">
      <span class="names">${wcWord(`unsupported.${what}`, names.length > NAMES_SHOWN ? `${shown}, …` : shown || '–')}</span>
    </alc-banner>`;
  }

  #renderWaiting(): TemplateResult {
    return html`<p class="waiting" role="status"><alc-spinner></alc-spinner>${wcWord('list.waiting')}</p>`;
  }

  #renderField(problem: PairingProblem | null): TemplateResult {
    const text = this.isPictureUnread ? wcWord('problem.image') : problem === null ? null : wcWord(`problem.${problem}`);
    return html`<label class="field">
        ${wcWord('list.link')}
        <textarea
          id="link"
          rows="2"
          maxlength="2048"
          placeholder="wc:…"
          autocomplete="off"
          autocapitalize="none"
          spellcheck="false"
          aria-invalid=${text !== null}
          aria-describedby="problem"
          .value=${this.link}
          @input=${this.#enter}
          @keydown=${this.#onKeyDown}
        ></textarea>
      </label>
      ${text === null ? nothing : html`<p id="problem" class="problem" role="alert"><alc-icon name="alert-triangle"></alc-icon>${text}</p>`}
      ${
        canReadPictures()
          ? html`<label class="scan"><input class="visually-hidden" type="file" accept="image/*" @change=${this.#scan} />${wcWord('list.scan')}</label>`
          : nothing
      }`;
  }

  #enter(event: InputEvent): void {
    this.isPictureUnread = false;
    if (event.target instanceof HTMLTextAreaElement) this.link = event.target.value;
  }

  /** A link is one line. */
  #onKeyDown(event: KeyboardEvent): void {
    if (event.key !== 'Enter' || event.isComposing) return;
    event.preventDefault();
    this.#pair();
  }

  #pair(): void {
    if (this.link.trim() !== '') this.#tell({ do: 'pair', uri: this.link });
  }

  async #scan(event: Event): Promise<void> {
    const input = event.target;
    const file = input instanceof HTMLInputElement ? input.files?.[0] : undefined;
    if (file === undefined) return;
    const text = await readPicture(file);
    (input as HTMLInputElement).value = '';
    this.isPictureUnread = text === null;
    if (text === null) return;
    this.link = text;
    this.#pair();
  }

  #renderApps(): TemplateResult {
    const apps = this.state?.apps ?? null;
    if (apps === null && this.state?.isElsewhere !== true)
      return html`<div aria-busy="true" aria-label=${wcWord('list.loading')} role="status"><alc-skeleton height="60px"></alc-skeleton></div>`;
    if (apps === null || apps.length === 0) return html`<p class="small">${wcWord('list.none')}</p>`;
    return html`<ul>${apps.map((app) => this.#renderApp(app))}</ul>`;
  }

  #renderApp({ topic, claim, chainIds, expiresAtMs }: ConnectedApp): TemplateResult {
    const name = claim.name === '' ? wcWord('claim.nameless') : claim.name;
    const networks = chainIds.map((chainId) => this.chains.find((chain) => chain.chainId === chainId)?.name ?? `eip155:${chainId}`).join(', ');
    return this.renderItem({
      id: topic,
      icon: 'globe',
      heading: claim.url === null ? `“${name}”` : `“${name}” · ${new URL(claim.url).host}`,
      detail: wcWord('list.until', networks, dayOf(expiresAtMs)),
      removal: {
        label: wcWord('list.disconnect'),
        question: wcWord('list.question'),
        confirm: () => this.#tell({ do: 'disconnect', topic }),
      },
    });
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'alc-walletconnect-view': AlcWalletConnectView;
  }
}
