import { WalletError } from '../../../host-sdk/src/contract/errors.ts';
import type { Hex } from '../../../host-sdk/src/contract/types.ts';
import { ApiError } from '../api/api-error.ts';
import { delay } from '../api/delay.ts';
import type { ApiClient } from '../api/wallet-client.ts';
import type { Transaction } from '../contract/wallet-api.ts';
import type { Account } from '../state/state.ts';
import type { SignedTransaction, Signing, UnsignedTransaction } from './signing.ts';

/** A transaction without its nonce, which is reserved when it is signed. */
export type TransactionDraft = Omit<UnsignedTransaction, 'nonce'> & {
  /** The nonce the page asked for; anything else is refused, never rewritten. Null to take the next one. */
  readonly wantedNonce: number | null;
  /** One that is in no block yet: this one takes its nonce. */
  readonly replaces?: Hex;
};

/** One payment on its way. Each step happens once; calling again after a failure goes on where it stopped. */
export type Payment = {
  /** False once it is signed: what is left needs no PIN. */
  needsPin(): boolean;
  /** Reserves the nonce, signs, stores and broadcasts. @param onStep hears where it stands. */
  run(pin: string | null, onStep: (step: 'verifying' | 'signing' | 'sending') => void): Promise<Transaction>;
  /** Polls until it, or what replaced it, is mined, dropped or `signal` ends. */
  watch(signal: AbortSignal, onChange: (transaction: Transaction) => void): Promise<void>;
};

export type Transactions = { start(account: Account, draft: TransactionDraft): Payment };

const POLL_FIRST_MS = 400;
const POLL_LONGEST_MS = 8_000;
const settledStatuses: ReadonlySet<Transaction['status']> = new Set(['confirmed', 'failed', 'dropped']);

export function createTransactions(api: Pick<ApiClient, 'prepareTransaction' | 'sendTransaction' | 'transaction'>, signing: Signing): Transactions {
  async function reserveNonce({ chainId, requestId, wantedNonce, replaces }: TransactionDraft, account: Account): Promise<number> {
    // The same request id gets the same nonce again, so a repetition never leaves a gap.
    const { nonce } = await api.prepareTransaction({ chainId, account: account.address, requestId, ...(replaces === undefined ? {} : { replaces }) });
    if (wantedNonce !== null && wantedNonce !== nonce) {
      throw new WalletError(-32602, `nonce must be ${nonce}, the next one of this account`, { reason: 'nonce_gap', field: 'params[0].nonce' });
    }
    return nonce;
  }

  return {
    start(account, draft) {
      const { wantedNonce: _wanted, replaces: _replaces, ...unsigned } = draft;
      let signed: SignedTransaction | null = null;
      let hash: Hex | null = null;
      return {
        needsPin: () => signed === null,
        async run(pin, onStep) {
          if (signed === null) {
            if (pin === null) throw new TypeError('a PIN is needed to sign');
            onStep('verifying');
            const nonce = await reserveNonce(draft, account);
            onStep('signing');
            signed = await signing.signTransaction(account, { ...unsigned, nonce }, pin);
          }
          onStep('sending');
          const { chainId, requestId } = draft;
          const sent = await api.sendTransaction({ chainId, walletId: account.walletId, requestId, rawTransaction: signed.rawTransaction }).catch((error) => {
            // These bytes are over: another payment has their nonce. Whoever tries again signs anew, with the next one.
            if (error instanceof ApiError && error.code === 'transaction_rejected' && error.field === 'rawTransaction') signed = null;
            throw error;
          });
          if (sent.hash.toLowerCase() !== signed.hash) throw new ApiError('response_invalid', { field: 'hash' });
          hash = signed.hash;
          return sent;
        },
        async watch(signal, onChange) {
          for (let delayMs = POLL_FIRST_MS; hash !== null && !signal.aborted; delayMs = Math.min(delayMs * 1.6, POLL_LONGEST_MS)) {
            await delay(delayMs, signal).catch(() => {});
            if (signal.aborted) return;
            try {
              const transaction = await api.transaction(hash);
              if (transaction.replacedBy != null) hash = transaction.replacedBy as Hex;
              else onChange(transaction);
              if (settledStatuses.has(transaction.status)) return;
            } catch (error) {
              // The transaction is safe on the server; the next poll finds out.
              if (!(error instanceof ApiError)) throw error;
            }
          }
        },
      };
    },
  };
}
