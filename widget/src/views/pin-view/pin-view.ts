import { msg } from '@lit/localize';
import { html } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import '../../elements/alc-pin-pad/alc-pin-pad.ts';
import type { Chain } from '../../contract/api.ts';
import type { Approval, PinProblem } from '../../state/state.ts';
import { approvalSummary } from '../approval-summary.ts';
import { forgottenPin } from '../forgotten-pin.ts';
import { ScreenElement } from '../screen-element.ts';
import { pinViewStyles } from './pin-view.styles.ts';

/**
 * @summary The PIN for what was just approved, which stays in sight as one line.
 * @event {AlcPinEvent} alc-pin - The PIN was entered (from the key pad).
 * @event {AlcBackEvent} alc-back - Back to the review.
 * @event {AlcTaskEvent} alc-task - `recover`: the PIN is forgotten.
 */
@customElement('alc-pin-view')
export class AlcPinView extends ScreenElement {
  static override styles = [ScreenElement.styles, pinViewStyles];

  @property({ attribute: false }) approval: Approval | null = null;
  @property({ attribute: false }) chain: Chain | null = null;

  /** Why the last PIN was refused. */
  @property({ attribute: false }) problem: PinProblem | null = null;

  override render() {
    const heading = msg('Confirm with PIN', { id: 'pin.title' });
    return html`<alc-sheet>
      ${this.renderHeader({ back: true })}
      <div class="content">
        <h1 tabindex="-1">${heading}</h1>
        <p class="lead summary">${this.approval === null ? '' : approvalSummary(this.approval.content, this.chain)}</p>
        <alc-pin-pad id="pad" length-min="6" length-max="12" .problem=${this.problem}></alc-pin-pad>
        ${forgottenPin(this)}
      </div>
    </alc-sheet>`;
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'alc-pin-view': AlcPinView;
  }
}
