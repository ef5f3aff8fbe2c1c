import { msg } from '@lit/localize';
import { css, html, nothing, type TemplateResult } from 'lit';
import { state } from 'lit/decorators.js';
import '../elements/alc-button/alc-button.ts';
import '../elements/alc-icon/alc-icon.ts';
import type { IconName } from '../elements/alc-icon/alc-icon.ts';
import { ScreenElement } from './screen-element.ts';

/** One thing of a list: what it is, and how to take it away. */
export type ListItem = {
  readonly id: string;
  readonly icon: IconName;
  readonly heading: string;
  readonly detail: string;
  /** The detail asks for something to be done. */
  readonly isCaution?: boolean;
  /** Under the detail, for whoever wants to know more. */
  readonly more?: TemplateResult;
  /** Null: it cannot be taken away here. */
  readonly removal: { readonly label: string; readonly question: string; readonly confirm: () => void } | null;
};

/** A screen of things that can be taken away, each after a question in its place. */
export abstract class ListScreen extends ScreenElement {
  static override styles = [
    ScreenElement.styles,
    css`
      .item {
        display: flex;
        flex-wrap: wrap;
        align-items: center;
        gap: var(--alcove-space-2) var(--alcove-space-3);
        min-block-size: 60px;
        padding-block: var(--alcove-space-2);
      }
      .item > alc-icon {
        color: var(--alcove-on-surface-quiet);
      }
      .item + .item {
        border-block-start: 1px solid var(--alcove-border-quiet);
      }
      .text {
        flex: 1;
        min-inline-size: 0;
      }
      .text span {
        display: block;
        font-weight: var(--alcove-weight-medium);
      }
      .text .caution {
        color: var(--alcove-caution-on-surface);
        --alc-icon-size: 16px;
      }
      .caution alc-icon {
        margin-inline-end: var(--alcove-space-1);
        vertical-align: -3px;
      }
      .item .link {
        min-block-size: var(--alcove-target-size);
      }
      .question {
        display: grid;
        grid-template-columns: 1fr 1fr;
        gap: var(--alcove-space-2);
        inline-size: 100%;
        padding-block-end: var(--alcove-space-2);
      }
      .question p {
        grid-column: 1 / -1;
      }
    `,
  ];

  /** Id of the item that is asked about. */
  @state() protected asking: string | null = null;

  protected renderItem({ id, icon, heading, detail, isCaution, more, removal }: ListItem): TemplateResult {
    return html`<li class="item">
      <alc-icon name=${icon}></alc-icon>
      <div class="text">
        <span>${heading}</span>
        <p class="small ${isCaution ? 'caution' : ''}">${isCaution ? html`<alc-icon name="alert-triangle"></alc-icon>` : nothing}${detail}</p>
        ${more ?? nothing}
      </div>
      ${
        removal === null || this.asking === id
          ? nothing
          : html`<button id="ask-${id}" class="link" type="button" aria-label=${`${removal.label}: ${heading}`} @click=${() => this.#ask(id, 'confirm')}>${removal.label}</button>`
      }
      ${
        removal === null || this.asking !== id
          ? nothing
          : html`<div class="question">
              <p>${removal.question}</p>
              <alc-button id="confirm" variant="danger" full @click=${removal.confirm}>${removal.label}</alc-button>
              <alc-button id="keep" variant="secondary" full @click=${() => this.#ask(null, `ask-${id}`)}>${msg('Cancel', { id: 'action.cancel' })}</alc-button>
            </div>`
      }
    </li>`;
  }

  /** The focus goes along: the control that had it is gone. */
  #ask(id: string | null, focusId: string): void {
    this.asking = id;
    void this.updateComplete.then(() => this.focusControl(focusId));
  }
}
