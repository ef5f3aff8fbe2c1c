import { WalletError } from '../../../host-sdk/src/contract/errors.ts';
import type { Hex } from '../../../host-sdk/src/contract/types.ts';
import type { ApiClient } from '../api/wallet-client.ts';
import type { ApprovedWork } from '../approvals/queue.ts';
import type { Transaction } from '../contract/wallet-api.ts';
import { SealedFailure } from '../wallet/sealed-results.ts';
import type { Payment } from '../wallet/transactions.ts';
import type { CallBundle } from './call-bundles.ts';

export type CallWorkOptions = {
  readonly bundle: CallBundle;
  /** One for each call, in order. */
  readonly payments: readonly Payment[];
  readonly api: Pick<ApiClient, 'transaction'>;
  readonly save: (bundle: CallBundle) => Promise<void>;
};

const isBad = ({ status }: Transaction) => status === 'failed' || status === 'dropped';

/** The one that says how the whole stands: a failure before anything else, then what is still on its way. */
function worstOf(transactions: readonly Transaction[]): Transaction | null {
  return transactions.find(isBad) ?? transactions.find(({ status }) => status !== 'confirmed') ?? transactions.at(-1) ?? null;
}

/**
 * Signs and sends the calls of a bundle, one after the other, under one PIN. The bundle is stored before the first signature and
 * after each call. Trying again goes on with the first call that was not sent; a call that failed on the chain stops the rest.
 *
 * @returns `hasStarted`: whether a call was sent, so that the bundle exists for others too.
 */
export function createCallWork({ bundle, payments, api, save }: CallWorkOptions): { readonly work: ApprovedWork; hasStarted(): boolean } {
  const sent: Transaction[] = [];
  let current = bundle;

  /** What became of the call before, as far as it is known now; nobody waits for it. */
  async function stopped(): Promise<boolean> {
    const last = sent.at(-1);
    if (last === undefined) return false;
    const now = await api.transaction(last.hash).catch(() => last);
    sent[sent.length - 1] = now;
    return isBad(now);
  }

  async function send(payment: Payment, pin: string | null, onStep: Parameters<ApprovedWork['run']>[1]): Promise<void> {
    try {
      sent.push(await payment.run(pin, onStep));
    } catch (cause) {
      if (sent.length === 0 || cause instanceof SealedFailure) throw cause;
      const details = { reason: 'calls_partial', sent: sent.length, calls: payments.length, retriable: true };
      throw new WalletError(-32003, `${sent.length} of ${payments.length} calls were sent.`, details, { cause });
    }
    const calls = current.calls.map((call, index) => ({ ...call, hash: (sent[index]?.hash as Hex | undefined) ?? null }));
    current = { ...current, calls };
    await save(current);
  }

  const work: ApprovedWork = {
    needsPin: () => payments.some((payment) => payment.needsPin()),
    async run(pin, onStep) {
      await save(current);
      while (sent.length < payments.length && !(await stopped())) await send(payments[sent.length] as Payment, pin, onStep);
      return { value: { id: bundle.id }, transaction: worstOf(sent) };
    },
    async watch(signal, onChange) {
      const latest = [...sent];
      await Promise.all(
        latest.map((_, index) =>
          payments[index]?.watch(signal, (transaction) => {
            latest[index] = transaction;
            const worst = worstOf(latest);
            if (worst !== null) onChange(worst);
          }),
        ),
      );
    },
  };
  return { work, hasStarted: () => sent.length > 0 };
}
