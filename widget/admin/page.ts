import { type CSSResultGroup, html, nothing, type TemplateResult } from 'lit';
import { property, state } from 'lit/decorators.js';
import { AlcElement } from '../src/elements/alc-element.ts';
import '../src/elements/alc-banner/alc-banner.ts';
import '../src/elements/alc-button/alc-button.ts';
import '../src/elements/alc-icon/alc-icon.ts';
import '../src/elements/alc-skeleton/alc-skeleton.ts';
import type { AdminApi } from './admin-api.ts';
import { failureText } from './failure-text.ts';
import { pageStyles } from './page.styles.ts';

const isAborted = (error: unknown): boolean => error instanceof DOMException && error.name === 'AbortError';

/** What the operators' pages have in common: they load, they wait, and they say what went wrong where one looks. */
export abstract class AdmPage extends AlcElement {
  static override styles: CSSResultGroup = pageStyles;

  @property({ attribute: false }) api!: AdminApi;

  @state() protected failure: string | null = null;
  /** Name of what is waited for; null while nothing is. */
  @state() protected busy: string | null = null;

  /** Whether something is typed that is not saved. */
  get isDirty(): boolean {
    return false;
  }

  /** Loads what the page shows; again after a login, where the first time failed. */
  abstract load(): Promise<void>;

  override connectedCallback(): void {
    super.connectedCallback();
    void this.run('load', () => this.load());
  }

  /** Loads what could not be loaded before. What is there, and what is typed into it, stays. */
  resume(): void {
    if (this.failure !== null) void this.run('load', () => this.load());
  }

  /** Does one thing at a time. @returns false when it failed; then the page says why. */
  protected async run(name: string, work: () => Promise<void>): Promise<boolean> {
    if (this.busy !== null) return false;
    this.busy = name;
    this.failure = null;
    try {
      await work();
      return true;
    } catch (error) {
      if (!isAborted(error)) this.failure = failureText(error);
      return false;
    } finally {
      this.busy = null;
    }
  }

  protected renderFailure(): TemplateResult | typeof nothing {
    return this.failure === null ? nothing : html`<alc-banner level="danger" heading="That did not work" role="alert">${this.failure}</alc-banner>`;
  }

  /** In the shape of a list. */
  protected renderLoading(): TemplateResult | typeof nothing {
    if (this.busy !== 'load') return nothing;
    return html`<div class="content" role="status">
      <span class="visually-hidden">Loading</span>
      <alc-skeleton height="48px"></alc-skeleton><alc-skeleton height="48px"></alc-skeleton><alc-skeleton height="48px"></alc-skeleton>
    </div>`;
  }

  protected renderBack(href: string, words: string): TemplateResult {
    return html`<a class="back" href=${href}><alc-icon name="arrow-left"></alc-icon>${words}</a>`;
  }
}
