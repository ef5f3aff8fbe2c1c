import { html, nothing, type SVGTemplateResult, type TemplateResult } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import { AlcElement } from '../alc-element.ts';
import { iconStyles } from './alc-icon.styles.ts';
import { icons } from './icons.ts';
import type { moreIcons } from './more-icons.ts';

export type IconName = keyof typeof icons | keyof typeof moreIcons;

const known: Partial<Record<IconName, SVGTemplateResult>> = icons;
let more: Promise<unknown> | null = null;

/** The shapes of later screens are there when their code is: then this takes no time. */
const loadMore = (): Promise<unknown> => {
  more ??= import('./more-icons.ts').then(
    ({ moreIcons }) => Object.assign(known, moreIcons),
    () => {
      more = null;
    },
  );
  return more;
};

/** Icons that point along the line of reading turn round in right-to-left languages. */
const DIRECTIONAL: ReadonlySet<IconName> = new Set(['arrow-left', 'chevron-right', 'log-out', 'delete']);

/**
 * @summary One icon of the set, 20 px, in the colour of the text around it.
 * @cssproperty --alc-icon-size - Side length. Default 20px.
 * @example `<alc-icon name="lock"></alc-icon>`
 */
@customElement('alc-icon')
export class AlcIcon extends AlcElement {
  static override styles = iconStyles;

  @property() name: IconName = 'info';
  /** Words for a screen reader. Without them the icon is decoration and is not read. */
  @property() label = '';

  protected override async getUpdateComplete(): Promise<boolean> {
    const complete = await super.getUpdateComplete();
    if (known[this.name] !== undefined || more === null) return complete;
    await more;
    return super.getUpdateComplete();
  }

  override render(): TemplateResult {
    const shape = known[this.name];
    if (shape === undefined) void loadMore().then(() => known[this.name] && this.requestUpdate());
    const labelled = this.label !== '';
    return html`<svg
      viewBox="0 0 24 24"
      class=${DIRECTIONAL.has(this.name) ? 'directional' : nothing}
      role=${labelled ? 'img' : nothing}
      aria-label=${labelled ? this.label : nothing}
      aria-hidden=${labelled ? nothing : 'true'}
    >${shape}</svg>`;
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'alc-icon': AlcIcon;
  }
}
