import { msg, str } from '@lit/localize';
import { html, type TemplateResult } from 'lit';
import type { Hex } from '../../../host-sdk/src/contract/types.ts';
import type { Chain } from '../contract/api.ts';
import type { Transaction } from '../contract/wallet-api.ts';
import '../elements/alc-icon/alc-icon.ts';
import '../elements/alc-skeleton/alc-skeleton.ts';
import { formatAmount, formatTime, shortAddress } from '../i18n/format.ts';
import { nativeDecimals } from './approval-summary.ts';

/** Digits after the point in a list; the exact sum is on the approval. */
const listFractionDigits = 6;

type Direction = 'in' | 'out' | 'call';

/** Newest first. */
export function newestFirst(transactions: readonly Transaction[]): readonly Transaction[] {
  return [...transactions].sort((a, b) => b.createdAtMs - a.createdAtMs || b.nonce - a.nonce);
}

/** Where a transaction stands, in a word or two. */
export function statusText(status: Transaction['status']): string {
  switch (status) {
    case 'signed':
    case 'sent':
      return msg('Waiting', { id: 'activity.status.waiting' });
    case 'confirmed':
      return msg('Confirmed', { id: 'activity.status.confirmed' });
    case 'failed':
      return msg('Failed', { id: 'activity.status.failed' });
    case 'dropped':
      return msg('Not sent', { id: 'activity.status.dropped' });
    case 'replaced':
      return msg('Replaced', { id: 'activity.status.replaced' });
  }
}

/** One line of the list: direction, other side, status and amount. */
export function activityRow(transaction: Transaction, account: Hex | null, chains: readonly Chain[]): TemplateResult {
  const direction = directionOf(transaction, account);
  const chain = chains.find((candidate) => candidate.chainId === transaction.chainId) ?? null;
  const value = BigInt(transaction.valueWei);
  const sign = direction === 'in' ? '+' : '−';
  const amount = formatAmount(value, nativeDecimals(chain), chain?.nativeCurrency.symbol ?? '', { maxFractionDigits: listFractionDigits });
  const status = transaction.status;
  return html`<li class="transaction" data-status=${status}>
    <span class="direction" data-direction=${direction}><alc-icon name=${icons[direction]}></alc-icon></span>
    <span class="what">
      <span class="main">${titleText(direction)}</span>
      <span class="detail">${detailText(transaction, direction)}</span>
    </span>
    <span class="how-much">
      <span class="main amount">${value === 0n ? '' : `${sign}${amount}`}</span>
      <span class="detail status">${status === 'confirmed' ? formatTime(transaction.createdAtMs) : statusText(status)}</span>
    </span>
  </li>`;
}

/** The list's shape while it is on its way. */
export function activitySkeleton(rows: number): TemplateResult {
  return html`<ul class="transactions" aria-busy="true" aria-label=${msg('Activity is loading', { id: 'activity.loading' })}>
    ${Array.from(
      { length: rows },
      () => html`<li class="transaction">
        <alc-skeleton width="40px" height="40px" round></alc-skeleton>
        <span class="what"><alc-skeleton width="88px" height="16px"></alc-skeleton><alc-skeleton width="128px" height="14px"></alc-skeleton></span>
        <span class="how-much"><alc-skeleton width="72px" height="16px"></alc-skeleton></span>
      </li>`,
    )}
  </ul>`;
}

const icons = { in: 'arrow-down-left', out: 'arrow-up-right', call: 'file-text' } as const;

function directionOf(transaction: Transaction, account: Hex | null): Direction {
  if (transaction.from.toLowerCase() !== account?.toLowerCase()) return 'in';
  return transaction.to === null || transaction.data !== '0x' ? 'call' : 'out';
}

function titleText(direction: Direction): string {
  switch (direction) {
    case 'in':
      return msg('Received', { id: 'activity.received' });
    case 'out':
      return msg('Sent', { id: 'activity.sent' });
    case 'call':
      return msg('Contract', { id: 'activity.contract' });
  }
}

function detailText(transaction: Transaction, direction: Direction): string {
  if (direction === 'in') return msg(str`from ${shortAddress(transaction.from)}`, { id: 'activity.from' });
  return transaction.to === null ? msg('New contract', { id: 'activity.new-contract' }) : msg(str`to ${shortAddress(transaction.to)}`, { id: 'activity.to' });
}
