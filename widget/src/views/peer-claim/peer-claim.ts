import { html, type TemplateResult } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import { AlcElement } from '../../elements/alc-element.ts';
import '../../elements/alc-icon/alc-icon.ts';
import type { PeerClaim } from '../../state/wallet-connect.ts';
import { WcWordsController, wcWord } from '../wc-words/wc-words.ts';
import { peerClaimStyles } from './peer-claim.styles.ts';

/**
 * @summary Who asks over WalletConnect, in the place of an origin: what the app says of itself, as something it says. A mark of trust: no
 * theme reaches it, and it never looks like the origin of a page.
 */
@customElement('alc-peer-claim')
export class AlcPeerClaim extends AlcElement {
  static override styles = peerClaimStyles;

  @property({ attribute: false }) claim: PeerClaim = { name: '', url: null };

  constructor() {
    super();
    new WcWordsController(this);
  }

  override render(): TemplateResult {
    const { name, url } = this.claim;
    return html`<div class="claim">
      <alc-icon name="shield-alert"></alc-icon>
      <div class="text">
        <p class="who">
          “<bdi>${name === '' ? wcWord('claim.nameless') : name}</bdi>” · ${url === null ? wcWord('claim.no-address') : html`<bdi dir="ltr">${url}</bdi>`}
        </p>
        <p class="small">${wcWord('claim.over')}</p>
      </div>
    </div>`;
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'alc-peer-claim': AlcPeerClaim;
  }
}
