import { msg } from '@lit/localize';
import { html, type TemplateResult } from 'lit';
import { AlcTaskEvent } from '../events.ts';

/** The way on for somebody whose PIN is forgotten: under every pad that asks for it. */
export function forgottenPin(host: EventTarget): TemplateResult {
  return html`<button id="forgotten" class="link" type="button" @click=${() => host.dispatchEvent(new AlcTaskEvent('recover'))}>
    ${msg('Forgot your PIN?', { id: 'pin.forgotten' })}
  </button>`;
}

/** The one way on once a PIN is destroyed. */
export function recoverButton(host: EventTarget): TemplateResult {
  return html`<alc-button id="recover" variant="primary" full @click=${() => host.dispatchEvent(new AlcTaskEvent('recover'))}
    >${msg('Use a backup', { id: 'recover.start' })}</alc-button
  >`;
}
