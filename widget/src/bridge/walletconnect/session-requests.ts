import type { PendingRequestTypes, SessionTypes } from '@walletconnect/types';
import { WalletError } from '../../../../host-sdk/src/contract/errors.ts';
import type { Json } from '../../../../host-sdk/src/contract/types.ts';
import type { ApprovalQueue, ApprovedWork } from '../../approvals/queue.ts';
import type { AppState } from '../../state/state.ts';
import type { Store } from '../../state/store.ts';
import { askerOf, type PeerClaim } from '../../state/wallet-connect.ts';
import { createDispatch, type DispatchDeps } from '../dispatch.ts';
import type { Permissions } from '../permissions.ts';
import { createRateLimit } from '../rate-limit.ts';
import { walkJson } from '../walker.ts';
import type { Answers } from './answers.ts';

export type SessionRequest = Pick<PendingRequestTypes.Struct, 'id' | 'topic' | 'params'>;

export type SessionRequestOptions = {
  readonly deps: DispatchDeps;
  readonly answers: Answers;
  readonly session: Pick<SessionTypes.Struct, 'topic' | 'namespaces'>;
  readonly claim: PeerClaim;
  /** The app asked for another network of its session. */
  readonly onChain: (chainId: number) => void;
};

/** How the wallet knows the request among all that wait. */
export const requestIdOf = ({ topic, id }: Pick<SessionRequest, 'topic' | 'id'>): string => `${askerOf(topic)}:${id}`;

const chainIdOf = (chain: string) => Number(chain.slice('eip155:'.length));

/** The wallet as the session sees it: its account, its networks, and the one network that the request is for. */
function sessionStore({ deps, session, onChain }: SessionRequestOptions, chain: string): Store {
  const chains = session.namespaces.eip155?.chains ?? [];
  const address = session.namespaces.eip155?.accounts[0]?.split(':')[2];
  return {
    get(): AppState {
      const state = deps.store.get();
      const activeAccount = state.accounts.find((account) => account.address === address) ?? null;
      const app = state.app === null ? null : { ...state.app, chainIds: state.app.chainIds.filter((chainId) => chains.includes(`eip155:${chainId}`)) };
      return { ...state, app, activeAccount, activeChainId: chainIdOf(chain) };
    },
    subscribe: deps.store.subscribe,
    set({ activeChainId, ...change }) {
      // The person's own choice of a network is none of the app's business.
      if (typeof activeChainId === 'number') onChain(activeChainId);
      else deps.store.set(change);
    },
  };
}

/** The session is the permission: it was given with the proposal, and ends with the session. */
function sessionPermissions(asker: string, { permissions }: DispatchDeps): Permissions {
  return { ...permissions, isConnected: (origin) => origin === asker, scopes: () => null, grant: async () => {} };
}

/** The queue all askers share; approvals end with the request, and what is begun is written down before. */
function sessionQueue(queue: ApprovalQueue, answers: Answers, requestId: string, expiresAtMs: number): ApprovalQueue {
  return {
    ...queue,
    add(approval, work, signal) {
      const run: ApprovedWork['run'] = async (pin, onStep) => {
        let isSending = false;
        await answers.begin(requestId);
        try {
          const done = await work.run(pin, (step) => {
            isSending ||= step === 'sending';
            onStep(step);
          });
          await answers.finish(requestId, { result: done.value });
          return done;
        } catch (cause) {
          // What may be on its way to the chain stays begun: the person may try again here, and a reload may not.
          if (!isSending) await answers.forget(requestId);
          throw cause;
        }
      };
      return queue.add({ ...approval, expiresAtMs: Math.min(approval.expiresAtMs, expiresAtMs) }, { ...work, run }, signal);
    },
  };
}

/**
 * Answers the requests of one session by the same methods, approvals and enclave as a page's (bridge/dispatch.ts), under the session's own
 * name, with what its app says of itself on every screen.
 *
 * @throws by the returned function: WalletError 5100 or 5101 for what the session does not cover, and all that a page could get.
 */
export function createSessionRequests(options: SessionRequestOptions): (request: SessionRequest, expiresAtMs: number) => Promise<Json> {
  const { deps, answers, session, claim } = options;
  const asker = askerOf(session.topic);
  const admit = createRateLimit(deps.nowMs);
  return async (request, expiresAtMs) => {
    admit();
    const { chainId: chain, request: asked } = request.params;
    const { chains = [], methods = [] } = session.namespaces.eip155 ?? {};
    const method = typeof asked.method === 'string' ? asked.method : '';
    if (!chains.includes(chain)) throw new WalletError(5100, 'The session does not cover this network.', { reason: 'scope_not_granted', field: 'chainId' });
    if (!methods.includes(method)) throw new WalletError(5101, 'The session does not cover this method.', { reason: 'scope_not_granted', field: 'method' });
    const params = asked.params === undefined ? {} : { params: walkJson(asked.params, 'params') };
    const requestId = requestIdOf(request);
    const dispatch = createDispatch({
      ...deps,
      claim,
      store: sessionStore(options, chain),
      permissions: sessionPermissions(asker, deps),
      queue: sessionQueue(deps.queue, answers, requestId, expiresAtMs),
    });
    return dispatch({ id: requestId, method, ...params }, asker);
  };
}
