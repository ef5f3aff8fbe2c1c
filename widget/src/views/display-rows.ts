import { msg } from '@lit/localize';
import { html, nothing, type TemplateResult } from 'lit';
import '../elements/alc-address/alc-address.ts';
import '../elements/alc-amount/alc-amount.ts';
import '../elements/alc-row/alc-row.ts';
import type { DisplayRow } from '../state/state.ts';
import { clearWords } from './clear-words/clear-words.ts';

/** From here on data scrolls in its own box, which must then be reachable by key. */
const longDataLength = 200;

/** The decoder's labels in the person's language. Names inside typed data are the site's own and stay as they are. */
const labels: ReadonlyMap<string, () => string> = new Map([
  ['Amount', () => msg('Amount', { id: 'row.amount' })],
  ['To', () => msg('To', { id: 'approve.to' })],
  ['From', () => msg('From', { id: 'approve.from' })],
  ['Token', () => msg('Token', { id: 'row.token' })],
  ['Spender', () => msg('Who may spend', { id: 'row.spender' })],
  ['Operator', () => msg('Who gets access', { id: 'row.operator' })],
  ['Collection', () => msg('Collection', { id: 'row.collection' })],
  ['Access', () => msg('Access', { id: 'row.access' })],
  ['Call', () => msg('Call', { id: 'row.call' })],
  ['Contract', () => msg('Contract', { id: 'approve.contract' })],
  ['Data', () => msg('Data', { id: 'row.data' })],
  ['Test run', () => msg('Test run', { id: 'row.test-run' })],
]);

/** A line of a decoded transaction. */
export function decodedRow(row: DisplayRow): TemplateResult {
  const label = row.label
    .split(': ')
    .map((part) => labels.get(part)?.() ?? clearWords(part))
    .join(': ');
  return displayRow(row.kind === 'text' ? { ...row, label, text: clearWords(row.text) } : { ...row, label });
}

/** A line as the site wrote it. */
export function displayRow(row: DisplayRow): TemplateResult {
  switch (row.kind) {
    case 'address':
      return html`<alc-row label=${row.label}><alc-address address=${row.address} name=${row.name ?? ''}></alc-address></alc-row>`;
    case 'amount':
      return html`<alc-row label=${row.label}><alc-amount value=${row.value} symbol=${row.symbol}></alc-amount></alc-row>`;
    case 'text':
      return html`<alc-row label=${row.label}><span class="value">${row.text}</span></alc-row>`;
    case 'data':
      return html`<alc-row label=${row.label}><code class="data" tabindex=${row.text.length > longDataLength ? 0 : nothing}>${row.text}</code></alc-row>`;
  }
}
