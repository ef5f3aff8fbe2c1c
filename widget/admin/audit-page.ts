import { css, html, nothing, type TemplateResult } from 'lit';
import { customElement, state } from 'lit/decorators.js';
import { AUDIT_PAGE_LENGTH, type AuditedChange } from '../src/contract/admin-api.ts';
import { whatOf, whoOf } from './audit-text.ts';
import { moment } from './moment.ts';
import { AdmPage } from './page.ts';

/** What operators did, newest first. */
@customElement('adm-audit-page')
export class AdmAuditPage extends AdmPage {
  static override styles = [
    AdmPage.styles,
    css`
      .change {
        padding-block: var(--alcove-space-3);
      }
      .change + .change {
        border-block-start: 1px solid var(--alcove-border-quiet);
      }
      .what {
        font-weight: var(--alcove-weight-medium);
      }
      dl {
        display: grid;
        gap: var(--alcove-space-1) var(--alcove-space-4);
        padding-block-end: var(--alcove-space-2);
        font-size: var(--alcove-text-s);
      }
      dt {
        color: var(--alcove-on-surface-quiet);
      }
      dd {
        overflow-wrap: anywhere;
      }
    `,
  ];

  @state() private entries: readonly AuditedChange[] | null = null;
  @state() private hasMore = false;

  override async load(): Promise<void> {
    this.entries = null;
    await this.#read(0);
  }

  async #read(skip: number): Promise<void> {
    const page = await this.api.audit(skip);
    const known = new Set(this.entries?.map(({ appId, sequence }) => `${appId} ${sequence}`));
    this.entries = [...(this.entries ?? []), ...page.filter(({ appId, sequence }) => !known.has(`${appId} ${sequence}`))];
    this.hasMore = page.length === AUDIT_PAGE_LENGTH;
  }

  override render(): TemplateResult {
    return html`<div class="page">
      <div>
        <h1 tabindex="-1">Log</h1>
        <p class="lead">What operators did, here and on the command line. Each entry holds the one before by its hash; npm run audit:verify recomputes them all.</p>
      </div>
      ${this.renderFailure()}${this.renderLoading()}
      ${this.entries?.length === 0 ? html`<p class="lead">Nothing yet.</p>` : nothing}
      <ol>${this.entries?.map((entry) => this.#renderEntry(entry))}</ol>
      ${
        this.hasMore
          ? html`<alc-button id="older" class="add" variant="secondary" ?busy=${this.busy === 'older'} @click=${() => this.run('older', () => this.#read(this.entries?.length ?? 0))}>Older</alc-button>`
          : nothing
      }
    </div>`;
  }

  #renderEntry(entry: AuditedChange): TemplateResult {
    const { name, id } = whoOf(entry.actor);
    const detail = Object.entries({ ...entry.detail, ...(name === id ? {} : { by: id }) });
    return html`<li class="change">
      <p class="what">${whatOf(entry)}</p>
      <p class="small">${name} · <time datetime=${new Date(entry.atMs).toISOString()}>${moment(entry.atMs)}</time></p>
      <details>
        <summary>Entry ${entry.sequence} of ${entry.appId === '$deployment' ? 'the deployment' : entry.appId}</summary>
        <dl>${detail.map(([key, value]) => html`<div><dt>${key}</dt><dd class="mono">${String(value)}</dd></div>`)}</dl>
      </details>
    </li>`;
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'adm-audit-page': AdmAuditPage;
  }
}
