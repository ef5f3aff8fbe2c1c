import { type ErrorCode, WalletError } from '../../../host-sdk/src/contract/errors.ts';
import { type RpcMethod, refusedMethods, rpcMethods } from '../../../host-sdk/src/contract/rpc.ts';
import { invalid, printable } from '../../../host-sdk/src/contract/rpc-guards.ts';
import type { ScopeRequest } from '../../../host-sdk/src/contract/session-guard.ts';
import type { Json } from '../../../host-sdk/src/contract/types.ts';
import type { Chain } from '../contract/api.ts';
import { connectOrigin } from './connect-methods.ts';
import type { GrantedScopes } from './permissions.ts';
import type { MethodDeps, MethodHandlers } from './request-context.ts';
import { chainOf, sessionScopes } from './session-scopes.ts';

/** Answers a request of the same page for one chain. */
export type Serve = (request: { readonly id: string; readonly method: string; readonly params?: Json }, origin: string, chain: Chain) => Promise<Json>;

/** Methods about sessions belong to no chain, and so to no scope. */
const sessionMethods: ReadonlySet<string> = new Set<RpcMethod>(['wallet_createSession', 'wallet_getSession', 'wallet_revokeSession', 'wallet_invokeMethod']);
const events: ReadonlySet<string> = new Set(['accountsChanged', 'chainChanged', 'connect', 'disconnect', 'message']);

/** Why CAIP-25 refuses a chain, a method or a notification; null for what is granted. */
type Verdict = (name: string) => ErrorCode | null;

const methodVerdict: Verdict = (name) => {
  if (sessionMethods.has(name) || refusedMethods.has(name)) return 5101;
  return Object.hasOwn(rpcMethods, name) ? null : 5201;
};
const notificationVerdict: Verdict = (name) => {
  if (events.has(name)) return null;
  return name === 'eth_subscription' ? 5102 : 5202;
};

/** What is required must be granted whole; of what is optional, as much as there is. */
function grantScope(deps: Pick<MethodDeps, 'store'>, { key, required, chains, methods, notifications }: ScopeRequest): GrantedScopes[string] | null {
  const keep = (names: readonly string[], verdict: Verdict) =>
    names.filter((name) => {
      const code = verdict(name);
      if (code !== null && required) throw invalid(`requiredScopes.${key}`, `asks for ${printable(name)}, which cannot be granted`, undefined, code);
      return code === null;
    });
  const reached = keep(chains.length === 0 ? [key] : chains, (chain) => (chain === 'eip155' || chainOf(deps, chain) !== null ? null : 5100));
  if (reached.length === 0) return null;
  return {
    ...(key.includes(':') || chains.length === 0 ? {} : { chains: reached }),
    methods: keep(methods, methodVerdict),
    notifications: keep(notifications, notificationVerdict),
  };
}

const union = (left: readonly string[] = [], right: readonly string[] = []) => [...new Set([...left, ...right])];

/** Scopes under one key are one scope in the answer; none is folded into another (CAIP-25 §Response). */
function grantScopes(deps: Pick<MethodDeps, 'store'>, requested: readonly ScopeRequest[]): GrantedScopes {
  const granted: { [key: string]: GrantedScopes[string] } = {};
  for (const request of requested) {
    const scope = grantScope(deps, request);
    if (scope === null) continue;
    const before = granted[request.key] ?? scope;
    granted[request.key] = {
      // A namespace without chains means all of them.
      ...(before.chains === undefined || scope.chains === undefined ? {} : { chains: union(before.chains, scope.chains) }),
      methods: union(before.methods, scope.methods),
      notifications: union(before.notifications, scope.notifications),
    };
  }
  if (Object.keys(granted).length === 0) throw invalid('optionalScopes', 'asks for no chain of this wallet', undefined, 5100);
  return granted;
}

/** Sessions (CAIP-25, CAIP-285, CAIP-312, CAIP-27): one per site, under the same connection as everything else. */
export function createSessionMethods(deps: MethodDeps, serve: Serve): MethodHandlers {
  const { permissions, nowMs } = deps;
  return {
    async wallet_createSession({ scopes }, context) {
      const granted = grantScopes(deps, scopes);
      try {
        await connectOrigin(deps, context);
      } catch (cause) {
        if (!(cause instanceof WalletError) || cause.code !== 4001) throw cause;
        throw new WalletError(5001, 'The user disapproved of the session.', { reason: 'rejected' }, { cause });
      }
      await permissions.grant(context.origin, nowMs(), granted);
      return { sessionScopes: sessionScopes(deps, context.origin) };
    },
    wallet_getSession: async (_params, { origin }) => ({ sessionScopes: sessionScopes(deps, origin) }),
    async wallet_revokeSession(_params, { origin }) {
      await permissions.revoke(origin);
      return true;
    },
    async wallet_invokeMethod({ scope, method, params }, { id, origin }) {
      const covers = (key: string, { chains }: GrantedScopes[string]) => key === scope || (key === 'eip155' && chains?.includes(scope) !== false);
      const allowed = Object.entries(permissions.scopes(origin) ?? {}).some(([key, granted]) => covers(key, granted) && granted.methods.includes(method));
      const chain = chainOf(deps, scope);
      if (!allowed || chain === null)
        throw new WalletError(4100, 'The session of this site does not cover this.', { reason: 'scope_not_granted', field: 'scope' });
      return serve({ id, method, ...(params === undefined ? {} : { params }) }, origin, chain);
    },
  };
}
