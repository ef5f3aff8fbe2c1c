import { msg } from '@lit/localize';
import type { Transaction } from '../../contract/wallet-api.ts';
import type { ApprovalContent, ApprovalProgress } from '../../state/state.ts';

type Words = { readonly heading: string; readonly detail: string };
type Working = Extract<ApprovalProgress, { readonly step: 'working' }>['what'];

/** What is being done right now. */
export function workingText(what: Working): Words {
  switch (what) {
    case 'verifying':
      return {
        heading: msg('Checking your PIN', { id: 'progress.verifying' }),
        detail: msg('The wallet makes sure that it talks to the real enclave.', { id: 'progress.verifying.detail' }),
      };
    case 'signing':
      return {
        heading: msg('Signing', { id: 'progress.signing' }),
        detail: msg('Your key signs inside the enclave and never leaves it.', { id: 'progress.signing.detail' }),
      };
    case 'sending':
      return {
        heading: msg('Sending', { id: 'progress.sending' }),
        detail: msg('The signed payment is stored and on its way to the network.', { id: 'progress.sending.detail' }),
      };
  }
}

/** What was done. A transaction that is only sent is told apart from one the network has confirmed. */
export function doneText(kind: ApprovalContent['kind'], status: Transaction['status'] | null): Words {
  switch (kind) {
    case 'connect':
      return {
        heading: msg('Connected', { id: 'progress.connected' }),
        detail: msg('The site now sees your address. Nothing moves without your approval.', { id: 'progress.connected.detail' }),
      };
    case 'message':
    case 'typed-data':
      return { heading: msg('Signed', { id: 'progress.signed' }), detail: msg('The site has your signature.', { id: 'progress.signed.detail' }) };
    case 'transaction':
      if (status === 'failed' || status === 'dropped') {
        return {
          heading: msg('Failed', { id: 'activity.status.failed' }),
          detail: msg('The network did not carry out all of it. Activity shows what went through.', { id: 'progress.failed.detail' }),
        };
      }
      return status === 'confirmed'
        ? { heading: msg('Confirmed', { id: 'activity.status.confirmed' }), detail: msg('The network has confirmed it.', { id: 'progress.confirmed.detail' }) }
        : {
            heading: msg('Sent', { id: 'activity.sent' }),
            detail: msg('It is confirmed in a moment. You can close this: Activity shows how it goes.', { id: 'progress.sent.detail' }),
          };
  }
}
