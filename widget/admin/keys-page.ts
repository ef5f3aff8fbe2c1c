import { html, nothing, type TemplateResult } from 'lit';
import { customElement, state } from 'lit/decorators.js';
import '../src/elements/alc-row/alc-row.ts';
import type { TokenKeyDetails } from '../src/contract/admin-api.ts';
import { moment } from './moment.ts';
import { AdmPage } from './page.ts';

/** Keys that sign access tokens, and how to get a new one. */
@customElement('adm-keys-page')
export class AdmKeysPage extends AdmPage {
  @state() private keys: readonly TokenKeyDetails[] | null = null;
  @state() private isAsking = false;
  @state() private isRotated = false;

  override async load(): Promise<void> {
    this.keys = await this.api.tokenKeys();
  }

  async #rotate(atOnce: boolean): Promise<void> {
    this.isRotated = false;
    await this.run(atOnce ? 'at-once' : 'rotate', async () => {
      await this.api.rotateTokenKey(atOnce, crypto.randomUUID());
      this.isAsking = false;
      this.isRotated = true;
      // With the old key this page's own token went too: there is nothing to read any more.
      if (!atOnce) await this.load();
    });
  }

  override render(): TemplateResult {
    return html`<div class="page">
      <div>
        <h1 tabindex="-1">Keys</h1>
        <p class="lead">What signs the access tokens of sessions. Nobody’s wallet depends on them.</p>
      </div>
      ${this.renderFailure()}${this.renderLoading()}
      ${this.isRotated ? html`<p class="good" role="status"><alc-icon name="check"></alc-icon>A new key signs from now on.</p>` : nothing}
      <div>${this.keys?.map((key) => this.#renderKey(key))}</div>
      <section>
        <h2>New key</h2>
        <p class="small">The one before verifies for ten minutes more, so nobody notices. Do it now and then.</p>
        <alc-button id="rotate" class="add" variant="secondary" ?busy=${this.busy === 'rotate'} @click=${() => this.#rotate(false)}>Make a new key</alc-button>
      </section>
      <section>
        <h2>New key at once</h2>
        <p class="small">For when a key may have leaked. Every access token ends now; open wallets ask for new ones by themselves, and operators sign in again, you too.</p>
        ${
          this.isAsking
            ? html`<div class="question">
                <p>End all access tokens now?</p>
                <alc-button id="at-once" variant="danger" ?busy=${this.busy === 'at-once'} @click=${() => this.#rotate(true)}>End them now</alc-button>
                <alc-button variant="secondary" @click=${() => (this.isAsking = false)}>Cancel</alc-button>
              </div>`
            : html`<button id="ask-at-once" class="link add" type="button" @click=${() => (this.isAsking = true)}>Make a new key and end the old ones</button>`
        }
      </section>
    </div>`;
  }

  #renderKey({ kid, createdAtMs, verifiesUntilMs }: TokenKeyDetails): TemplateResult {
    const made = createdAtMs === null ? 'Since the first start' : `Since ${moment(createdAtMs)}`;
    const stands = verifiesUntilMs === null ? 'Signs' : verifiesUntilMs > Date.now() ? `Verifies until ${moment(verifiesUntilMs)}` : 'Ended';
    return html`<alc-row .label=${made} ?strong=${verifiesUntilMs === null}><span class="mono">${kid}</span> · ${stands}</alc-row>`;
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'adm-keys-page': AdmKeysPage;
  }
}
