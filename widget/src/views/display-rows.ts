import { html, type TemplateResult } from 'lit';
import '../elements/alc-address/alc-address.ts';
import '../elements/alc-amount/alc-amount.ts';
import '../elements/alc-row/alc-row.ts';
import type { DisplayRow } from '../state/state.ts';

/** A decoded line as it is on the screen; its label comes from the decoder and is part of what is signed for. */
export function displayRow(row: DisplayRow): TemplateResult {
  switch (row.kind) {
    case 'address':
      return html`<alc-row label=${row.label}><alc-address address=${row.address} name=${row.name ?? ''}></alc-address></alc-row>`;
    case 'amount':
      return html`<alc-row label=${row.label}><alc-amount value=${row.value} symbol=${row.symbol}></alc-amount></alc-row>`;
    case 'text':
      return html`<alc-row label=${row.label}><span class="value">${row.text}</span></alc-row>`;
    case 'data':
      return html`<alc-row label=${row.label}><code class="data">${row.text}</code></alc-row>`;
  }
}
