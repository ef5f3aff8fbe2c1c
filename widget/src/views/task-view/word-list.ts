import { msg } from '@lit/localize';
import { css, html, type TemplateResult } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import { AlcElement } from '../../elements/alc-element.ts';

/**
 * @summary Numbered words in two or three columns. They are covered as soon as the person looks elsewhere, and on request.
 */
@customElement('alc-word-list')
export class AlcWordList extends AlcElement {
  static override styles = css`
      :host {
        display: block;
        inline-size: 100%;
      }
      ol {
        display: grid;
        grid-template-columns: repeat(auto-fill, minmax(92px, 1fr));
        gap: 0 var(--alcove-space-2);
        counter-reset: word;
      }
      li {
        display: flex;
        gap: 5px;
        align-items: baseline;
        padding-block: 5px;
        border-block-end: 1px solid var(--alcove-border-quiet);
        font-size: var(--alcove-text-m);
        font-weight: var(--alcove-weight-medium);
        white-space: nowrap;
        counter-increment: word;
      }
      li::before {
        content: counter(word);
        flex: none;
        inline-size: 2ch;
        color: var(--alcove-on-surface-quiet);
        font-size: var(--alcove-text-s);
        font-weight: var(--alcove-weight-regular);
        font-variant-numeric: tabular-nums;
        text-align: end;
      }
      button {
        display: block;
        min-block-size: var(--alcove-target-size);
        margin-inline: auto;
        color: var(--alcove-accent-on-quiet);
        font-weight: var(--alcove-weight-medium);
        text-decoration: underline;
        text-underline-offset: 3px;
      }
      /* On paper they are what it is for. */
      @media screen {
        :host([covered]) ol {
          visibility: hidden;
        }
      }
      @media print {
        button {
          display: none;
        }
      }
    `;

  @property({ attribute: false }) words: readonly string[] = [];
  @property({ type: Boolean, reflect: true }) covered = false;

  override connectedCallback(): void {
    super.connectedCallback();
    window.addEventListener('blur', this.#cover);
    document.addEventListener('visibilitychange', this.#cover);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    window.removeEventListener('blur', this.#cover);
    document.removeEventListener('visibilitychange', this.#cover);
  }

  readonly #cover = (): void => {
    this.covered = true;
  };

  override render(): TemplateResult {
    return html`<ol translate="no">
        ${this.words.map((word) => html`<li>${word}</li>`)}
      </ol>
      <button type="button" aria-pressed=${this.covered ? 'false' : 'true'} @click=${this.#toggle}>${
        this.covered ? msg('Show the words', { id: 'words.show' }) : msg('Hide the words', { id: 'words.hide' })
      }</button>`;
  }

  readonly #toggle = (): void => {
    this.covered = !this.covered;
  };
}

declare global {
  interface HTMLElementTagNameMap {
    'alc-word-list': AlcWordList;
  }
}
