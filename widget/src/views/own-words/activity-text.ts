import type { Hex } from '../../../../host-sdk/src/contract/types.ts';
import type { Transaction } from '../../contract/wallet-api.ts';
import { formatDecimal, shortAddress } from '../../i18n/format.ts';
import type { IncomingTransfer, TransactionMeaning } from '../../state/history.ts';
import { say } from './own-words.ts';

/** `outbid`: another one with its nonce waits, and offers more. */
export type ShownStatus = Transaction['status'] | 'outbid';

const NO_BREAK_SPACE = '\u00a0';
const amountText = (amount: string, symbol: string): string => `${formatDecimal(amount)}${symbol === '' ? '' : `${NO_BREAK_SPACE}${symbol}`}`;

/** Where it stands among all: one that waits may be waiting in vain. */
export function shownStatus(transaction: Transaction, all: readonly Transaction[]): ShownStatus {
  const { status, chainId, from, nonce, createdAtMs, hash } = transaction;
  if (status !== 'sent') return status;
  const isOutbid = all.some(
    (other) =>
      other.hash !== hash &&
      other.status === 'sent' &&
      other.nonce === nonce &&
      other.chainId === chainId &&
      other.from === from &&
      other.createdAtMs > createdAtMs,
  );
  return isOutbid ? 'outbid' : status;
}

export const statusWord = (status: ShownStatus): string => say()[`status.${status}`];

/** Not carried out: what it was to do must not read as done. */
const undone: ReadonlySet<ShownStatus> = new Set(['signed', 'failed', 'dropped', 'replaced']);

/** What it did, or was to do, for a line of the list: title, the other side, the amount with its sign. @param meaning null while it is not known. */
export function lineOf(meaning: TransactionMeaning | null, status: ShownStatus): { readonly title: string; readonly detail: string; readonly amount: string } {
  const words = say();
  const [sent, allowed, forbidden] = undone.has(status)
    ? [words.undoneSent, words.undoneAllowed, words.undoneForbidden]
    : [words.sent, words.allowed, words.forbidden];
  switch (meaning?.kind) {
    case undefined:
      return { title: sent, detail: '', amount: '' };
    case 'sent':
      return { title: sent, detail: words.toParty(shortAddress(meaning.to)), amount: `−${amountText(meaning.amount, meaning.symbol)}` };
    case 'sent-piece':
      return { title: sent, detail: words.toParty(shortAddress(meaning.to)), amount: `#${meaning.tokenId}` };
    case 'allowed': {
      const amount = meaning.amount === null ? words.unlimited : amountText(meaning.amount, meaning.symbol);
      return { title: allowed, detail: words.forParty(shortAddress(meaning.spender)), amount };
    }
    case 'allowed-all':
      return { title: allowed, detail: words.forParty(shortAddress(meaning.spender)), amount: words.everyPiece };
    case 'forbidden':
      return { title: forbidden, detail: words.forParty(shortAddress(meaning.spender)), amount: '' };
    case 'cancellation':
      return { title: words.cancellation, detail: '', amount: '' };
    case 'call':
      return { title: words.call, detail: words.toParty(shortAddress(meaning.to)), amount: '' };
    case 'created':
      return { title: words.created, detail: '', amount: '' };
  }
}

/** What it did, in a sentence; or what it was to do. */
export function sentenceOf(meaning: TransactionMeaning, status: ShownStatus): string {
  const words = say();
  const tense = undone.has(status) ? 'undone' : 'sentence';
  switch (meaning.kind) {
    case 'sent':
      return words[`${tense}.sent`](amountText(meaning.amount, meaning.symbol), shortAddress(meaning.to));
    case 'sent-piece':
      return words[`${tense}.sent`](`#${meaning.tokenId}`, shortAddress(meaning.to));
    case 'allowed': {
      const what = meaning.amount === null ? `${meaning.symbol} (${words.unlimited})` : amountText(meaning.amount, meaning.symbol);
      return words[`${tense}.allowed`](shortAddress(meaning.spender), what);
    }
    case 'allowed-all':
      return words[`${tense}.allowed-all`](shortAddress(meaning.spender));
    case 'forbidden':
      return words[`${tense}.forbidden`](shortAddress(meaning.spender));
    case 'call':
      return words[`${tense}.call`](shortAddress(meaning.to));
    case 'cancellation':
    case 'created':
      return words[meaning.kind];
  }
}

export const incomingAmount = ({ amount, symbol, tokenId }: IncomingTransfer): string => (amount === null ? `#${tokenId}` : amountText(amount, symbol));

/** Who is at the other end, and what they are there. */
export function partyOf(meaning: TransactionMeaning): { readonly label: string; readonly address: Hex } | null {
  switch (meaning.kind) {
    case 'sent':
    case 'sent-piece':
    case 'call':
      return { label: say().to, address: meaning.to };
    case 'allowed':
    case 'allowed-all':
    case 'forbidden':
      return { label: say().spender, address: meaning.spender };
    default:
      return null;
  }
}
