import { msg } from '@lit/localize';
import { html, nothing, type TemplateResult } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import type { Currency, Language } from '../../../../host-sdk/src/contract/types.ts';
import type { Chain } from '../../contract/api.ts';
import '../../elements/alc-icon/alc-icon.ts';
import '../../elements/alc-menu-row/alc-menu-row.ts';
import { AlcChainEvent, AlcItemEvent, AlcNavigateEvent, AlcSignOutEvent, AlcTaskEvent } from '../../events.ts';
import { type AutoLock, autoLocks, type Scheme, type SettingChange, schemes } from '../../state/settings.ts';
import type { Account, EnclaveCheck, View } from '../../state/state.ts';
import type { TaskKind } from '../../state/task.ts';
import { type Backup, backupSummary } from '../backup-state.ts';
import { ScreenElement } from '../screen-element.ts';
import { settingsWords } from '../settings-words/settings-words.ts';
import { keepWords } from '../settings-words/worded.ts';
import { settingsViewStyles } from './settings-view.styles.ts';

/** Languages by the name they give themselves. */
const languages: readonly Choice<Language>[] = [
  { value: 'en', name: 'English', lang: 'en' },
  { value: 'ko', name: '한국어', lang: 'ko' },
  { value: 'ja', name: '日本語', lang: 'ja' },
];
const currencies: readonly Choice<Currency>[] = [{ value: 'USD' }, { value: 'KRW' }, { value: 'JPY' }, { value: 'EUR' }];

type Choice<Value extends string> = { readonly value: Value; readonly name?: string; readonly lang?: string };

/**
 * @summary What a person decides about the wallet itself, in groups: keys and sites, its lock, how it speaks and looks, what it is, and the way out.
 * @event {AlcItemEvent} alc-item - Another language, currency, appearance or time to lock; or locking now.
 * @event {AlcChainEvent} alc-chain - Another network.
 * @event {AlcNavigateEvent} alc-navigate - Accounts, Connected sites, WalletConnect, Backup, Devices or About.
 * @event {AlcTaskEvent} alc-task - `pin-change` or `export`.
 * @event {AlcSignOutEvent} alc-sign-out - Sign out.
 * @event {AlcBackEvent} alc-back - From the header's arrow.
 */
@customElement('alc-settings-view')
export class AlcSettingsView extends ScreenElement {
  static override styles = [ScreenElement.styles, settingsViewStyles];

  @property() language: Language = 'en';
  @property() currency: Currency = 'USD';
  /** What the person chose; null shows what the page's theme says. */
  @property() scheme: Scheme | null = null;
  @property() autoLock: AutoLock = '15';
  @property({ attribute: false }) user: { readonly name: string | null; readonly email: string | null } | null = null;
  @property({ attribute: false }) account: Account | null = null;
  @property({ attribute: false }) chain: Chain | null = null;
  @property({ attribute: false }) chains: readonly Chain[] = [];
  @property({ attribute: false }) enclave: EnclaveCheck = { state: 'unchecked' };

  /** How many accounts there are, hidden ones too. */
  @property({ attribute: false }) accountCount = 0;
  /** Null while it is not known. */
  @property({ attribute: false }) siteCount: number | null = null;
  @property({ attribute: false }) backups: readonly Backup[] = [];
  @property({ type: Boolean }) hasWalletConnect = false;

  override willUpdate(): void {
    keepWords(this);
  }

  override render() {
    const { title, about } = settingsWords();
    return html`<alc-sheet>
      ${this.renderHeader({ back: true })}
      <div class="content">
        <h1 tabindex="-1">${title}</h1>
        ${this.account === null ? nothing : this.#renderWallet()} ${this.account === null ? nothing : this.#renderSecurity()} ${this.#renderLook()}
        <section>
          <alc-menu-row id="about" icon="info" heading=${about} @click=${this.#go('about')}>${this.#renderCheck()}</alc-menu-row>
        </section>
        ${this.#renderUser()}
      </div>
    </alc-sheet>`;
  }

