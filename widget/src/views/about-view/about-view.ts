import { css, html, type TemplateResult } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import '../../elements/alc-banner/alc-banner.ts';
import '../../elements/alc-icon/alc-icon.ts';
import '../../elements/alc-row/alc-row.ts';
import { formatMoment } from '../../i18n/format.ts';
import type { EnclaveCheck } from '../../state/state.ts';
import { ScreenElement } from '../screen-element.ts';
import { settingsWords } from '../settings-words/settings-words.ts';
import { keepWords } from '../settings-words/worded.ts';

declare const __ALCOVE_VERSION__: string | undefined;
const version = typeof __ALCOVE_VERSION__ === 'string' ? __ALCOVE_VERSION__ : 'development';

/**
 * @summary What this wallet is and what was checked about where the key is: in plain words, with everything an expert needs to check it again.
 * @event {AlcBackEvent} alc-back - From the header's arrow.
 */
@customElement('alc-about-view')
export class AlcAboutView extends ScreenElement {
  static override styles = [
    ScreenElement.styles,
    css`
      section h2 {
        padding-block-end: var(--alcove-space-1);
      }
      .check {
        display: flex;
        gap: var(--alcove-space-3);
        padding-block: var(--alcove-space-1);
      }
      .check alc-icon {
        margin-block-start: 1px;
        color: var(--alcove-good-on-surface);
      }
      .measurement {
        display: flex;
        flex-direction: column;
        gap: var(--alcove-space-1);
        padding-block: 10px;
        border-block-end: 1px solid var(--alcove-border-quiet);
      }
      .measurement .quiet {
        font-size: var(--alcove-text-s);
      }
      h3 {
        padding-block: var(--alcove-space-3) var(--alcove-space-1);
        font-size: var(--alcove-text-s);
        font-weight: var(--alcove-weight-medium);
      }
      ol {
        display: grid;
        gap: var(--alcove-space-2);
        margin: 0;
        padding-inline-start: var(--alcove-space-6);
        color: var(--alcove-on-surface-quiet);
        font-size: var(--alcove-text-s);
        list-style: decimal;
      }
    `,
  ];

  @property({ attribute: false }) enclave: EnclaveCheck = { state: 'unchecked' };

  override willUpdate(): void {
    keepWords(this);
  }

  override render() {
    const words = settingsWords();
    return html`<alc-sheet>
      ${this.renderHeader({ back: true })}
      <div class="content">
        <h1 tabindex="-1">${words.about}</h1>
        <section>
          <alc-row label=${words.version}><span class="value">Alcove ${version}</span></alc-row>
          ${this.enclave.state === 'verified' ? html`<alc-row label=${words.release}><span class="value">${this.enclave.releaseSeq}</span></alc-row>` : ''}
        </section>
        <section>
          <h2>${words.keyPlace}</h2>
          ${this.#renderCheck()}
        </section>
      </div>
    </alc-sheet>`;
  }

  #renderCheck(): TemplateResult {
    const { enclave } = this;
    const words = settingsWords();
    switch (enclave.state) {
      case 'unchecked':
        return html`<p class="small quiet">${words.keyUnchecked}</p>`;
      case 'refused':
        return html`<alc-banner level="danger" heading=${words.keyRefused}>
          ${words.keyRefusedSafe}
          <details>
            <summary>${words.details}</summary>
            <code class="data">${enclave.reason}</code>
          </details>
        </alc-banner>`;
      case 'verified':
        return html`<div class="check">
            <alc-icon name="shield-check"></alc-icon>
            <p>${enclave.development ? words.keyDevelopment : words.keyVerified}</p>
          </div>
          <alc-row label=${words.checkedAt}><span class="value">${formatMoment(enclave.verifiedAtMs)}</span></alc-row>
          ${this.#renderDetails(enclave)}`;
    }
  }

  #renderDetails({ pcr0, rootSha256, manifestSha256, development }: Extract<EnclaveCheck, { readonly state: 'verified' }>): TemplateResult {
    const words = settingsWords();
    const measurement = (name: string, value: string) =>
      html`<div class="measurement"><span class="quiet">${name}</span><code class="data">${value}</code></div>`;
    return html`<details>
      <summary>${words.details}</summary>
      ${measurement(words.pcr0, pcr0)} ${measurement(words.root, rootSha256)} ${measurement(words.manifest, manifestSha256)}
      <h3>${words.howToCheck}</h3>
      <ol>
        <li>${words.howToCheckBuild}</li>
        <li>${words.howToCheckRoot} ${development ? words.howToCheckDevelopment : ''}</li>
        <li>${words.howToCheckBrowser}</li>
      </ol>
    </details>`;
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'alc-about-view': AlcAboutView;
  }
}
