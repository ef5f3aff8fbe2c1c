import type { Hex } from '../../../../host-sdk/src/contract/types.ts';
import { delay } from '../../api/delay.ts';
import type { ApiClient } from '../../api/wallet-client.ts';
import { toFailure } from '../../approvals/failure.ts';
import { fetchCode } from '../../approvals/fetch-code.ts';
import { formatUnits } from '../../clear-signing/format-units.ts';
import type { TokenMetadata } from '../../clear-signing/token-metadata.ts';
import type { Transaction } from '../../contract/wallet-api.ts';
import type { History, IncomingTransfer, TransactionMeaning } from '../../state/history.ts';
import type { SendChange } from '../../state/send.ts';
import type { Store } from '../../state/store.ts';
import { outbidding, quoteSpeeds } from '../../wallet/send/fee-speeds.ts';
import { fetchIncoming } from '../../wallet/send/incoming.ts';
import type { AskForOwnPayment } from './own-payments.ts';
import { readMeaning } from './transaction-meaning.ts';

export type ActivityFlow = {
  /** Reads and follows what is shown for as long as it is. */
  sync(): void;
  change(change: Extract<SendChange, { readonly id: string }>): void;
};

export type ActivityFlowOptions = {
  readonly store: Store;
  readonly api: Pick<ApiClient, 'rpc'>;
  readonly ask: AskForOwnPayment;
  readonly refresh: () => void;
};

/** While something waits for its block; and while nothing does, for what a chain takes back or brings in. */
const WAITING_MS = 2_500;
const QUIET_MS = 10_000;

const fresh: History = { meanings: {}, incoming: null, shown: null, busy: false, problem: null };

const waits = ({ status }: Transaction): boolean => status === 'signed' || status === 'sent';

