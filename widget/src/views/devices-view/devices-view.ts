import { msg, str } from '@lit/localize';
import { html, type TemplateResult } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import type { WireError } from '../../../../host-sdk/src/contract/errors.ts';
import type { Device } from '../../contract/wallet-api.ts';
import '../../elements/alc-skeleton/alc-skeleton.ts';
import { AlcItemEvent } from '../../events.ts';
import { formatDaysAgo } from '../../i18n/format.ts';
import { errorText } from '../error-text.ts';
import { ListScreen } from '../list-screen.ts';

/**
 * @summary Where the person is signed in, and how to end it elsewhere.
 * @event {AlcItemEvent} alc-item - `revoke-device`.
 * @event {AlcBackEvent} alc-back - From the header's arrow.
 */
@customElement('alc-devices-view')
export class AlcDevicesView extends ListScreen {
  /** Null while they are on their way. */
  @property({ attribute: false }) devices: readonly Device[] | null = null;

  /** Why they did not come, or why one could not be signed out. */
  @property({ attribute: false }) problem: WireError | null = null;

  override render() {
    return html`<alc-sheet>
      ${this.renderHeader({ back: true })}
      <div class="content">
        <h1 tabindex="-1">${msg('Devices', { id: 'devices.title' })}</h1>
        <p class="lead">${msg('You are signed in here. Sign out what you do not know, then change your PIN.', { id: 'devices.text' })}</p>
        ${this.problem === null ? '' : html`<p role="status">${errorText(this.problem).heading}</p>`}
        ${this.#renderDevices()}
      </div>
    </alc-sheet>`;
  }

  #renderDevices(): TemplateResult {
    if (this.devices === null) return html`<alc-skeleton height="60px"></alc-skeleton><alc-skeleton height="60px"></alc-skeleton>`;
    return html`<ul>
      ${this.devices.map(({ id, label, lastSeenAtMs, current }) =>
        this.renderItem({
          id,
          icon: 'smartphone',
          heading: label,
          detail: current ? msg('This device', { id: 'devices.current' }) : msg(str`Last used ${formatDaysAgo(lastSeenAtMs)}`, { id: 'devices.seen' }),
          removal: current
            ? null
            : {
                label: msg('Sign out', { id: 'action.sign-out' }),
                question: msg('It can approve nothing more until somebody signs in there again.', { id: 'devices.question' }),
                confirm: () => this.dispatchEvent(new AlcItemEvent({ what: 'revoke-device', id })),
              },
        }),
      )}
    </ul>`;
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'alc-devices-view': AlcDevicesView;
  }
}
