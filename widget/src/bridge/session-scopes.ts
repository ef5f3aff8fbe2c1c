import type { SessionTypes } from '@walletconnect/types';
import { findChain, type MethodDeps, visibleAccounts } from './request-context.ts';

/** A scope as a session states it: WalletConnect's namespace, with CAIP-25's name for its events. */
export type SessionScope = Omit<SessionTypes.Namespace, 'events'> & { readonly notifications: readonly string[] };

/** The app's chain with this CAIP-2 id. */
export const chainOf = (deps: Pick<MethodDeps, 'store'>, chain: string) => (chain.startsWith('eip155:') ? findChain(deps, Number(chain.slice(7))) : null);

/** What an origin's session grants right now, accounts included (CAIP-25, CAIP-312); empty without one. */
export function sessionScopes(deps: Pick<MethodDeps, 'store' | 'permissions'>, origin: string): { readonly [key: string]: SessionScope } {
  const accounts = visibleAccounts(deps, origin);
  const granted = accounts.length === 0 ? null : deps.permissions.scopes(origin);
  const all = (deps.store.get().app?.chainIds ?? []).map((chainId) => `eip155:${chainId}`);
  const scopes = Object.entries(granted ?? {}).map(([key, { chains, methods, notifications }]): [string, SessionScope] => {
    const reached = key.includes(':') ? [key] : (chains ?? all);
    const scope = { methods: [...methods], notifications, accounts: reached.flatMap((chain) => accounts.map((account) => `${chain}:${account}`)) };
    return [key, chains === undefined ? scope : { ...scope, chains: [...chains] }];
  });
  return Object.fromEntries(scopes);
}
