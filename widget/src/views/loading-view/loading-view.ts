import { msg } from '@lit/localize';
import { html } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import '../../elements/alc-skeleton/alc-skeleton.ts';
import { ScreenElement } from '../screen-element.ts';
import { loadingViewStyles } from './loading-view.styles.ts';

/**
 * @summary The shape of the screen that comes next, while it is on its way.
 */
@customElement('alc-loading-view')
export class AlcLoadingView extends ScreenElement {
  static override styles = [ScreenElement.styles, loadingViewStyles];

  /** What comes: a screen around a mark and one button, or an approval with its rows. */
  @property() shape: 'start' | 'approval' | 'list' = 'start';

  override render() {
    return html`<alc-sheet>
      ${this.renderHeader()}
      <div class="content" data-shape=${this.shape} aria-busy="true">
        <h1 tabindex="-1" class="visually-hidden">${msg('Your wallet is loading', { id: 'loading.title' })}</h1>
        ${this.#renderShape()}
      </div>
      <div slot="actions" class="actions"><alc-skeleton width="100%" height="52px"></alc-skeleton></div>
    </alc-sheet>`;
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
