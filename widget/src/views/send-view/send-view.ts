import { html, type TemplateResult } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import '../../elements/alc-button/alc-button.ts';
import { AlcItemEvent } from '../../events.ts';
import type { SendChange } from '../../state/send.ts';
import { acknowledgeStyles } from '../acknowledge.styles.ts';
import { fieldStyles } from '../field.styles.ts';
import { OwnElement } from '../own-words/own-element.ts';
import { ScreenElement } from '../screen-element.ts';
import { renderAmountStep } from './amount-step.ts';
import { renderAssetStep } from './asset-step.ts';
import { needsTick, renderRecipientStep } from './recipient-step.ts';
import { sendViewStyles } from './send-view.styles.ts';
import type { SendScreenState, StepParts } from './step-parts.ts';

/**
 * @summary What to send, to whom, how much and how fast; then the approval, like any other.
 * @event {AlcItemEvent} alc-item - Each thing a person does here.
 * @event {AlcNavigateEvent} alc-navigate - To Receive, where there is nothing to send.
 * @event {AlcBackEvent} alc-back - From the header's arrow.
 */
@customElement('alc-send-view')
export class AlcSendView extends OwnElement {
  static override styles = [ScreenElement.styles, acknowledgeStyles, fieldStyles, sendViewStyles];

  @property({ attribute: false }) state: SendScreenState | null = null;

  override render(): TemplateResult {
    const send = this.state?.send ?? null;
    return html`<alc-sheet>
      ${this.renderHeader({ back: true })}
      ${this.state === null || send === null ? html`<div class="content"><h1 tabindex="-1">${this.say().send}</h1></div>` : this.#renderStep({ state: this.state, send, tell: this.#tell })}
    </alc-sheet>`;
  }

  #renderStep(parts: StepParts): TemplateResult {
    switch (parts.send.step) {
      case 'asset':
        return renderAssetStep(parts, this);
      case 'recipient':
        return html`${renderRecipientStep(parts)} ${this.#renderNext(this.say().next, parts, this.#recipientReason(parts))}`;
      case 'amount':
        return html`${renderAmountStep(parts)} ${this.#renderNext(parts.send.problem !== null && parts.send.fees === null ? this.say().tryAgain : this.say().review, parts, this.#amountReason(parts))}`;
    }
  }

  #renderNext(label: string, { send }: StepParts, isReady: boolean): TemplateResult {
    return html`<div slot="actions" class="actions">
      <alc-button id="next" full ?disabled=${!isReady} ?busy=${send.busy} @click=${() => this.#tell({ what: 'next' })}>${label}</alc-button>
      ${needsTick(send) ? html`<p class="small">${this.say().acknowledgeFirst}</p>` : ''}
    </div>`;
  }

  #recipientReason({ send }: StepParts): boolean {
    return send.recipient.state === 'found' && !needsTick(send);
  }

  #amountReason({ send, state }: StepParts): boolean {
    if (send.problem !== null && send.fees === null) return true;
    return state.online && send.amount !== null && send.amount > 0n && send.amountProblem === null && send.fees !== null;
  }

  readonly #tell = (change: SendChange): void => {
    this.dispatchEvent(new AlcItemEvent({ what: 'send', change }));
  };
}

declare global {
  interface HTMLElementTagNameMap {
    'alc-send-view': AlcSendView;
  }
}
