import { guardWatchAsset } from './asset-guard.ts';
import { guardCallsId, guardCapabilities, guardSendCalls } from './calls-guard.ts';
import { guardAddChain } from './chain-guard.ts';
import { guardConnect, guardPermissions } from './connect-guard.ts';
import { WalletError } from './errors.ts';
import { guardAddress, guardChain, guardMessage, guardNone, passThrough } from './rpc-guards.ts';
import { guardCreateSession, guardInvoke, guardSession } from './session-guard.ts';
import { guardTransaction } from './transaction-guard.ts';
import { guardTypedData } from './typed-data-guard.ts';

/**
 * Who may call a method.
 * `public`: any page the registry lists. `connected`: after the person connected this origin.
 * `approval`: connected, and a person approves this very request.
 * `connect`: any listed page; a person approves, and the origin is connected by it.
 */
export type Access = 'public' | 'connected' | 'approval' | 'connect';

/** `wallet`: answered inside the widget. `chain`: an allow-listed read, forwarded to the chain gateway. */
export type HandledBy = 'wallet' | 'chain';

export type MethodRow<Params> = {
  readonly access: Access;
  readonly handledBy: HandledBy;
  /** Returns the normalised parameters, or throws `WalletError(-32602)` naming the field. */
  readonly params: (params: unknown) => Params;
};

function row<Params>(access: Access, handledBy: HandledBy, params: (params: unknown) => Params): MethodRow<Params> {
  return { access, handledBy, params };
}

const read = row('public', 'chain', passThrough);

/** The method table: everything the wallet answers. What is not here is refused with -32601 or 4200. */
export const rpcMethods = {
  eth_requestAccounts: row('connect', 'wallet', guardNone),
  eth_accounts: row('public', 'wallet', guardNone),
  eth_coinbase: row('public', 'wallet', guardNone),
  eth_chainId: row('public', 'wallet', guardNone),
  net_version: row('public', 'wallet', guardNone),
  web3_clientVersion: row('public', 'wallet', guardNone),
  wallet_switchEthereumChain: row('connected', 'wallet', guardChain),
  wallet_addEthereumChain: row('connected', 'wallet', guardAddChain),
  wallet_watchAsset: row('approval', 'wallet', guardWatchAsset),
  wallet_getPermissions: row('public', 'wallet', guardNone),
  wallet_requestPermissions: row('connect', 'wallet', guardPermissions),
  wallet_revokePermissions: row('connected', 'wallet', guardPermissions),
  wallet_connect: row('connect', 'wallet', guardConnect),
  wallet_disconnect: row('public', 'wallet', guardNone),
  wallet_createSession: row('connect', 'wallet', guardCreateSession),
  wallet_getSession: row('public', 'wallet', guardSession),
  wallet_revokeSession: row('public', 'wallet', guardSession),
  wallet_invokeMethod: row('connected', 'wallet', guardInvoke),
  wallet_getCapabilities: row('connected', 'wallet', guardCapabilities),
  wallet_sendCalls: row('approval', 'wallet', guardSendCalls),
  wallet_getCallsStatus: row('connected', 'wallet', guardCallsId),
  wallet_showCallsStatus: row('connected', 'wallet', guardCallsId),
  personal_sign: row('approval', 'wallet', guardMessage),
  eth_signTypedData_v4: row('approval', 'wallet', guardTypedData),
  eth_sendTransaction: row('approval', 'wallet', guardTransaction),
  eth_blockNumber: read,
  eth_call: read,
  eth_createAccessList: read,
  eth_estimateGas: read,
  eth_feeHistory: read,
  eth_gasPrice: read,
  eth_getBalance: row('public', 'chain', guardAddress),
  eth_getBlockByHash: read,
  eth_getBlockByNumber: read,
  eth_getBlockReceipts: read,
  eth_getBlockTransactionCountByHash: read,
  eth_getBlockTransactionCountByNumber: read,
  eth_getCode: row('public', 'chain', guardAddress),
  eth_getLogs: read,
  eth_getProof: row('public', 'chain', guardAddress),
  eth_getStorageAt: row('public', 'chain', guardAddress),
  eth_getTransactionByBlockHashAndIndex: read,
  eth_getTransactionByBlockNumberAndIndex: read,
  eth_getTransactionByHash: read,
  eth_getTransactionCount: row('public', 'chain', guardAddress),
  eth_getTransactionReceipt: read,
  eth_maxPriorityFeePerGas: read,
  eth_syncing: read,
} as const;

export type RpcMethod = keyof typeof rpcMethods;

/** Methods wallets know but this one refuses, with EIP-1193's 4200: they sign what nobody can read, or hand out keys. */
export const refusedMethods: ReadonlySet<string> = new Set([
  'eth_sign',
  'eth_signTransaction',
  'eth_signTypedData',
  'eth_signTypedData_v1',
  'eth_signTypedData_v3',
  'eth_getEncryptionPublicKey',
  'eth_decrypt',
  'eth_sendRawTransaction',
  'wallet_signAuthorization',
]);

/**
 * Looks a method up without touching the prototype chain.
 *
 * @throws WalletError 4200 for known but refused methods, -32601 for anything else unknown.
 * @example
 * ```ts
 * lookUpMethod('eth_chainId').access; // 'public'
 * ```
 */
export function lookUpMethod(method: string): MethodRow<unknown> {
  if (Object.hasOwn(rpcMethods, method)) return rpcMethods[method as RpcMethod];
  const shown = method.slice(0, 64).replace(/[^\x20-\x7e]/g, '\ufffd');
  if (refusedMethods.has(method)) throw new WalletError(4200, `The wallet refuses ${shown}.`, { reason: 'method_refused' });
  throw new WalletError(-32601, `The method ${shown} does not exist.`, { reason: 'method_unknown' });
}