/** What the screens of activity show, and the two things that can be done to what waits. */
export function createActivityFlow({ store, api, ask, refresh }: ActivityFlowOptions): ActivityFlow {
  let open: AbortController | null = null;
  /** The list whose meanings were asked for last, and whose account that was. */
  let readFor: readonly Transaction[] | null = null;
  let shownFor: string | null = null;
  const tokens = new Map<string, Promise<TokenMetadata | null>>();

  function update(change: Partial<History>): void {
    const { history } = store.get();
    if (history !== null) store.set({ history: { ...history, ...change } });
  }

  async function tokenOf(chainId: number, address: Hex): Promise<TokenMetadata | null> {
    const { assets } = store.get();
    const held = assets?.tokens.find((token) => token.chainId === chainId && token.address?.toLowerCase() === address.toLowerCase());
    if (held !== undefined) return held;
    const key = `${chainId} ${address.toLowerCase()}`;
    const { readTokenMetadata } = await fetchCode(() => import('../../clear-signing/token-metadata.ts'));
    const known = tokens.get(key) ?? readTokenMetadata(api, chainId, address);
    tokens.set(key, known);
    return known;
  }

  async function readMeanings(activity: readonly Transaction[]): Promise<void> {
    const known = store.get().history?.meanings ?? {};
    const unread = activity.filter(({ hash }) => known[hash] === undefined);
    if (unread.length === 0) return;
    const [{ decodeTransaction, isTokenCall }, { chains }] = [await fetchCode(() => import('../../clear-signing/decode.ts')), store.get()];
    const read = async (transaction: Transaction): Promise<[string, TransactionMeaning]> => {
      const { chainId, to, data, hash } = transaction;
      const chain = chains.find((one) => one.chainId === chainId) ?? null;
      const token = to !== null && isTokenCall(data as Hex) ? await tokenOf(chainId, to as Hex) : null;
      return [hash, readMeaning(transaction, chain, token, decodeTransaction)];
    };
    const meanings = Object.fromEntries(await Promise.all(unread.map(read)));
    update({ meanings: { ...store.get().history?.meanings, ...meanings } });
  }

  async function readIncoming(signal: AbortSignal): Promise<void> {
    const { activeAccount, activeChainId } = store.get();
    if (activeAccount === null || activeChainId === null) return;
    try {
      const logs = await fetchIncoming(api, activeChainId, activeAccount.address);
      const named = logs.map(async ({ amount, tokenId, ...log }): Promise<IncomingTransfer> => {
        const token = await tokenOf(activeChainId, log.token);
        const shown = amount === null ? null : token === null ? amount.toString() : formatUnits(amount, token.decimals);
        return { ...log, chainId: activeChainId, symbol: token?.symbol ?? '', amount: shown, tokenId: tokenId?.toString() ?? null };
      });
      const incoming = await Promise.all(named);
      if (!signal.aborted) update({ incoming, problem: null });
    } catch {
      // What came in is told of when the chain answers again; what was sent is on the screen already.
      if (!signal.aborted) update({ incoming: store.get().history?.incoming ?? [], problem: 'unreachable' });
    }
  }

  async function follow(signal: AbortSignal): Promise<void> {
    while (!signal.aborted) {
      await readIncoming(signal);
      const isWaiting = store.get().activity?.some(waits) === true;
      await delay(isWaiting ? WAITING_MS : QUIET_MS, signal).catch(() => {});
      if (!signal.aborted && store.get().visible && document.visibilityState === 'visible') refresh();
    }
  }

  /** Takes the place of a transaction that waits: the same again for more, or nothing to oneself. */
  async function replace(transaction: Transaction, how: 'speed-up' | 'cancel'): Promise<void> {
    const { offer, chainId, hash, from } = transaction;
    const [maxFeePerGasWei, maxPriorityFeePerGasWei, gasLimit] = offer?.map(BigInt) ?? [];
    if (maxFeePerGasWei === undefined || maxPriorityFeePerGasWei === undefined || gasLimit === undefined || store.get().history?.busy === true) return;
    update({ busy: true, problem: null });
    try {
      const fast = (await quoteSpeeds(api, chainId)).at(-1);
      if (fast === undefined) return;
      const same = { to: transaction.to as Hex, valueWei: BigInt(transaction.valueWei), data: transaction.data as Hex };
      const isCancel = how === 'cancel';
      await ask({
        call: isCancel ? { to: from as Hex, valueWei: 0n, data: '0x' } : same,
        offer: outbidding({ maxFeePerGasWei, maxPriorityFeePerGasWei }, fast),
        gasLimit: isCancel ? 21_000n : gasLimit,
        replaces: hash as Hex,
        meaning: { intent: isCancel ? 'Cancel a payment' : 'Speed up a payment', owner: null },
      });
      update({ shown: null });
      store.set({ view: 'activity' });
      refresh();
    } catch (cause) {
      update({ problem: toFailure(cause).code === 4001 ? null : 'not_replaced' });
      refresh();
    } finally {
      update({ busy: false });
    }
  }

  function close(): void {
    open?.abort();
    open = null;
    readFor = null;
    store.set({ history: null });
  }

  return {
    sync() {
      const { view, activity, activeAccount, activeChainId, history } = store.get();
      const isShown = (view === 'activity' || view === 'transaction') && activeAccount !== null;
      const place = `${activeAccount?.address} ${activeChainId}`;
      if (open !== null && (!isShown || place !== shownFor)) close();
      if (!isShown) return;
      if (open === null) {
        open = new AbortController();
        shownFor = place;
        store.set({ history: fresh });
        void follow(open.signal);
        refresh();
      } else if (view === 'activity' && history !== null && history.shown !== null) update({ shown: null });
      // Opened by name, without one to look at.
      if (view === 'transaction' && store.get().history?.shown == null) store.set({ view: 'activity' });
      if (activity === null || activity === readFor) return;
      readFor = activity;
      void readMeanings(activity).catch(() => {
        readFor = null;
      });
    },
    change({ what, id }) {
      if (what === 'show') {
        const { history } = store.get();
        // Both at once: a list on which one is looked at is none, and neither is one that is looked at without a name.
        if (history !== null) store.set({ history: { ...history, shown: id, problem: null }, view: 'transaction' });
        return;
      }
      const transaction = store.get().activity?.find(({ hash }) => hash === id);
      if (transaction !== undefined && waits(transaction)) void replace(transaction, what);
    },
  };
}
