import type { BridgeRequest } from '../../../../host-sdk/src/contract/bridge.ts';
import type { WalletError, WireError } from '../../../../host-sdk/src/contract/errors.ts';
import type { Hex, Json } from '../../../../host-sdk/src/contract/types.ts';
import type { ApiClient } from '../../api/wallet-client.ts';
import { createAccountGate } from '../../approvals/account-gate.ts';
import { toFailure } from '../../approvals/failure.ts';
import { createPendingRequests } from '../../approvals/pending-requests.ts';
import { createApprovalQueue } from '../../approvals/queue.ts';
import type { Chain } from '../../contract/api.ts';
import type { Transaction } from '../../contract/wallet-api.ts';
import { openDatabase } from '../../state/database.ts';
import { type AppState, initialState } from '../../state/state.ts';
import { createStore } from '../../state/store.ts';
import type { Signing } from '../../wallet/signing.ts';
import { createTransactions } from '../../wallet/transactions.ts';
import { createWatchedAssets } from '../../wallet/watched-assets.ts';
import { createCallBundles } from '../call-bundles.ts';
import { createDispatch } from '../dispatch.ts';
import { type BridgeActions, createBridgeHandlers } from '../handlers.ts';
import { createPermissions } from '../permissions.ts';
import type { MethodDeps } from '../request-context.ts';

export const origin = 'https://shop.example';
export const address: Hex = '0x70997970C51812dc3A010C7d01b50e0d17dc79C8';
export const stranger: Hex = '0x3C44CdDdB6a900fa2b585dd299e03d12FA4293BC';
export const token: Hex = '0x5FbDB2315678afecb367f032d93F642f64180aa3';

const account = { walletId: '6f1d2c3b-4a59-4c3e-8f21-0a9b8c7d6e5f', accountIndex: 0, address, name: 'Account 1' } as const;
const chainOf = (chainId: number): Chain => ({
  chainId,
  name: `Chain ${chainId}`,
  nativeCurrency: { name: 'Ether', symbol: 'ETH', decimals: 18 },
  explorerUrl: null,
  testnet: true,
});

const word = (value: bigint | number) => value.toString(16).padStart(64, '0');
const textWord = (text: string) =>
  `0x${word(32)}${word(text.length)}${Array.from(text, (letter) => letter.charCodeAt(0).toString(16))
    .join('')
    .padEnd(64, '0')}`;

/** What a node answers; `eth_call` describes one token and nothing else. */
function answerOf(method: string, params: readonly Json[]): Json {
  const [call] = params as readonly [{ readonly to?: string; readonly data?: string } | string | null | undefined];
  const asked = typeof call === 'object' && call !== null ? call : {};
  switch (method) {
    case 'eth_feeHistory':
      return { baseFeePerGas: ['0x3b9aca00', '0x3b9aca00'], reward: [['0x3b9aca00']] };
    case 'eth_estimateGas':
      return '0x5208';
    case 'eth_getBalance':
      return '0xde0b6b3a7640000';
    case 'eth_getTransactionCount':
      return '0x7';
    case 'eth_getCode':
      return call === token ? '0x60' : '0x';
    case 'eth_call':
      if (asked.to !== token) return '0x';
      return asked.data === '0x95d89b41' ? textWord('DEMO') : `0x${word(6)}`;
    default:
      return null;
  }
}

/** The server's side of sending: every transaction is kept by its request, and its fate is the test's to choose. */
function fakeChain() {
  const sent = new Map<string, Transaction>();
  const receipts = new Map<string, Json>();
  const failing = new Set<number>();
  let nonce = 7;
  const reserved = new Map<string, number>();
  return {
    sent,
    receipts,
    /** Broadcasts with these places in the order of sending fail. */
    failing,
    reserve(requestId: string): number {
      const known = reserved.get(requestId) ?? nonce++;
      reserved.set(requestId, known);
      return known;
    },
    add(requestId: string, hash: Hex, chainId: number): Transaction {
      const known = sent.get(requestId);
      if (known !== undefined) return known;
      const row: Transaction = {
        hash,
        chainId,
        requestId,
        from: address,
        to: stranger,
        valueWei: '0',
        data: '0x',
        nonce: 0,
        status: 'sent',
        blockNumber: null,
        feeWei: null,
        origin,
        createdAtMs: 0,
      };
      sent.set(requestId, row);
      return row;
    },
    /** The block with this call came; `ok` says how it went. */
    mine(hash: string, ok: boolean): void {
      for (const [requestId, row] of sent) if (row.hash === hash) sent.set(requestId, { ...row, status: ok ? 'confirmed' : 'failed' });
      const receipt = { transactionHash: hash, status: ok ? '0x1' : '0x0', logs: [], blockHash: '0x01', blockNumber: '0x1', gasUsed: '0x5208', extra: 'x' };
      receipts.set(hash, receipt);
    },
  };
}

