import { msg } from '@lit/localize';
import { html, nothing } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import '../../elements/alc-banner/alc-banner.ts';
import '../../elements/alc-button/alc-button.ts';
import '../../elements/alc-icon/alc-icon.ts';
import { AlcContinueEvent, AlcRejectEvent } from '../../events.ts';
import type { AppState } from '../../state/state.ts';
import { ScreenElement } from '../screen-element.ts';

/**
 * @summary In the place of an approval that is looked at in a window of the wallet's own.
 * @event {AlcContinueEvent} alc-continue - Open the window; dispatched inside the click.
 * @event {AlcRejectEvent} alc-reject - Rejected, without a look at it.
 */
@customElement('alc-window-view')
export class AlcWindowView extends ScreenElement {
  @property() approvalId = '';
  @property() step: AppState['approvalWindow'] = 'needed';

  override render() {
    const isOpen = this.step === 'open';
    return html`<alc-sheet>
      ${this.renderHeader()}
      <div class="content centred">
        <div class="mark"><alc-icon name="shield-check"></alc-icon></div>
        <h1 tabindex="-1">
          ${
            isOpen
              ? msg('Finish in the window that opened', { id: 'sign-in.waiting.title' })
              : msg('Continue in a window of the wallet', { id: 'window.title' })
          }
        </h1>
        <p class="lead">${msg('There you see the whole request, and no site can cover it.', { id: 'window.why' })}</p>
        ${
          this.step === 'blocked'
            ? html`<alc-banner level="caution" role="alert" heading=${msg('The browser blocked the window', { id: 'window.blocked' })}>
                ${msg('Allow windows for this site, then press Continue again.', { id: 'window.allow' })}
              </alc-banner>`
            : nothing
        }
      </div>
      <div slot="actions" class="actions">
        <alc-button id="continue" variant="primary" full @click=${() => this.dispatchEvent(new AlcContinueEvent())}
          >${isOpen ? msg('Show the window', { id: 'window.show' }) : msg('Continue', { id: 'action.continue' })}</alc-button
        >
        <alc-button id="reject" variant="secondary" full @click=${() => this.dispatchEvent(new AlcRejectEvent(this.approvalId))}
          >${msg('Reject', { id: 'approve.reject' })}</alc-button
        >
      </div>
    </alc-sheet>`;
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'alc-window-view': AlcWindowView;
  }
}
