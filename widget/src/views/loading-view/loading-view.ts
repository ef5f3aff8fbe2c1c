import { msg } from '@lit/localize';
import { html, type TemplateResult } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import '../../elements/alc-button/alc-button.ts';
import '../../elements/alc-icon/alc-icon.ts';
import '../../elements/alc-skeleton/alc-skeleton.ts';
import { AlcContinueEvent } from '../../events.ts';
import { ScreenElement } from '../screen-element.ts';
import { loadingViewStyles } from './loading-view.styles.ts';

/**
 * @summary The shape of the screen that comes next, while it is on its way; and what to do when it does not come.
 * @event {AlcContinueEvent} alc-continue - Fetch it again.
 */
@customElement('alc-loading-view')
export class AlcLoadingView extends ScreenElement {
  static override styles = [ScreenElement.styles, loadingViewStyles];

  /** What comes: a screen around a mark and one button, or an approval with its rows. */
  @property() shape: 'start' | 'approval' | 'list' = 'start';

  /** The code of the screen did not come. */
  @property({ type: Boolean }) failed = false;

  override render() {
    return html`<alc-sheet>${this.renderHeader()} ${this.failed ? this.#renderFailed() : this.#renderLoading()}</alc-sheet>`;
  }

  #renderFailed(): TemplateResult {
    return html`<div class="content centred">
        <div class="mark" data-level="caution"><alc-icon name="wifi-off"></alc-icon></div>
        <h1 tabindex="-1">${msg('A part of the wallet did not load', { id: 'failure.screen.heading' })}</h1>
        <p class="lead">${msg('The connection broke while this screen was on its way.', { id: 'failure.screen.what' })}</p>
        <p class="safe"><alc-icon name="shield-check"></alc-icon>${msg('Your wallet and your money are safe.', { id: 'error.safe.wallet' })}</p>
      </div>
      <div slot="actions" class="actions">
        <alc-button id="retry" variant="primary" full @click=${() => this.dispatchEvent(new AlcContinueEvent())}
          >${msg('Try again', { id: 'action.retry' })}</alc-button
        >
      </div>`;
  }

  #renderLoading(): TemplateResult {
    return html`
      <div class="content" data-shape=${this.shape} aria-busy="true">
        <h1 tabindex="-1" class="visually-hidden">${msg('Your wallet is loading', { id: 'loading.title' })}</h1>
        ${this.#renderShape()}
      </div>
      <div slot="actions" class="actions"><alc-skeleton width="100%" height="52px"></alc-skeleton></div>`;
  }

  #renderShape() {
    switch (this.shape) {
      case 'start':
        return html`<alc-skeleton width="56px" height="56px" round></alc-skeleton>
          <alc-skeleton width="208px" height="26px"></alc-skeleton>
          <alc-skeleton width="264px" height="20px"></alc-skeleton>`;
      case 'approval':
        return html`<alc-skeleton width="72px" height="20px"></alc-skeleton>
          <alc-skeleton width="180px" height="40px"></alc-skeleton>
          ${[0, 1, 2, 3].map(() => html`<alc-skeleton width="100%" height="20px"></alc-skeleton>`)}`;
      case 'list':
        return html`<alc-skeleton width="128px" height="26px"></alc-skeleton>
          ${[0, 1, 2].map(() => html`<alc-skeleton width="100%" height="44px"></alc-skeleton>`)}`;
    }
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'alc-loading-view': AlcLoadingView;
  }
}
