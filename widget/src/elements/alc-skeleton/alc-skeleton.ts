import { html, type PropertyValues, type TemplateResult } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import { AlcElement } from '../alc-element.ts';
import { skeletonStyles } from './alc-skeleton.styles.ts';

const LENGTH = /^\d+(\.\d+)?(px|rem|em|ch|%)?$/;

/** A length as CSS takes it: a bare number is pixels, anything that is no length is the fallback. */
const toLength = (value: string, fallback: string): string => (LENGTH.test(value) ? (/\d$/.test(value) ? `${value}px` : value) : fallback);

/**
 * @summary A grey shape in the place of what comes. Say in words, once for the whole screen, that it is loading.
 * @cssproperty [--alc-skeleton-width=100%] - Set by `width`.
 * @cssproperty [--alc-skeleton-height=1em] - Set by `height`.
 * @example `<alc-skeleton width="60%" height="34px"></alc-skeleton>`
 */
@customElement('alc-skeleton')
export class AlcSkeleton extends AlcElement {
  static override styles = skeletonStyles;

  /** CSS length or percentage; a bare number is pixels. Default: the whole line. */
  @property() width = '100%';
  /** CSS length; a bare number is pixels. Default: one line of text. */
  @property() height = '1em';
  @property({ type: Boolean, reflect: true }) round = false;

  override connectedCallback(): void {
    super.connectedCallback();
    this.setAttribute('aria-hidden', 'true');
  }

  // Custom properties through CSSOM: the content security policy refuses style attributes.
  override updated(changed: PropertyValues<this>): void {
    if (changed.has('width')) this.style.setProperty('--alc-skeleton-width', toLength(this.width, '100%'));
    if (changed.has('height')) this.style.setProperty('--alc-skeleton-height', toLength(this.height, '1em'));
  }

  override render(): TemplateResult {
    return html`<div class="skeleton"></div>`;
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'alc-skeleton': AlcSkeleton;
  }
}
