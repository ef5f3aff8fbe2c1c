import { msg, str } from '@lit/localize';
import type { Chain } from '../contract/api.ts';
import { formatAmount, formatDecimal } from '../i18n/format.ts';
import type { ApprovalContent, DisplayRow } from '../state/state.ts';
import { clearWords } from './clear-words/clear-words.ts';

type TransactionContent = Extract<ApprovalContent, { readonly kind: 'transaction' }>;

/** Decimals of a chain's native money; every EVM chain the wallet knows has 18, and an unknown one is shown alike. */
export function nativeDecimals(chain: Chain | null): number {
  return chain?.nativeCurrency.decimals ?? 18;
}

/** The token amount of a decoded call, e.g. `{ value: '25', symbol: 'USDC' }`; null where there is none. */
export function tokenAmount(content: TransactionContent): Extract<DisplayRow, { readonly kind: 'amount' }> | null {
  return content.rows.find((row) => row.kind === 'amount') ?? null;
}

/** What a transaction does, as a verb that stands above the amount. */
export function transactionVerb(content: TransactionContent): string {
  if (content.calls !== undefined) return callsSummary(content.calls);
  if (content.meaning !== undefined) return clearWords(content.meaning.intent);
  switch (content.action) {
    case 'send':
    case 'send-token':
      return msg('Send', { id: 'approve.verb.send' });
    case 'approve-token':
      return msg('Allow spending', { id: 'approve.verb.allow' });
    case 'contract-call':
      return msg('Call a contract', { id: 'approve.verb.call' });
    case 'contract-create':
      return msg('Create a contract', { id: 'approve.verb.create' });
  }
}

/** What is approved in one short line, e.g. `Send 0.01 ETH`; stands above the PIN pad and on the screens after it. */
export function approvalSummary(content: ApprovalContent, chain: Chain | null): string {
  switch (content.kind) {
    case 'connect':
      return msg('Connect your wallet', { id: 'summary.connect' });
    case 'message':
      return content.signIn === undefined
        ? msg('Sign a message', { id: 'summary.message' })
        : msg(str`Sign in to ${content.signIn.domain}`, { id: 'message.sign-in.title' });
    case 'typed-data':
      if (content.meaning !== undefined) return clearWords(content.meaning.intent);
      return content.domainName === null
        ? msg('Sign a request', { id: 'summary.typed-data' })
        : msg(str`Sign a request for ${content.domainName}`, { id: 'summary.typed-data-for' });
    case 'transaction':
      return transactionSummary(content, chain);
  }
}

/** What a payment moves, e.g. `0.01 ETH`; null for calls and permissions, which move nothing by themselves. */
export function paidAmount(content: ApprovalContent, chain: Chain | null): string | null {
  if (content.kind !== 'transaction') return null;
  const known = content.action === 'send' || (content.action === 'send-token' && tokenAmount(content) !== null);
  return known ? amountText(content, chain) : null;
}

function amountText(content: TransactionContent, chain: Chain | null): string {
  const token = tokenAmount(content);
  if (token === null) return formatAmount(content.valueWei, nativeDecimals(chain), content.symbol);
  return `${formatDecimal(token.value)}\u00a0${token.symbol}`;
}

const callsSummary = (calls: number) => msg(str`Approve ${calls} calls`, { id: 'summary.calls' });

function transactionSummary(content: TransactionContent, chain: Chain | null): string {
  if (content.calls !== undefined) return callsSummary(content.calls);
  if (content.meaning !== undefined) return clearWords(content.meaning.intent);
  const amount = amountText(content, chain);
  switch (content.action) {
    case 'send':
      return msg(str`Send ${amount}`, { id: 'summary.send' });
    case 'send-token':
      return tokenAmount(content) === null ? msg('Send a token', { id: 'summary.send-token' }) : msg(str`Send ${amount}`, { id: 'summary.send' });
    case 'approve-token':
      // Without a known amount the decoded rows say how much, and a warning says when it is without limit.
      return tokenAmount(content) === null
        ? msg('Allow spending', { id: 'approve.verb.allow' })
        : msg(str`Allow spending of ${amount}`, { id: 'summary.allow' });
    case 'contract-call':
      return content.valueWei > 0n
        ? msg(str`Call a contract with ${amount}`, { id: 'summary.call-with' })
        : msg('Call a contract', { id: 'approve.verb.call' });
    case 'contract-create':
      return msg('Create a contract', { id: 'approve.verb.create' });
  }
}
