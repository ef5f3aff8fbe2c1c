import { msg } from '@lit/localize';
import { html, nothing, type TemplateResult } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import type { Language } from '../../../../host-sdk/src/contract/types.ts';
import type { Chain } from '../../contract/api.ts';
import '../../elements/alc-address/alc-address.ts';
import '../../elements/alc-banner/alc-banner.ts';
import '../../elements/alc-icon/alc-icon.ts';
import '../../elements/alc-menu-row/alc-menu-row.ts';
import '../../elements/alc-row/alc-row.ts';
import { AlcChainEvent, AlcLanguageEvent, AlcNavigateEvent, AlcSignOutEvent, AlcTaskEvent } from '../../events.ts';
import { formatTime } from '../../i18n/format.ts';
import type { Account, EnclaveCheck, View } from '../../state/state.ts';
import type { TaskKind } from '../../state/task.ts';
import { type Backup, backupSummary } from '../backup-state.ts';
import { ScreenElement } from '../screen-element.ts';
import { settingsViewStyles } from './settings-view.styles.ts';

/** Languages by the name they give themselves. */
const languages: readonly { readonly tag: Language; readonly name: string }[] = [
  { tag: 'en', name: 'English' },
  { tag: 'ko', name: '한국어' },
  { tag: 'ja', name: '日本語' },
];

/**
 * @summary Language, who is signed in, this wallet, what was checked about the enclave, and the way out.
 * @event {AlcLanguageEvent} alc-language - Another language.
 * @event {AlcChainEvent} alc-chain - Another network.
 * @event {AlcNavigateEvent} alc-navigate - Accounts, Backup or Devices.
 * @event {AlcTaskEvent} alc-task - `pin-change` or `export`.
 * @event {AlcSignOutEvent} alc-sign-out - Sign out.
 * @event {AlcBackEvent} alc-back - From the header's arrow.
 */
@customElement('alc-settings-view')
export class AlcSettingsView extends ScreenElement {
  static override styles = [ScreenElement.styles, settingsViewStyles];

  @property() language: Language = 'en';
  @property({ attribute: false }) user: { readonly name: string | null; readonly email: string | null } | null = null;
  @property({ attribute: false }) account: Account | null = null;
  @property({ attribute: false }) chain: Chain | null = null;
  @property({ attribute: false }) chains: readonly Chain[] = [];
  @property({ attribute: false }) enclave: EnclaveCheck = { state: 'unchecked' };

  /** How many accounts there are, hidden ones too. */
  @property({ attribute: false }) accountCount = 0;
  @property({ attribute: false }) backups: readonly Backup[] = [];

  override render() {
    return html`<alc-sheet>
      ${this.renderHeader({ back: true })}
      <div class="content">
        <h1 tabindex="-1">${msg('Settings', { id: 'settings.title' })}</h1>
        ${this.#renderLanguage()} ${this.#renderWallet()} ${this.account === null ? nothing : this.#renderKeys()} ${this.#renderEnclave()} ${this.#renderUser()}
      </div>
    </alc-sheet>`;
  }

