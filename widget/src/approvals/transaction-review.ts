import { WalletError } from '../../../host-sdk/src/contract/errors.ts';
import { invalid, type TransactionParams } from '../../../host-sdk/src/contract/rpc-guards.ts';
import type { Hex } from '../../../host-sdk/src/contract/types.ts';
import type { ApiClient } from '../api/wallet-client.ts';
import type { Descriptors } from '../clear-signing/descriptor.ts';
import type { ReadCall, readCall as ReadCallFunction } from '../clear-signing/read-call.ts';
import type { Chain } from '../contract/api.ts';
import type { Transaction } from '../contract/wallet-api.ts';
import type { ApprovalContent, FeeChoice } from '../state/state.ts';
import { type FeeQuote, quantity, quoteFees } from '../wallet/fees.ts';
import { fetchCode } from './fetch-code.ts';
import { type Simulation, simulate } from './simulate.ts';
import { transactionWarnings } from './warnings.ts';

export type TransactionContent = Extract<ApprovalContent, { kind: 'transaction' }>;

/** More gas than a whole block offers on the largest networks. */
const MAX_GAS_LIMIT = 60_000_000n;
/** 100,000 gwei: a fee above it is a mistake or a trick. */
const MAX_FEE_PER_GAS_WEI = 100_000_000_000_000n;
const TRANSFER_GAS = 21_000n;
/** For a call whose dry run failed and whose page named no limit. */
const FALLBACK_GAS_LIMIT = 500_000n;

const plainPayment: { readonly decoded: ReadCall['decoded'] } & Partial<ReadCall> = { decoded: { action: 'send', rows: [], warnings: [] } };

const readCall = async (...call: Parameters<typeof ReadCallFunction>): Promise<Partial<ReadCall> & Pick<ReadCall, 'decoded'>> =>
  (await fetchCode(() => import('../clear-signing/read-call.ts'))).readCall(...call);

function smaller(left: bigint, right: bigint): bigint {
  if (left < right) return left;
  return right;
}

/** A plain transfer costs exactly 21000; a contract may need more by the time it is mined. */
function gasLimitFor(params: TransactionParams, { gas }: Simulation): bigint {
  if (params.gasLimit !== undefined) return params.gasLimit;
  if (gas === null) return params.data === '0x' ? TRANSFER_GAS : FALLBACK_GAS_LIMIT;
  return gas === TRANSFER_GAS ? gas : (gas * 5n) / 4n;
}

function chooseFee(params: TransactionParams, quote: FeeQuote, simulation: Simulation): FeeChoice {
  const maxFeePerGasWei = params.maxFeePerGasWei ?? params.gasPriceWei ?? quote.maxFeePerGasWei;
  const wantedTip = params.maxPriorityFeePerGasWei ?? params.gasPriceWei ?? quote.maxPriorityFeePerGasWei;
  const maxPriorityFeePerGasWei = smaller(wantedTip, maxFeePerGasWei);
  const gasLimit = gasLimitFor(params, simulation);
  if (gasLimit > MAX_GAS_LIMIT) throw invalid('params[0].gas', `must not exceed ${MAX_GAS_LIMIT}`, 'gas_limit_too_high');
  if (maxFeePerGasWei > MAX_FEE_PER_GAS_WEI) throw invalid('params[0].maxFeePerGas', 'is far beyond what any network asks', 'fee_too_high');
  const priceWei = smaller(quote.baseFeePerGasWei + maxPriorityFeePerGasWei, maxFeePerGasWei);
  return { maxFeePerGasWei, maxPriorityFeePerGasWei, gasLimit, feeWei: (simulation.gas ?? gasLimit) * priceWei, seconds: quote.seconds };
}

/** @throws WalletError -32602 for a nonce that was used, or that would wait behind others that do not exist. */
function assertNonce(wanted: number | undefined, next: bigint): void {
  if (wanted === undefined || BigInt(wanted) === next) return;
  const problem = BigInt(wanted) < next ? `was used already; the next one is ${next}` : `leaves a gap; the next one is ${next}`;
  throw invalid('params[0].nonce', problem, BigInt(wanted) < next ? 'nonce_too_low' : 'nonce_gap');
}

/** What is the same for all transactions of an account at one moment. */
export type ChainFacts = { readonly quote: FeeQuote; readonly balanceWei: bigint; readonly next: bigint };

/** @throws ApiError when the chain cannot be reached. */
export async function readChainFacts(api: Pick<ApiClient, 'rpc'>, chainId: number, account: Hex): Promise<ChainFacts> {
  const [quote, balanceWei, next] = await Promise.all([
    quoteFees(api, chainId),
    api.rpc(chainId, 'eth_getBalance', [account, 'latest']).then((value) => quantity(value, 'balance')),
    api.rpc(chainId, 'eth_getTransactionCount', [account, 'pending']).then((value) => quantity(value, 'transaction count')),
  ]);
  return { quote, balanceWei, next };
}

/**
 * Turns a page's transaction into what a person decides on: what it does, what it costs at most and most likely, what is wrong with it.
 *
 * @throws WalletError -32602 for values no wallet should send, ApiError when the chain cannot be reached.
 */
export async function reviewTransaction(
  api: Pick<ApiClient, 'rpc'>,
  {
    params,
    chain,
    account,
    activity,
    facts,
    descriptors,
  }: {
    readonly params: TransactionParams;
    readonly chain: Chain;
    readonly account: Hex;
    readonly activity: readonly Transaction[] | null;
    readonly facts?: ChainFacts;
    /** Default: those of the build. */
    readonly descriptors?: Descriptors;
  },
): Promise<TransactionContent> {
  const { chainId } = chain;
  const { to, data, valueWei } = params;
  if (params.chainId !== undefined && params.chainId !== chainId) throw invalid('params[0].chainId', `must be ${chainId}, the active chain`, 'chain_mismatch');
  const [{ quote, balanceWei, next }, simulation, { decoded, ...more }] = await Promise.all([
    facts ?? readChainFacts(api, chainId, account),
    simulate(api, chainId, { from: account, to, valueWei, data }),
    // A plain payment says all there is to say itself.
    data === '0x' && to !== null ? plainPayment : readCall(api, { chain, account, to, valueWei, data }, descriptors),
  ]);
  assertNonce(params.nonce, next);
  const fee = chooseFee(params, quote, simulation);
  const worstCaseWei = valueWei + fee.gasLimit * fee.maxFeePerGasWei;
  if (worstCaseWei >= 1n << 256n) throw new WalletError(-32602, 'params[0].value is more than there can be', { field: 'params[0].value' });
  const failure: TransactionContent['rows'] = simulation.failure === null ? [] : [{ kind: 'text', label: 'Test run', text: simulation.failure }];
  return {
    kind: 'transaction',
    account,
    chainId,
    action: decoded.action,
    to,
    valueWei,
    symbol: chain.nativeCurrency.symbol,
    rows: [...decoded.rows, ...failure],
    data,
    fee,
    totalWei: valueWei + fee.feeWei,
    balanceWei,
    ...more,
    warnings: transactionWarnings({ decoded, to, worstCaseWei, balanceWei, simulationFailed: simulation.failure !== null, activity }),
  };
}
