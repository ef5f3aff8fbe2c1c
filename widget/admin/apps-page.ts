import { html, nothing, type TemplateResult } from 'lit';
import { customElement, state } from 'lit/decorators.js';
import '../src/elements/alc-menu-row/alc-menu-row.ts';
import type { AdminAppDetails } from '../src/contract/admin-api.ts';
import { AdmPage } from './page.ts';

const pages = (count: number): string => (count === 1 ? '1 page' : `${count} pages`);

/** Every app there is, and the way to add one. */
@customElement('adm-apps-page')
export class AdmAppsPage extends AdmPage {
  @state() private apps: readonly AdminAppDetails[] | null = null;

  override async load(): Promise<void> {
    this.apps = await this.api.apps();
  }

  override render(): TemplateResult {
    return html`<div class="page">
      <div class="head">
        <div>
          <h1 tabindex="-1">Apps</h1>
          <p class="lead">Who may embed this wallet, from which pages, and how people sign in there.</p>
        </div>
        <alc-button id="add" @click=${() => (location.hash = '#/add-app')}>Add an app</alc-button>
      </div>
      ${this.renderFailure()}${this.renderLoading()}
      ${this.apps?.length === 0 ? html`<p class="lead">There are none yet.</p>` : nothing}
      <div>${this.apps?.map((details) => this.#renderApp(details))}</div>
    </div>`;
  }

  #renderApp({ app, standing }: AdminAppDetails): TemplateResult {
    return html`<alc-menu-row
      id="app-${app.appId}"
      icon="globe"
      heading=${app.name}
      detail="${app.appId} · ${pages(app.allowedOrigins.length)}"
      @click=${() => (location.hash = `#/apps/${encodeURIComponent(app.appId)}`)}
    >
      <span class="tags">
        ${standing === 'removed' ? html`<span class="tag caution">Removed</span>` : nothing}
        ${standing === 'built-in' ? html`<span class="tag">Built in</span>` : nothing}
        ${standing !== 'removed' && app.development ? html`<span class="tag">Development</span>` : nothing}
      </span>
    </alc-menu-row>`;
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'adm-apps-page': AdmAppsPage;
  }
}
