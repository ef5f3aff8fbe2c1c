import type { BridgeEvent } from '../../../host-sdk/src/contract/bridge.ts';
import type { MethodDeps } from './request-context.ts';
import { sessionScopes } from './session-scopes.ts';

/**
 * Tells the page when its session changes (CAIP-311 `wallet_sessionChanged`, as an EIP-1193 message): another account, or the end.
 *
 * @returns the function to call after changes of what the origin may see; changes of the store are heard by themselves.
 */
export function announceSession(deps: Pick<MethodDeps, 'store' | 'permissions'>, send: (event: BridgeEvent) => void): () => void {
  let known = '{}';
  const sync = () => {
    const origin = deps.store.get().hostOrigin;
    const scopes = origin === null ? {} : sessionScopes(deps, origin);
    const next = JSON.stringify(scopes);
    if (next === known) return;
    known = next;
    send({ name: 'message', data: { type: 'wallet_sessionChanged', data: { sessionScopes: JSON.parse(next) } } });
  };
  deps.store.subscribe(sync);
  return sync;
}
