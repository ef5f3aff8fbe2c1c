import { msg } from '@lit/localize';
import { html, nothing } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import '../../elements/alc-button/alc-button.ts';
import '../../elements/alc-icon/alc-icon.ts';
import { AlcCloseEvent, AlcContinueEvent } from '../../events.ts';
import { ScreenElement } from '../screen-element.ts';
import { failureText } from './failure-text.ts';

/**
 * @summary Why the wallet cannot start, what is safe, and the one next step.
 * @event {AlcContinueEvent} alc-continue - Try again.
 * @event {AlcCloseEvent} alc-close - Nothing can be mended here.
 */
@customElement('alc-failure-view')
export class AlcFailureView extends ScreenElement {
  /** Machine-readable reason of the failed phase, e.g. `forbidden_origin`. */
  @property() reason = '';

  override render() {
    const text = failureText(this.reason, this.frame.origin);
    return html`<alc-sheet>
      ${this.renderHeader()}
      <div class="content centred">
        <div class="mark" data-level=${text.level}><alc-icon name=${text.icon}></alc-icon></div>
        <h1 tabindex="-1">${text.heading}</h1>
        <p class="lead">${text.what}</p>
        <p class="safe"><alc-icon name="shield-check"></alc-icon>${text.safe}</p>
        ${text.retriable ? nothing : html`<p class="quiet">${text.todo}</p>`}
      </div>
      <div slot="actions" class="actions">
        ${
          text.retriable
            ? html`<alc-button id="retry" variant="primary" full @click=${() => this.dispatchEvent(new AlcContinueEvent())}
                >${msg('Try again', { id: 'action.retry' })}</alc-button
              >`
            : this.frame.closable
              ? html`<alc-button id="close" variant="secondary" full @click=${() => this.dispatchEvent(new AlcCloseEvent())}
                  >${msg('Close', { id: 'action.close' })}</alc-button
                >`
              : nothing
        }
      </div>
    </alc-sheet>`;
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'alc-failure-view': AlcFailureView;
  }
}
