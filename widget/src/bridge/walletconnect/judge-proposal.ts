import type { ProposalTypes, SessionTypes } from '@walletconnect/types';
import type { ErrorCode } from '../../../../host-sdk/src/contract/errors.ts';
import { type RpcMethod, rpcMethods } from '../../../../host-sdk/src/contract/rpc.ts';
import type { Hex } from '../../../../host-sdk/src/contract/types.ts';
import type { Pairing } from '../../state/wallet-connect.ts';

/** What is about a page's own connection to the wallet means nothing over WalletConnect, whose session takes its place. */
const pageMethods: ReadonlySet<string> = new Set<RpcMethod>([
  'wallet_connect',
  'wallet_disconnect',
  'wallet_getPermissions',
  'wallet_requestPermissions',
  'wallet_revokePermissions',
  'wallet_createSession',
  'wallet_getSession',
  'wallet_revokeSession',
  'wallet_invokeMethod',
]);
const events: ReadonlySet<string> = new Set(['accountsChanged', 'chainChanged', 'connect', 'disconnect', 'message']);

const isMethod = (name: string) => Object.hasOwn(rpcMethods, name) && !pageMethods.has(name);

type Refusal = Extract<Pairing, { step: 'unsupported' }>['what'];

export type Judgement =
  | { readonly granted: { readonly chains: readonly string[]; readonly methods: readonly string[]; readonly events: readonly string[] } }
  | { readonly refused: Refusal; readonly code: ErrorCode; readonly names: readonly string[] };

const codes = { networks: 5100, methods: 5101, events: 5102 } as const satisfies Record<Refusal, ErrorCode>;

type Asked = { readonly chains: readonly string[]; readonly methods: readonly string[]; readonly events: readonly string[] };

/** One namespace: its chains stand in its key, or beside it (CAIP-217). */
function askedBy([key, namespace]: [string, ProposalTypes.BaseRequiredNamespace]): Asked {
  const chains = key.includes(':') ? [key] : (namespace.chains ?? []);
  return { chains: chains.length > 0 ? chains : [key], methods: namespace.methods ?? [], events: namespace.events ?? [] };
}

const collected = (namespaces: ProposalTypes.RequiredNamespaces | undefined): Asked => {
  const all = Object.entries(namespaces ?? {}).map(askedBy);
  return {
    chains: [...new Set(all.flatMap(({ chains }) => chains))],
    methods: [...new Set(all.flatMap(({ methods }) => methods))],
    events: [...new Set(all.flatMap(({ events: names }) => names))],
  };
};

/**
 * What of a proposal this wallet can grant (CAIP-25): what is required whole, or nothing; of what is optional, as much as there is.
 *
 * @param chainIds the app's networks.
 */
export function judgeProposal(proposal: Pick<ProposalTypes.Struct, 'requiredNamespaces' | 'optionalNamespaces'>, chainIds: readonly number[]): Judgement {
  const known = new Set(chainIds.map((chainId) => `eip155:${chainId}`));
  const is = { networks: (name: string) => known.has(name), methods: isMethod, events: (name: string) => events.has(name) };
  const required = collected(proposal.requiredNamespaces);
  const optional = collected(proposal.optionalNamespaces);
  const missing = { networks: required.chains, methods: required.methods, events: required.events };
  for (const refused of ['networks', 'methods', 'events'] as const) {
    const names = missing[refused].filter((name) => !is[refused](name));
    if (names.length > 0) return { refused, code: codes[refused], names };
  }
  const keep = (left: readonly string[], right: readonly string[], test: (name: string) => boolean) => [...new Set([...left, ...right])].filter(test);
  const chains = keep(required.chains, optional.chains, is.networks);
  if (chains.length === 0) return { refused: 'networks', code: codes.networks, names: optional.chains };
  return { granted: { chains, methods: keep(required.methods, optional.methods, is.methods), events: keep(required.events, optional.events, is.events) } };
}

/** The session's one namespace, with the account it is for (CAIP-10). */
export function namespacesFor({ chains, methods, events: names }: Asked, address: Hex): SessionTypes.Namespaces {
  return { eip155: { chains: [...chains], methods: [...methods], events: [...names], accounts: chains.map((chain) => `${chain}:${address}`) } };
}
