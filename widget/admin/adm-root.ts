import { html, nothing, type TemplateResult } from 'lit';
import { customElement, property, query, state } from 'lit/decorators.js';
import { keyed } from 'lit/directives/keyed.js';
import { AlcElement } from '../src/elements/alc-element.ts';
import '../src/elements/alc-banner/alc-banner.ts';
import '../src/elements/alc-button/alc-button.ts';
import '../src/elements/alc-icon/alc-icon.ts';
import type { AdminApi } from './admin-api.ts';
import './app-page.ts';
import './apps-page.ts';
import './audit-page.ts';
import './chain-page.ts';
import './chains-page.ts';
import { failureText } from './failure-text.ts';
import './keys-page.ts';
import type { OperatorSession } from './operator-session.ts';
import type { AdmPage } from './page.ts';
import { type Place, placeOf } from './place.ts';
import { rootStyles } from './root.styles.ts';

const areas = [
  { page: 'apps', inside: 'app', label: 'Apps' },
  { page: 'networks', inside: 'network', label: 'Networks' },
  { page: 'keys', inside: null, label: 'Keys' },
  { page: 'log', inside: null, label: 'Log' },
] as const;

/** The frame of the operators' page: who is signed in, where they are, and the page that is there. */
@customElement('adm-root')
export class AdmRoot extends AlcElement {
  static override styles = rootStyles;

  @property({ attribute: false }) session!: OperatorSession;
  @property({ attribute: false }) api!: AdminApi;

  /** `ended`: somebody was, and what they typed is still there. */
  @state() private standing: 'signed-out' | 'signed-in' | 'ended' = 'signed-out';
  @state() private isSigningIn = false;
  @state() private failure: string | null = null;
  @state() private hash = location.hash;
  /** What somebody is about to do on a page with things that are not saved. */
  @state() private leaving: (() => void) | null = null;
  @query('#page') private readonly page$!: AdmPage | null;

  override connectedCallback(): void {
    super.connectedCallback();
    window.addEventListener('hashchange', this.#onHash);
    window.addEventListener('beforeunload', this.#onUnload);
    this.session.prepare();
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    window.removeEventListener('hashchange', this.#onHash);
    window.removeEventListener('beforeunload', this.#onUnload);
  }

  sessionEnded(): void {
    if (this.standing === 'signed-in') this.standing = 'ended';
    this.session.prepare();
    this.#focus('#sign-in');
  }

  /** Brings what has to be answered first into sight, wherever on the page one was. */
  #focus(selector: string): void {
    void this.updateComplete.then(() => this.renderRoot.querySelector<HTMLElement>(selector)?.focus());
  }

  readonly #onUnload = (event: BeforeUnloadEvent): void => {
    if (this.page$?.isDirty === true) event.preventDefault();
  };

  readonly #onHash = (): void => {
    if (location.hash === this.hash) return;
    const { hash } = location;
    if (this.page$?.isDirty === true) history.replaceState(null, '', this.hash || '#/apps');
    this.#leave(() => this.#go(hash));
  };

  /** Asks first where something would be lost. */
  #leave(then: () => void): void {
    if (this.page$?.isDirty === true) {
      this.leaving = then;
      this.#focus('#stay');
    } else then();
  }

  #go(hash: string): void {
    this.leaving = null;
    this.hash = hash;
    if (location.hash !== hash) history.replaceState(null, '', hash);
    window.scrollTo(0, 0);
    // So that a screen reader reads where one has come to.
    void this.updateComplete.then(async () => {
      await this.page$?.updateComplete;
      this.page$?.renderRoot.querySelector<HTMLElement>('h1')?.focus({ preventScroll: true });
    });
  }

  async #signIn(): Promise<void> {
    this.failure = null;
    this.isSigningIn = true;
    try {
      if (!(await this.session.signIn())) return;
      this.standing = 'signed-in';
      await this.updateComplete;
      this.page$?.resume();
    } catch (error) {
      this.failure = failureText(error);
    } finally {
      this.isSigningIn = false;
      this.session.prepare();
    }
  }

  #signOut(): void {
    this.session.signOut();
    this.standing = 'signed-out';
    this.leaving = null;
    this.session.prepare();
  }

  override render(): TemplateResult {
    if (this.standing === 'signed-out') return this.#renderSignIn();
    const place = placeOf(this.hash);
    return html`
      <header>
        <p class="brand"><alc-icon name="wallet"></alc-icon>Wallet operators</p>
        <p class="who">
          <span>${this.session.operatorName() ?? ''}</span>
          <button id="sign-out" class="link" type="button" @click=${() => this.#leave(() => this.#signOut())}>Sign out</button>
        </p>
        <nav aria-label="Areas">
          ${areas.map(
            ({ page, inside, label }) => html`<a href="#/${page}" aria-current=${place.page === page || place.page === inside ? 'page' : nothing}>${label}</a>`,
          )}
        </nav>
      </header>
      <main>${this.standing === 'ended' ? this.#renderEnded() : nothing}${this.leaving === null ? nothing : this.#renderLeaving(this.leaving)}${keyed(this.hash, this.#renderPage(place))}</main>
    `;
  }

  #renderPage(place: Place): TemplateResult {
    switch (place.page) {
      case 'apps':
        return html`<adm-apps-page id="page" .api=${this.api}></adm-apps-page>`;
      case 'app':
        return html`<adm-app-page id="page" .api=${this.api} .appId=${place.appId}></adm-app-page>`;
      case 'networks':
        return html`<adm-chains-page id="page" .api=${this.api}></adm-chains-page>`;
      case 'network':
        return html`<adm-chain-page id="page" .api=${this.api} .chainId=${place.chainId}></adm-chain-page>`;
      case 'keys':
        return html`<adm-keys-page id="page" .api=${this.api}></adm-keys-page>`;
      case 'log':
        return html`<adm-audit-page id="page" .api=${this.api}></adm-audit-page>`;
    }
  }

  #renderSignIn(): TemplateResult {
    return html`<main class="sign-in">
      <span class="mark"><alc-icon name="key"></alc-icon></span>
      <h1>Wallet operators</h1>
      <p class="lead">Apps, networks and keys of the wallet at ${location.host}.</p>
      ${this.failure === null ? nothing : html`<alc-banner level="danger" heading="Not signed in" role="alert">${this.failure}</alc-banner>`}
      ${this.#renderButton()}
      <p class="small">Only for the operators that this deployment names. You are signed out when you close this page.</p>
    </main>`;
  }

  #renderButton(): TemplateResult {
    return html`<alc-button id="sign-in" full ?busy=${this.isSigningIn} busy-label="Waiting for the login window" @click=${() => this.#signIn()}>Sign in</alc-button>`;
  }

  #renderEnded(): TemplateResult {
    return html`<alc-banner level="caution" heading="Your session has ended" role="alert">
      <p>What you typed is still here. Sign in again to save it.</p>
      ${this.failure === null ? nothing : html`<p>${this.failure}</p>`}
      <p class="again">${this.#renderButton()}</p>
    </alc-banner>`;
  }

  #renderLeaving(then: () => void): TemplateResult {
    return html`<alc-banner level="caution" heading="You have changes that are not saved" role="alert">
      <p class="again">
        <alc-button id="stay" variant="secondary" @click=${() => (this.leaving = null)}>Stay here</alc-button>
        <alc-button id="leave" variant="quiet" @click=${then}>Leave without saving</alc-button>
      </p>
    </alc-banner>`;
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'adm-root': AdmRoot;
  }
}
