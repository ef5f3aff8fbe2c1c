import type { BridgeRequest } from '../../../host-sdk/src/contract/bridge.ts';
import { WalletError } from '../../../host-sdk/src/contract/errors.ts';
import { lookUpMethod, type RpcMethod } from '../../../host-sdk/src/contract/rpc.ts';
import type { Json } from '../../../host-sdk/src/contract/types.ts';
import type { PendingRequests } from '../approvals/pending-requests.ts';
import { waitForState } from '../state/store.ts';
import { createAccountMethods } from './account-methods.ts';
import { activeChain, type MethodDeps, type MethodHandlers, type RequestContext, visibleAccounts } from './request-context.ts';
import { createSigningMethods } from './signing-methods.ts';

export type DispatchDeps = MethodDeps & {
  readonly pending: PendingRequests;
  /** After a request that waited for a person was answered, however it ended. */
  readonly onAnswered: () => void;
};

/** Answers one request of a page. @throws WalletError and whatever the engine throws; the handlers' catch-all deals with that. */
export type Dispatch = (request: BridgeRequest, origin: string) => Promise<Json>;

/** How long a page waits for a wallet that is still starting. */
const STARTING_DEADLINE_MS = 15_000;

/** Handlers without a prototype, so that no method name finds anything that was not put there. */
export function createMethodHandlers(deps: MethodDeps): MethodHandlers {
  return Object.freeze(Object.assign(Object.create(null), createAccountMethods(deps), createSigningMethods(deps)) as MethodHandlers);
}

/**
 * Joins the method table (rpc.ts) with what answers it: the guard first, then who may call, then the chain's answer or the
 * wallet's. There is no list of methods in here.
 */
export function createDispatch(deps: DispatchDeps): Dispatch {
  const handlers = createMethodHandlers(deps) as { readonly [method: string]: ((params: unknown, context: RequestContext) => Promise<Json>) | undefined };

  async function settled(signal: AbortSignal): Promise<void> {
    await waitForState(
      deps.store,
      ({ status }) => status.phase !== 'loading' && status.phase !== 'idle',
      AbortSignal.any([signal, AbortSignal.timeout(STARTING_DEADLINE_MS)]),
    );
  }

  function assertConnected(origin: string): void {
    if (visibleAccounts(deps, origin).length > 0) return;
    throw new WalletError(4100, 'This site is not connected. Ask for eth_requestAccounts first.', { reason: 'not_connected' });
  }

  return async ({ id, method, params }, origin) => {
    const row = lookUpMethod(method);
    const guarded = row.params(params);
    if (row.handledBy === 'chain') return deps.api.rpc(activeChain(deps).chainId, method, guarded as readonly Json[]);
    const handler = handlers[method];
    if (handler === undefined) throw new WalletError(-32603, 'The wallet has no answer for this method.', { reason: 'handler_missing' });
    const answer = async (signal: AbortSignal) => {
      await settled(signal);
      // Asking to be connected is the one thing that needs no connection.
      if (row.access !== 'public' && method !== 'eth_requestAccounts') assertConnected(origin);
      return handler(guarded, { origin, method: method as RpcMethod, signal });
    };
    if (row.access !== 'approval') return answer(new AbortController().signal);
    const fingerprint = JSON.stringify(params ?? []);
    return deps.pending.run({ id, origin, method, fingerprint }, answer).finally(deps.onAnswered);
  };
}
