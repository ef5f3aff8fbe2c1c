import type { SignInParams } from '../../../host-sdk/src/contract/connect-guard.ts';
import { invalid } from '../../../host-sdk/src/contract/rpc-guards.ts';
import type { Hex, Json } from '../../../host-sdk/src/contract/types.ts';
import { describeMessage } from '../approvals/message.ts';
import { checkSiwe, writeSiwe } from '../approvals/siwe.ts';
import { toHex, utf8 } from '../crypto/bytes.ts';
import type { Account } from '../state/state.ts';
import { approvalFor, approveMessage } from './approval-parts.ts';
import { findChain, type MethodDeps, type MethodHandlers, type RequestContext, visibleAccounts } from './request-context.ts';

/** EIP-2255: which capability this site has, and for which accounts. */
function permissionsOf(deps: MethodDeps, origin: string): Json {
  const accounts = visibleAccounts(deps, origin);
  if (accounts.length === 0) return [];
  const caveats = [{ type: 'restrictReturnedAccounts', value: accounts }];
  return [{ invoker: origin, parentCapability: 'eth_accounts', caveats, date: deps.permissions.grantedAtMs(origin) }];
}

/** Asks the person to connect the origin, where it is not connected yet; a sign-in or a new wallet may come first. */
export async function connectOrigin(deps: MethodDeps, context: RequestContext): Promise<Account> {
  const { gate, queue, permissions, nowMs } = deps;
  const { origin, signal } = context;
  const account = await gate.account(signal);
  if (permissions.isConnected(origin)) return account;
  const work = {
    needsPin: () => false,
    run: async () => {
      await permissions.grant(origin, nowMs());
      return { value: null, transaction: null };
    },
  };
  await queue.add(approvalFor(deps, context, { kind: 'connect', accounts: [account] }), work, signal);
  return account;
}

/** Connecting and signing in as one decision (ERC-7846): the origin is connected once the message is signed. */
async function signIn(deps: MethodDeps, context: RequestContext, params: SignInParams): Promise<Json> {
  const { permissions, nowMs, gate } = deps;
  const { origin } = context;
  if (findChain(deps, params.chainId) === null) {
    throw invalid('params[0].capabilities.signInWithEthereum.chainId', 'is not a network of this wallet', 'siwe_chain_mismatch');
  }
  const account = await gate.account(context.signal);
  const text = writeSiwe(params, { origin, account: account.address, nowMs: nowMs() });
  const read = checkSiwe(text, { origin, account: account.address, chainId: params.chainId, nowMs: nowMs() });
  if (read === null) throw invalid('params[0].capabilities.signInWithEthereum', 'is not a sign-in message', 'siwe_malformed');
  const connects = !permissions.isConnected(origin);
  const message: Hex = `0x${toHex(utf8(text))}`;
  const content = { ...describeMessage(account.address, message), signIn: { ...read, connects } };
  const onSigned = async () => {
    if (connects) await permissions.grant(origin, nowMs());
  };
  return { message: text, signature: await approveMessage(deps, context, { account, content, body: { kind: 'message', message }, onSigned }) };
}

/** Methods about being connected: EIP-1102, EIP-2255 and ERC-7846. */
export function createConnectMethods(deps: MethodDeps): MethodHandlers {
  function assertOwn(invoker: string | null, origin: string): void {
    if (invoker !== null && invoker !== origin) throw invalid('params[0].eth_accounts.invoker', 'is another site', 'other_origin', 4100);
  }
  return {
    async eth_requestAccounts(_params, context) {
      await connectOrigin(deps, context);
      return visibleAccounts(deps, context.origin);
    },
    async wallet_connect({ signIn: wanted }, context) {
      const signInWithEthereum = wanted === null ? null : await signIn(deps, context, wanted);
      if (signInWithEthereum === null) await connectOrigin(deps, context);
      const capabilities = signInWithEthereum === null ? {} : { signInWithEthereum };
      return { accounts: visibleAccounts(deps, context.origin).map((address) => ({ address, capabilities })) };
    },
    async wallet_disconnect(_params, { origin }) {
      await deps.permissions.revoke(origin);
      return null;
    },
    wallet_getPermissions: async (_params, { origin }) => permissionsOf(deps, origin),
    async wallet_requestPermissions({ invoker }, context) {
      assertOwn(invoker, context.origin);
      await connectOrigin(deps, context);
      return permissionsOf(deps, context.origin);
    },
    async wallet_revokePermissions({ invoker }, { origin }) {
      assertOwn(invoker, origin);
      await deps.permissions.revoke(origin);
      return null;
    },
  };
}
