import type { SendCallsParams } from '../../../host-sdk/src/contract/calls-guard.ts';
import { invalid } from '../../../host-sdk/src/contract/rpc-guards.ts';
import type { Hex, Json } from '../../../host-sdk/src/contract/types.ts';
import { reviewBatch } from '../approvals/batch-review.ts';
import { readChainFacts, reviewTransaction } from '../approvals/transaction-review.ts';
import type { Chain } from '../contract/api.ts';
import { randomBytes, toHex } from '../crypto/bytes.ts';
import type { Account } from '../state/state.ts';
import { approvalFor } from './approval-parts.ts';
import type { CallBundle } from './call-bundles.ts';
import { readCallsStatus } from './call-status.ts';
import { createCallWork } from './call-work.ts';
import { findChain, grantedAccount, type MethodDeps, type MethodHandlers, type RequestContext, visibleAccounts } from './request-context.ts';
import { startPayment, withChecksum } from './signing-methods.ts';

const hexOf = (chainId: number): Hex => `0x${chainId.toString(16)}`;

/** Wallet Call API (EIP-5792): several calls, decided on once, sent one after the other. */
export function createCallMethods(deps: MethodDeps): MethodHandlers {
  const { store, api, queue, bundles, show, nowMs } = deps;
  /** Bundles that wait for a person or are at work in this page, by account, origin and id. */
  const live = new Set<string>();
  const liveKey = (origin: string, account: Hex, id: string) => JSON.stringify([origin, account, id]);

  /** The account a page without a choice means. @throws WalletError 4100: the page may have been disconnected just now. */
  function accountOf(from: Hex | null, origin: string): Account {
    const address = from ?? visibleAccounts(deps, origin)[0];
    if (address === undefined) throw invalid('params[0].from', 'has not been authorised for this site', 'not_connected', 4100);
    return grantedAccount(deps, origin, 'params[0].from', address);
  }

  /** @throws WalletError 5730 for an id that this page has not sent from this account. */
  async function findBundle(id: string, origin: string): Promise<{ readonly account: Account; readonly bundle: CallBundle | null; readonly isLive: boolean }> {
    const account = accountOf(null, origin);
    const bundle = await bundles.find({ origin, account: account.address }, id);
    const isLive = live.has(liveKey(origin, account.address, id));
    if (bundle === null && !isLive) throw invalid('params[0]', 'is not known', 'bundle_unknown', 5730);
    return { account, bundle, isLive };
  }

  async function sendCalls(params: SendCallsParams, context: RequestContext, account: Account, chain: Chain, id: string): Promise<Json> {
    const { chainId } = chain;
    const facts = await readChainFacts(api, chainId, account.address);
    const activity = store.get().activity;
    const calls = params.calls.map((call, index) => withChecksum({ ...call, from: account.address }, `params[0].calls[${index}]`));
    const contents = await Promise.all(calls.map((call) => reviewTransaction(api, { params: call, chain, account: account.address, activity, facts })));
    const approval = approvalFor(deps, context, reviewBatch(contents, chain.nativeCurrency.decimals));
    const requestIds = contents.map(() => crypto.randomUUID());
    const payments = await Promise.all(
      contents.map((content, index) => startPayment(deps, { approval, account, content, wantedNonce: null, requestId: requestIds[index] as string })),
    );
    const owner = { origin: context.origin, account: account.address };
    const bundle = { id, chainId, createdAtMs: nowMs(), calls: requestIds.map((requestId) => ({ requestId, hash: null })) };
    const { work, hasStarted } = createCallWork({ bundle, payments, api, save: (changed) => bundles.save(owner, changed) });
    try {
      return await queue.add(approval, work, context.signal);
    } catch (error) {
      // Part of it is on its way: an error would say that nothing is. The page gets its id, and the status tells the rest.
      if (hasStarted()) return { id };
      throw error;
    }
  }

  return {
    async wallet_sendCalls(params, context) {
      const { origin } = context;
      const account = accountOf(params.from, origin);
      const chain = findChain(deps, params.chainId);
      if (chain === null) throw invalid('params[0].chainId', 'is not supported', 'chain_unknown', 5710);
      const id = params.id ?? `0x${toHex(randomBytes(32))}`;
      const key = liveKey(origin, account.address, id);
      if (live.has(key) || (await bundles.find({ origin, account: account.address }, id)) !== null || live.has(key)) {
        throw invalid('params[0].id', 'was used already', 'bundle_exists', 5720);
      }
      live.add(key);
      try {
        return await sendCalls(params, context, account, chain, id);
      } finally {
        live.delete(key);
      }
    },
    async wallet_getCallsStatus({ id }, { origin }) {
      const { account, bundle, isLive } = await findBundle(id, origin);
      if (bundle === null) return { version: '2.0.0', id, status: 100, atomic: false, receipts: [] };
      return readCallsStatus(bundle, { api, walletId: account.walletId, live: isLive });
    },
    async wallet_showCallsStatus({ id }, { origin }) {
      await findBundle(id, origin);
      show('activity');
      return null;
    },
    async wallet_getCapabilities({ account, chainIds }, { origin }) {
      grantedAccount(deps, origin, 'params[0]', account);
      const known = store.get().chains.filter((chain) => findChain(deps, chain.chainId) !== null && chainIds?.includes(chain.chainId) !== false);
      return Object.fromEntries(known.map(({ chainId }) => [hexOf(chainId), { atomic: { status: 'unsupported' } }]));
    },
  };
}
