import { msg, str } from '@lit/localize';
import { html, nothing, type TemplateResult } from 'lit';
import { customElement, property, query } from 'lit/decorators.js';
import { AlcBackEvent, AlcCloseEvent } from '../../events.ts';
import { AlcElement } from '../alc-element.ts';
import '../alc-icon/alc-icon.ts';
import { headerStyles } from './alc-header.styles.ts';
import { isEncrypted, monogram } from './origin.ts';

/**
 * @summary Who is asking: logo, name and exact origin; back and close; the heading of the screen.
 * @fires alc-close - The close button.
 * @fires alc-back - The back button.
 * @csspart heading - The heading of the screen.
 * @example `<alc-header .origin=${'https://shop.example'} .appName=${'Shop'} closable heading="Choose a PIN"></alc-header>`
 */
@customElement('alc-header')
export class AlcHeader extends AlcElement {
  static override styles = headerStyles;

  /** The page's exact origin as the browser reports it. It is shown whole, never cut, and no theme reaches it. */
  @property() origin: string | null = null;
  @property({ attribute: 'app-name' }) appName: string | null = null;
  /** Picture of the app: a `data:` URL or a path of the wallet's own origin. Default: the first letter of its name. */
  @property() logo: string | null = null;
  @property() heading = '';
  @property({ type: Boolean }) closable = false;
  @property({ type: Boolean }) back = false;

  @query('h1') private readonly title$!: HTMLHeadingElement | null;

  /** Moves the focus to the heading, so that a screen reader starts the new screen with its name. */
  focusHeading(): void {
    this.title$?.focus();
  }

  override render(): TemplateResult {
    const who = this.origin !== null || this.appName !== null;
    return html`
      <div class="row ${who ? '' : 'bare'}">
        ${this.back ? this.#renderTool('back', msg('Back', { id: 'header.back' }), () => new AlcBackEvent()) : nothing}
        <div class="who">${who ? this.#renderWho() : nothing}</div>
        ${this.closable ? this.#renderTool('close', msg('Close', { id: 'header.close' }), () => new AlcCloseEvent()) : nothing}
      </div>
      ${this.heading === '' ? nothing : html`<h1 part="heading" class="title" tabindex="-1">${this.heading}</h1>`}
    `;
  }

  #renderTool(kind: 'back' | 'close', label: string, event: () => Event): TemplateResult {
    return html`<button class="tool ${kind}" type="button" aria-label=${label} @click=${() => this.dispatchEvent(event())}>
      <alc-icon name=${kind === 'back' ? 'arrow-left' : 'x'}></alc-icon>
    </button>`;
  }

  #renderWho(): TemplateResult {
    const name = this.appName ?? '';
    const letter = monogram(name === '' ? (this.origin ?? '') : name);
    return html`
      <div class="logo" aria-hidden="true">${this.logo === null ? letter : html`<img src=${this.logo} alt="" />`}</div>
      <div class="names">
        ${
          name === ''
            ? nothing
            : html`<div class="name"><span aria-hidden="true">${name}</span><span class="visually-hidden">${msg(str`${name} asks`, { id: 'header.app-asks' })}</span></div>`
        }
        ${this.origin === null ? nothing : this.#renderOrigin(this.origin)}
      </div>
    `;
  }

  #renderOrigin(origin: string): TemplateResult {
    const encrypted = isEncrypted(origin);
    const warning = encrypted ? '' : msg('Connection not encrypted', { id: 'header.insecure' });
    return html`<div class="origin ${encrypted ? '' : 'insecure'}">
      <alc-icon name=${encrypted ? 'lock' : 'shield-alert'} .label=${warning}></alc-icon><bdi dir="ltr">${origin}</bdi>
    </div>`;
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'alc-header': AlcHeader;
  }
}
