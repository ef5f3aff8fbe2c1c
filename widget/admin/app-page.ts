import { html, nothing, type TemplateResult } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import type { AdminApp, AdminAppDetails, AdminChainDetails, Fault } from '../src/contract/admin-api.ts';
import { type AppForm, renderBasics, renderChains, renderLimits, renderLook, renderOrigins, renderProviders, renderWalletConnect } from './app-sections.ts';
import { changeBetween, readJson, writeJson } from './draft.ts';
import { FormPage } from './form-page.ts';

const blank: AdminApp = { appId: '', name: '', logoUrl: null, allowedOrigins: [''], development: false, providers: [], chainIds: [] };

/** One app: all that the registry keeps of it. */
@customElement('adm-app-page')
export class AdmAppPage extends FormPage<AdminApp> {
  /** Null for one that is to be added. */
  @property({ attribute: false }) appId: string | null = null;

  @state() private standing: AdminAppDetails['standing'] | null = null;
  @state() private chains: readonly AdminChainDetails[] = [];
  @state() private texts = { theme: '', tokens: '' };

  protected override async read() {
    const [details, chains] = await Promise.all([this.appId === null ? null : this.api.app(this.appId), this.api.chains()]);
    this.chains = chains;
    this.standing = details?.standing ?? null;
    return { settings: details?.app ?? blank, version: details?.version ?? null };
  }

  protected override show(loaded: Parameters<FormPage<AdminApp>['show']>[0]): void {
    super.show(loaded);
    this.merged();
  }

  protected override merged(): void {
    if (this.draft !== null) this.texts = { theme: writeJson(this.draft.theme), tokens: writeJson(this.draft.tokens) };
  }

  protected override check(app: AdminApp, signal: AbortSignal): Promise<Fault | null> {
    return this.api.checkApp(app, signal);
  }

  protected override localFault(): Fault | null {
    const unread = (['theme', 'tokens'] as const).find((name) => readJson(this.texts[name]) === null);
    return unread === undefined ? null : { field: unread, reason: 'is not JSON yet' };
  }

  protected override async write(app: AdminApp, { settings, version }: { readonly settings: AdminApp; readonly version: string | null }, key: string) {
    const isThere = this.standing === 'registered' && version !== null;
    const details = isThere ? await this.api.changeApp(app.appId, version, changeBetween(settings, app), key) : await this.api.addApp(app, key);
    this.standing = details.standing;
    if (this.appId === null) {
      this.appId = app.appId;
      history.replaceState(null, '', `#/apps/${encodeURIComponent(app.appId)}`);
    }
    return { settings: details.app, version: details.version };
  }

  readonly #editText = (name: 'theme' | 'tokens', text: string): void => {
    this.texts = { ...this.texts, [name]: text };
    const read = readJson(text);
    if (read === null) this.edited();
    else this.edit({ [name]: read.value });
  };

  readonly #remove = async (): Promise<void> => {
    await this.api.removeApp(this.appId ?? '');
    this.draft = null;
    location.hash = '#/apps';
  };

  /** One that was removed can be added as it was. */
  protected override get isSavable(): boolean {
    return this.isDirty || this.standing === 'removed';
  }

  override render(): TemplateResult {
    return html`<div class="page">
      <div>
        ${this.renderBack('#/apps', 'Apps')}
        <div class="head"><h1 tabindex="-1">${this.appId === null ? 'A new app' : this.loaded?.settings.name || this.appId}</h1></div>
      </div>
      ${this.draft === null ? html`${this.renderFailure()}${this.renderLoading()}` : this.#renderForm(this.draft)}
    </div>`;
  }

  #renderForm(app: AdminApp): TemplateResult {
    const form: AppForm = {
      ...{ app, isNew: this.appId === null, chains: this.chains, texts: this.texts, problems: this.problems },
      edit: (part) => this.edit(part),
      editText: this.#editText,
    };
    const parts = [renderBasics, renderOrigins, renderProviders, renderChains, renderWalletConnect, renderLook, renderLimits];
    return html`${this.renderConflict()}${this.#renderStanding()}${parts.map((part) => part(form))}
      ${
        this.standing === 'registered'
          ? html`<section>
              <h2>Remove</h2>
              ${this.renderRemoval('Remove this app', 'It serves nobody any more. Its people’s wallets stay, and are there when it is added again.', this.#remove)}
            </section>`
          : nothing
      }
      ${this.renderBar(this.standing === 'registered' ? 'Save' : 'Add this app')}`;
  }

  #renderStanding(): TemplateResult | typeof nothing {
    if (this.standing === 'built-in')
      return html`<alc-banner heading="Built in">It comes with the development stack. Once you change and add it here, what stands here counts, also after a restart.</alc-banner>`;
    if (this.standing === 'removed')
      return html`<alc-banner level="caution" heading="Removed">It serves nobody. Adding it brings its people’s wallets back.</alc-banner>`;
    return nothing;
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'adm-app-page': AdmAppPage;
  }
}
