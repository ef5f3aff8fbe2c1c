import type { Hex, Json } from '../../../host-sdk/src/contract/types.ts';
import type { ApiClient } from '../api/wallet-client.ts';
import type { CallBundle } from './call-bundles.ts';

type Receipt = { readonly [field: string]: Json };
/** `unsent`: it is on no chain, and nobody will send it any more. */
type CallState = Receipt | 'pending' | 'unsent';

/** Status codes of EIP-5792. 600: some calls took effect and others did not. */
type StatusCode = 100 | 200 | 400 | 500 | 600;

const isReceipt = (state: CallState): state is Receipt => typeof state === 'object';

function statusCode(states: readonly CallState[]): StatusCode {
  if (states.includes('pending')) return 100;
  const mined = states.filter(isReceipt);
  const succeeded = mined.filter(({ status }) => status === '0x1').length;
  if (mined.length === 0) return 400;
  if (succeeded === states.length) return 200;
  return succeeded === 0 ? 500 : 600;
}

const pick = (from: Receipt, members: readonly string[]): Receipt => Object.fromEntries(members.map((member) => [member, from[member] ?? null]));

/** The members of a receipt that EIP-5792 hands out. */
function publicReceipt(receipt: Receipt): Receipt {
  const logs = (Array.isArray(receipt.logs) ? receipt.logs : []) as readonly Receipt[];
  return {
    ...pick(receipt, ['status', 'blockHash', 'blockNumber', 'gasUsed', 'transactionHash']),
    logs: logs.map((log) => pick(log, ['address', 'data', 'topics'])),
  };
}

export type StatusOptions = {
  readonly api: Pick<ApiClient, 'rpc' | 'activity' | 'transaction'>;
  readonly walletId: string;
  /** The bundle's work may still go on in this page. */
  readonly live: boolean;
};

/**
 * What became of a bundle, as EIP-5792 §wallet_getCallsStatus says it. What this page does not know, because it was closed in
 * the middle, the server does: it stores each transaction under its request before it sends it.
 *
 * @throws ApiError when chain or server cannot be reached.
 */
export async function readCallsStatus(bundle: CallBundle, { api, walletId, live }: StatusOptions): Promise<Json> {
  const { id, chainId, calls } = bundle;
  const lost = calls.some(({ hash }) => hash === null);
  const stored = lost ? await api.activity(walletId) : [];

  async function stateOf({ requestId, hash: known }: CallBundle['calls'][number]): Promise<CallState> {
    const hash = known ?? (stored.find((transaction) => transaction.requestId === requestId)?.hash as Hex | undefined) ?? null;
    if (hash === null) return live ? 'pending' : 'unsent';
    const receipt = await api.rpc(chainId, 'eth_getTransactionReceipt', [hash]);
    if (receipt !== null) return publicReceipt(receipt as Receipt);
    const { status, replacedBy, ...asked } = await api.transaction(hash);
    if (status === 'replaced' && replacedBy != null) {
      // Sped up, it did what was asked; cancelled, it did not.
      const { to, data, valueWei } = await api.transaction(replacedBy);
      const same = to === asked.to && data === asked.data && valueWei === asked.valueWei;
      return same ? stateOf({ requestId, hash: replacedBy as Hex }) : 'unsent';
    }
    return status === 'dropped' ? 'unsent' : 'pending';
  }

  const states = await Promise.all(calls.map(stateOf));
  return {
    version: '2.0.0',
    id,
    chainId: `0x${chainId.toString(16)}`,
    status: statusCode(live && lost ? ['pending'] : states),
    atomic: false,
    receipts: states.filter(isReceipt),
  };
}
