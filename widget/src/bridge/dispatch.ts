import type { BridgeRequest } from '../../../host-sdk/src/contract/bridge.ts';
import { WalletError } from '../../../host-sdk/src/contract/errors.ts';
import { lookUpMethod, type RpcMethod } from '../../../host-sdk/src/contract/rpc.ts';
import type { Json } from '../../../host-sdk/src/contract/types.ts';
import type { PendingRequests } from '../approvals/pending-requests.ts';
import type { Chain } from '../contract/api.ts';
import type { AppState } from '../state/state.ts';
import { waitForState } from '../state/store.ts';
import { createAccountMethods } from './account-methods.ts';
import { createConnectMethods } from './connect-methods.ts';
import { activeChain, type MethodDeps, type MethodHandlers, type RequestContext, visibleAccounts } from './request-context.ts';
import type { Serve } from './session-methods.ts';
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

/** Handlers by name, whatever was put in by each group's own types. */
type Handlers = { readonly [method: string]: ((params: unknown, context: RequestContext) => Promise<Json>) | undefined };

/** Without a prototype, so that no method name finds anything that was not put there. */
const frozen = (...groups: readonly MethodHandlers[]): Handlers => Object.freeze(Object.assign(Object.create(null), ...groups));

/** What is there from the first request on. */
export function createMethodHandlers(deps: MethodDeps): Handlers {
  return frozen(createAccountMethods(deps), createConnectMethods(deps), createSigningMethods(deps));
}

/** What few pages ask for: its code is fetched by the first that does. */
export function createFetchedHandlers(deps: MethodDeps, serve: Serve): () => Promise<Handlers> {
  let made: Promise<Handlers> | null = null;
  return () => {
    made ??= import('./fetched-methods.ts').then(
      ({ createFetchedMethods }) => frozen(...createFetchedMethods(deps, serve)),
      (cause: unknown) => {
        made = null;
        throw new WalletError(-32083, 'A part of the wallet could not be fetched.', { reason: 'code_unavailable', retriable: true }, { cause });
      },
    );
    return made;
  };
}

/**
 * Joins the method table (rpc.ts) with what answers it: the guard first, then who may call, then the chain's answer or the
 * wallet's. There is no list of methods in here.
 */
export function createDispatch(deps: DispatchDeps): Dispatch {
  const handlers = createMethodHandlers(deps);
  const fetchedHandlers = createFetchedHandlers(deps, serve);

  const isSettled = ({ status }: AppState): boolean => status.phase !== 'loading' && status.phase !== 'idle';

  async function settled(signal: AbortSignal): Promise<void> {
    // Mostly there is nothing to wait for, and a deadline costs more than the answer.
    if (isSettled(deps.store.get())) return;
    await waitForState(deps.store, isSettled, AbortSignal.any([signal, AbortSignal.timeout(STARTING_DEADLINE_MS)]));
  }

  function assertConnected(origin: string): void {
    if (visibleAccounts(deps, origin).length > 0) return;
    throw new WalletError(4100, 'This site is not connected. Ask for eth_requestAccounts first.', { reason: 'not_connected' });
  }

  /** @param chain null for the active one. */
  async function serve({ id, method, params }: BridgeRequest, origin: string, chain: Chain | null): Promise<Json> {
    const row = lookUpMethod(method);
    const guarded = row.params(params);
    if (row.handledBy === 'chain') return deps.api.read((chain ?? activeChain(deps)).chainId, method, guarded as readonly Json[]);
    const answer = async (signal: AbortSignal) => {
      await settled(signal);
      // Before the check: what it finds must still hold when the handler begins.
      const handler = handlers[method] ?? (await fetchedHandlers())[method];
      if (handler === undefined) throw new WalletError(-32603, 'The wallet has no answer for this method.', { reason: 'handler_missing' });
      if (row.access === 'connected' || row.access === 'approval') assertConnected(origin);
      return handler(guarded, { id, origin, method: method as RpcMethod, chain, signal });
    };
    if (row.access === 'public' || row.access === 'connected') return answer(new AbortController().signal);
    const fingerprint = JSON.stringify([params ?? [], chain?.chainId ?? null]);
    return deps.pending.run({ id, origin, method, fingerprint }, answer).finally(deps.onAnswered);
  }

  return (request, origin) => serve(request, origin, null);
}
