import { msg, str } from '@lit/localize';
import { html, nothing } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import type { Chain } from '../../contract/api.ts';
import '../../elements/alc-address/alc-address.ts';
import '../../elements/alc-icon/alc-icon.ts';
import '../../elements/alc-skeleton/alc-skeleton.ts';
import type { Account } from '../../state/state.ts';
import { ScreenElement } from '../screen-element.ts';
import { receiveViewStyles } from './receive-view.styles.ts';

/**
 * @summary The account's address in full, to copy or to compare.
 * @event {AlcBackEvent} alc-back - From the header's arrow.
 */
@customElement('alc-receive-view')
export class AlcReceiveView extends ScreenElement {
  static override styles = [ScreenElement.styles, receiveViewStyles];

  @property({ attribute: false }) account: Account | null = null;
  @property({ attribute: false }) chain: Chain | null = null;

  override render() {
    return html`<alc-sheet>
      ${this.renderHeader({ back: true })}
      <div class="content">
        <h1 tabindex="-1">${msg('Receive', { id: 'receive.title' })}</h1>
        <p class="lead">${msg('Share this address with whoever pays you. It only lets money in.', { id: 'receive.text' })}</p>
        <div class="card">
          ${
            this.account === null
              ? html`<alc-skeleton width="100%" height="72px"></alc-skeleton>`
              : html`<alc-address address=${this.account.address} full copyable no-picture></alc-address>`
          }
        </div>
        ${
          this.chain === null
            ? nothing
            : html`<p class="note">
                <alc-icon name="info"></alc-icon>
                <span
                  >${msg(str`Have it sent on ${this.chain.name}. What is sent on another network does not show up here.`, { id: 'receive.network' })}</span
                >
              </p>`
        }
      </div>
    </alc-sheet>`;
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'alc-receive-view': AlcReceiveView;
  }
}