  #renderLanguage(): TemplateResult {
    return html`<fieldset>
      <legend>${msg('Language', { id: 'settings.language' })}</legend>
      <div class="choices">
        ${languages.map(
          ({ tag, name }) => html`<label lang=${tag}>
            <input
              type="radio"
              name="language"
              value=${tag}
              .checked=${this.language === tag}
              @change=${() => this.dispatchEvent(new AlcLanguageEvent(tag))}
            />
            <span>${name}</span>
          </label>`,
        )}
      </div>
    </fieldset>`;
  }

  #renderWallet(): TemplateResult {
    return html`<section>
      <h2>${msg('This wallet', { id: 'settings.wallet' })}</h2>
      ${
        this.account === null
          ? nothing
          : html`<alc-row label=${msg('Address', { id: 'settings.address' })}
              ><alc-address address=${this.account.address} name=${this.account.name} copyable></alc-address
            ></alc-row>`
      }
      ${this.chains.length > 1 ? this.#renderNetworks() : this.#renderNetwork()}
    </section>`;
  }

  /** Each with how it stands, so that what is missing shows without a tap. */
  #renderKeys(): TemplateResult {
    const { text, isCaution } = backupSummary(this.backups);
    const go = (view: View) => () => this.dispatchEvent(new AlcNavigateEvent(view));
    const start = (kind: TaskKind) => () => this.dispatchEvent(new AlcTaskEvent(kind));
    return html`<section>
      <h2>${msg('Keys and access', { id: 'settings.keys' })}</h2>
      <alc-menu-row id="accounts" icon="wallet" heading=${msg('Accounts', { id: 'accounts.title' })} @click=${go('accounts')}
        ><span class="quiet">${this.accountCount}</span></alc-menu-row
      >
      <alc-menu-row id="backup" icon="file-text" heading=${msg('Backup', { id: 'backup.title' })} @click=${go('backup')}
        ><span class=${isCaution ? 'caution' : 'quiet'}>${isCaution ? html`<alc-icon name="alert-triangle"></alc-icon>` : nothing}${text}</span></alc-menu-row
      >
      <alc-menu-row id="devices" icon="smartphone" heading=${msg('Devices', { id: 'devices.title' })} @click=${go('devices')}></alc-menu-row>
      <alc-menu-row id="pin-change" icon="lock" heading=${msg('Change PIN', { id: 'task.pin-change' })} @click=${start('pin-change')}></alc-menu-row>
      <alc-menu-row id="export" icon="key" heading=${msg('Show secret words', { id: 'task.export' })} @click=${start('export')}></alc-menu-row>
    </section>`;
  }

  #renderNetwork(): TemplateResult | typeof nothing {
    return this.chain === null
      ? nothing
      : html`<alc-row label=${msg('Network', { id: 'approve.network' })}><span class="value">${this.chain.name}</span></alc-row>`;
  }

  #renderNetworks(): TemplateResult {
    return html`<fieldset class="networks">
      <legend class="quiet">${msg('Network', { id: 'approve.network' })}</legend>
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
          ${chain.testnet ? html`<span class="tag">${msg('Test', { id: 'settings.testnet' })}</span>` : nothing}
        </label>`,
      )}
    </fieldset>`;
  }

  #renderEnclave(): TemplateResult {
    return html`<section>
      <h2>${msg('Where your key is', { id: 'settings.enclave' })}</h2>
      ${this.#renderCheck()}
    </section>`;
  }

  #renderCheck(): TemplateResult {
    const { enclave } = this;
    switch (enclave.state) {
      case 'unchecked':
        return html`<p class="small quiet">
          ${msg('In a secure enclave. The wallet checks what runs in it each time before your PIN is sent.', { id: 'settings.enclave.unchecked' })}
        </p>`;
      case 'refused':
        return html`<alc-banner level="danger" heading=${msg('The secure enclave could not prove itself', { id: 'error.attestation.heading' })}>
          ${msg('Your PIN was not sent. Your key is safe.', { id: 'error.attestation.safe' })}
          <details>
            <summary>${msg('Details for experts', { id: 'settings.enclave.details' })}</summary>
            <code class="data">${enclave.reason}</code>
          </details>
        </alc-banner>`;
      case 'verified':
        return html`<div class="check">
          <alc-icon name="shield-check"></alc-icon>
          <p>
            ${
              enclave.development
                ? msg('In a development enclave. It runs the program this wallet expects, on an ordinary computer: for trying out, not for real money.', {
                    id: 'settings.enclave.development',
                  })
                : msg('In a secure enclave. It has proved that it runs the program this wallet expects.', { id: 'settings.enclave.verified' })
            }
          </p>
        </div>
        <details>
          <summary>${msg('Details for experts', { id: 'settings.enclave.details' })}</summary>
          <alc-row label=${msg('Checked', { id: 'settings.enclave.checked-at' })}><span class="value">${formatTime(enclave.verifiedAtMs)}</span></alc-row>
          <alc-row label=${msg('Release', { id: 'settings.enclave.release' })}><span class="value">${enclave.releaseSeq}</span></alc-row>
          <div class="measurement">
            <span class="quiet">${msg('Program fingerprint (PCR0)', { id: 'settings.enclave.pcr0' })}</span>
            <code class="data">${enclave.pcr0}</code>
          </div>
        </details>`;
    }
  }

  #renderUser(): TemplateResult {
    const who = this.user?.email ?? this.user?.name ?? '';
    return html`<section>
      <h2>${msg('Signed in as', { id: 'settings.user' })}</h2>
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