/** What a page was answered, or the error as text, so that a comparison shows it. */
export const resultOf = (answer: object) => ('value' in answer ? answer.value : JSON.stringify(answer)) as never;

/** Everything behind the bridge but the enclave and the server, for one page. */
export async function pageWorld(change: Partial<AppState> = {}, options: { readonly rpc?: ApiClient['rpc']; readonly connected?: boolean } = {}) {
  const store = createStore<AppState>({
    ...initialState,
    status: { phase: 'locked' },
    app: { appId: 'demo', name: 'Demo', logoUrl: null, allowedOrigins: [origin], development: true, providers: [], chainIds: [31337, 31338] },
    chains: [chainOf(31337), chainOf(31338), chainOf(1)],
    activeChainId: 31337,
    accounts: [account],
    activeAccount: account,
    hostOrigin: origin,
    ...change,
  });
  const chain = fakeChain();
  const signatures: string[] = [];
  const signing = {
    signMessage: async (_account: unknown, { requestId }: { readonly requestId: string }) => {
      signatures.push(requestId);
      return '0x51';
    },
    signTransaction: async (_account: unknown, { requestId, nonce }: { readonly requestId: string; readonly nonce: number }) => {
      if (chain.failing.delete(signatures.length)) throw new TypeError('the network is down');
      signatures.push(requestId);
      return { rawTransaction: '0x02', hash: `0x${word(nonce)}` };
    },
  } as unknown as Signing;
  const readChain =
    options.rpc ??
    (async (_chainId: number, method: string, params: readonly Json[]) => {
      if (method === 'eth_getTransactionReceipt') return chain.receipts.get(params[0] as string) ?? null;
      return answerOf(method, params);
    });
  const api = {
    rpc: readChain,
    read: readChain,
    prepareTransaction: async ({ requestId }: { readonly requestId: string }) => ({ nonce: chain.reserve(requestId), expiresAtMs: 0 }),
    sendTransaction: async ({ requestId, chainId }: { readonly requestId: string; readonly chainId: number }) =>
      chain.add(requestId, `0x${word(chain.reserve(requestId))}`, chainId),
    transaction: async (hash: string) => [...chain.sent.values()].find((row) => row.hash === hash),
    activity: async () => [...chain.sent.values()],
  } as unknown as ApiClient;
  const database = await openDatabase(`test-${crypto.randomUUID()}`);
  const queue = createApprovalQueue({ nowMs: () => Date.now(), onChange: () => store.set({ approvals: queue.all() }) });
  const permissions = createPermissions(database, () => {});
  await permissions.load('alice');
  if (options.connected !== false) await permissions.grant(origin, 1);
  const gate = createAccountGate(store, () => {});
  const pending = createPendingRequests();
  const shown: string[] = [];
  const deps: MethodDeps = {
    appId: 'demo',
    store,
    api,
    gate,
    queue,
    permissions,
    signing,
    transactions: createTransactions(api, signing),
    bundles: createCallBundles(database),
    assets: createWatchedAssets(database),
    show: (view) => void shown.push(view),
    nowMs: () => Date.now(),
  };
  const dispatch = createDispatch({ ...deps, pending, onAnswered: () => {} });
  const unused = () => {
    throw new TypeError('not part of this world');
  };
  const actions: BridgeActions = {
    request: (request: BridgeRequest) => dispatch(request, origin),
    open: unused,
    close: unused,
    login: unused,
    logout: unused,
    status: () => store.get().status,
    setTheme: async () => ({ rejected: [], corrected: [], applied: {} }),
    setPreferences: () => {},
    cancel: () => {},
  };
  /** What the page sees of the bridge. */
  const methods = createBridgeHandlers({ actions, admit: () => {}, toFailure });

  /** A request as the page makes it, and what it gets. */
  async function ask(method: string, params?: Json, id: string = crypto.randomUUID()): Promise<{ readonly value: Json } | WireError> {
    const envelope = await methods.request({ id, method, ...(params === undefined ? {} : { params }) });
    return envelope.ok ? { value: envelope.result } : envelope.error;
  }

  /** The person approves what is on the screen, as soon as something is. */
  async function approve(): Promise<void> {
    while (queue.first() === null) await new Promise((resolve) => setTimeout(resolve, 1));
    const entry = queue.first();
    if (entry === null || !queue.begin(entry.approval.id)) throw new TypeError('nothing to approve');
    const { id } = entry.approval;
    try {
      const { value } = await entry.work.run('902746', () => {});
      queue.approve(id, value);
      queue.remove(id);
    } catch (cause) {
      queue.resume(id);
      throw cause;
    }
  }

  /** The person says no. */
  async function reject(error: WalletError): Promise<void> {
    while (queue.first() === null) await new Promise((resolve) => setTimeout(resolve, 1));
    queue.reject(queue.first()?.approval.id ?? '', error);
  }

  return { store, queue, permissions, pending, deps, database, chain, signatures, shown, methods, dispatch, ask, approve, reject };
}