  #go(view: View) {
    return () => this.dispatchEvent(new AlcNavigateEvent(view));
  }

  #start(kind: TaskKind) {
    return () => this.dispatchEvent(new AlcTaskEvent(kind));
  }

  #change(change: SettingChange): void {
    this.dispatchEvent(new AlcItemEvent(change));
  }

  /** Each with how it stands, so that what is missing shows without a tap. */
  #renderWallet(): TemplateResult {
    const { wallet, sites } = settingsWords();
    const { text, isCaution } = backupSummary(this.backups);
    return html`<section>
      <h2>${wallet}</h2>
      <alc-menu-row id="accounts" icon="wallet" heading=${msg('Accounts', { id: 'accounts.title' })} @click=${this.#go('accounts')}
        ><span class="quiet">${this.accountCount}</span></alc-menu-row
      >
      <alc-menu-row id="sites" icon="globe" heading=${sites} @click=${this.#go('sites')}
        ><span class="quiet">${this.siteCount ?? ''}</span></alc-menu-row
      >
      ${
        this.hasWalletConnect
          ? html`<alc-menu-row id="walletconnect" icon="arrow-up-right" heading="WalletConnect" @click=${this.#go('walletconnect')}></alc-menu-row>`
          : nothing
      }
      <alc-menu-row id="backup" icon="file-text" heading=${msg('Backup', { id: 'backup.title' })} @click=${this.#go('backup')}
        ><span class=${isCaution ? 'caution' : 'quiet'}>${isCaution ? html`<alc-icon name="alert-triangle"></alc-icon>` : nothing}${text}</span></alc-menu-row
      >
      ${this.chains.length > 1 ? this.#renderNetworks() : nothing}
    </section>`;
  }

  #renderSecurity(): TemplateResult {
    const { security, autoLock, autoLockHidden, autoLockMinutes, autoLockNote, lockNow } = settingsWords();
    const names = autoLocks.map((value) => ({ value, name: value === 'hidden' ? autoLockHidden : autoLockMinutes(value) }));
    return html`<section>
      <h2>${security}</h2>
      <alc-menu-row id="pin-change" icon="lock" heading=${msg('Change PIN', { id: 'task.pin-change' })} @click=${this.#start('pin-change')}></alc-menu-row>
      <alc-menu-row id="devices" icon="smartphone" heading=${msg('Devices', { id: 'devices.title' })} @click=${this.#go('devices')}></alc-menu-row>
      <alc-menu-row id="export" icon="key" heading=${msg('Show secret words', { id: 'task.export' })} @click=${this.#start('export')}></alc-menu-row>
      ${this.#renderChoices('auto-lock', autoLock, names, this.autoLock, (value) => this.#change({ what: 'auto-lock', autoLock: value }))}
      <p class="small">${autoLockNote}</p>
      <alc-menu-row id="lock" icon="lock" no-chevron heading=${lockNow} @click=${() => this.#change({ what: 'lock' })}></alc-menu-row>
    </section>`;
  }

  #renderLook(): TemplateResult {
    const { look, language, currency, scheme, schemeSystem, schemeLight, schemeDark } = settingsWords();
    const names = { 'light dark': schemeSystem, light: schemeLight, dark: schemeDark };
    const shown = this.scheme ?? schemes.find((value) => value === document.documentElement.dataset.scheme) ?? 'light dark';
    const choices = schemes.map((value) => ({ value, name: names[value] }));
    return html`<section>
      <h2>${look}</h2>
      ${this.#renderChoices('language', language, languages, this.language, (value) => this.#change({ what: 'language', language: value }))}
      ${this.#renderChoices('currency', currency, currencies, this.currency, (value) => this.#change({ what: 'currency', currency: value }))}
      ${this.#renderChoices('scheme', scheme, choices, shown, (value) => this.#change({ what: 'scheme', scheme: value }))}
    </section>`;
  }

  #renderChoices<Value extends string>(
    name: string,
    legend: string,
    choices: readonly Choice<Value>[],
    chosen: Value,
    choose: (value: Value) => void,
  ): TemplateResult {
    return html`<fieldset>
      <legend>${legend}</legend>
      <div class="choices">
        ${choices.map(
          ({ value, name: label = value, lang }) => html`<label lang=${lang ?? nothing}>
            <input type="radio" name=${name} value=${value} .checked=${value === chosen} @change=${() => choose(value)} />
            <span>${label}</span>
          </label>`,
        )}
      </div>
    </fieldset>`;
  }

  #renderNetworks(): TemplateResult {
    const { network, testnet } = settingsWords();
    return html`<fieldset class="networks">
      <legend class="quiet">${network}</legend>
      ${this.chains.map(
        (chain) => html`<label class="network">
          <input
            type="radio"
            name="network"
            value=${chain.chainId}
            .checked=${chain.chainId === this.chain?.chainId}
            @change=${() => this.dispatchEvent(new AlcChainEvent(chain.chainId))}
          />
          <span>${chain.name}</span>
          ${chain.testnet ? html`<span class="tag">${testnet}</span>` : nothing}
        </label>`,
      )}
    </fieldset>`;
  }

  /** What was checked, at a glance; the words are behind it. */
  #renderCheck(): TemplateResult | typeof nothing {
    const { state } = this.enclave;
    if (state === 'unchecked') return nothing;
    const isRefused = state === 'refused';
    return html`<span class=${isRefused ? 'danger' : 'good'}
      ><alc-icon name=${isRefused ? 'shield-alert' : 'shield-check'}></alc-icon>${
        isRefused ? msg('Danger', { id: 'banner.danger' }) : msg('Verified', { id: 'banner.good' })
      }</span
    >`;
  }

  #renderUser(): TemplateResult {
    const who = this.user?.email ?? this.user?.name ?? '';
    return html`<section>
      <h2>${settingsWords().user}</h2>
      ${who === '' ? nothing : html`<p class="who">${who}</p>`}
      <alc-menu-row
        id="sign-out"
        icon="log-out"
        no-chevron
        heading=${msg('Sign out', { id: 'action.sign-out' })}
        @click=${() => this.dispatchEvent(new AlcSignOutEvent())}
      ></alc-menu-row>
    </section>`;
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'alc-settings-view': AlcSettingsView;
  }
}
