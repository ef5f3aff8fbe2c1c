import { msg } from '@lit/localize';
import { html, type TemplateResult } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import { AlcElement } from '../alc-element.ts';
import '../alc-icon/alc-icon.ts';
import type { IconName } from '../alc-icon/alc-icon.ts';
import { bannerStyles } from './alc-banner.styles.ts';

export type BannerLevel = 'good' | 'caution' | 'danger' | 'info';

const ICONS: { readonly [level in BannerLevel]: IconName } = { good: 'shield-check', caution: 'alert-triangle', danger: 'octagon-alert', info: 'info' };

/**
 * @summary A notice with a meaning: icon, word and colour together. A mark of trust: no theme reaches it.
 * @slot - What it means and what to do, in a sentence.
 * @example `<alc-banner level="danger" heading="Unlimited spending">This site could take all your USDC.</alc-banner>`
 */
@customElement('alc-banner')
export class AlcBanner extends AlcElement {
  static override styles = bannerStyles;

  @property() level: BannerLevel = 'info';
  /** The name of the matter. Default: the word of the level ("Danger"). */
  @property() heading = '';

  override render(): TemplateResult {
    return html`<div class="banner ${this.level}">
      <alc-icon name=${ICONS[this.level]}></alc-icon>
      <div class="text">
        ${this.#renderHeading()}
        <slot></slot>
      </div>
    </div>`;
  }

  #renderHeading(): TemplateResult {
    const word = this.#word();
    if (this.heading === '') return html`<p class="heading">${word}</p>`;
    return html`<p class="heading"><span class="visually-hidden">${word}: </span>${this.heading}</p>`;
  }

  #word(): string {
    switch (this.level) {
      case 'good':
        return msg('Verified', { id: 'banner.good' });
      case 'caution':
        return msg('Caution', { id: 'banner.caution' });
      case 'danger':
        return msg('Danger', { id: 'banner.danger' });
      case 'info':
        return msg('Note', { id: 'banner.info' });
    }
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'alc-banner': AlcBanner;
  }
}
