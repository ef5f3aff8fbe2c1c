import { msg, str } from '@lit/localize';
import { html } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import type { Provider } from '../../contract/api.ts';
import '../../elements/alc-button/alc-button.ts';
import '../../elements/alc-icon/alc-icon.ts';
import { AlcSignInEvent } from '../../events.ts';
import { ScreenElement } from '../screen-element.ts';
import { redirectViewStyles } from './redirect-view.styles.ts';

/**
 * @summary The browser gave no window: the same login in this one, by a link, or once more in a window.
 * @event {AlcSignInEvent} alc-sign-in - Try the window again; dispatched inside the click.
 * @event {AlcBackEvent} alc-back - Choose another provider.
 */
@customElement('alc-redirect-view')
export class AlcRedirectView extends ScreenElement {
  static override styles = [ScreenElement.styles, redirectViewStyles];

  /** The authorization request. */
  @property() href = '';
  @property({ attribute: false }) provider: Provider | null = null;

  override render() {
    const name = this.provider?.name ?? '';
    const { origin } = this.frame;
    return html`<alc-sheet>
      ${this.renderHeader({ back: true })}
      <div class="content centred">
        <div class="mark" data-level="caution"><alc-icon name="alert-triangle"></alc-icon></div>
        <h1 tabindex="-1">${msg('The browser opened no window', { id: 'redirect.title' })}</h1>
        <p class="lead">
          ${
            origin === null
              ? msg(str`You can sign in with ${name} right here instead. You come back by yourself.`, { id: 'redirect.text-alone' })
              : msg(str`You can sign in with ${name} right here instead. You come back to ${origin} by yourself, and go on where you left off.`, {
                  id: 'redirect.text',
                })
          }
        </p>
      </div>
      <div slot="actions" class="actions">
        <a id="continue" target="_top" rel="noreferrer" href=${this.href}>${msg(str`Continue with ${name}`, { id: 'sign-in.continue-with' })}</a>
        <alc-button id="window" variant="secondary" full @click=${() => this.dispatchEvent(new AlcSignInEvent(this.provider?.providerId ?? ''))}
          >${msg('Try the window again', { id: 'redirect.window' })}</alc-button
        >
      </div>
    </alc-sheet>`;
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'alc-redirect-view': AlcRedirectView;
  }
}
