import type { ApiClient } from '../api/wallet-client.ts';
import { checksumAddress } from '../crypto/ethereum.ts';
import type { DisplayRow, WarningCode } from '../state/state.ts';
import type { InnerCall } from './describe-fields.ts';
import { formatUnits } from './format-units.ts';
import type { TokenMetadata } from './token-metadata.ts';

/*
 * What a call would move, from a test run by `eth_simulateV1` (execution-apis). A contract may write what it likes into its log, so
 * a token is named with its address; what is not in a log (and not native money) cannot be seen.
 */

/** Rows of what leaves the account, what comes to it, and who may take from it afterwards. */
export type AssetChanges = { readonly rows: readonly DisplayRow[]; readonly dangers: readonly WarningCode[] };

type Log = { readonly address: string; readonly topics: readonly string[]; readonly data: string };
type Movement = { readonly contract: string; readonly id: string | null; change: bigint };

/** Where nodes put native transfers when they are asked to trace them. */
const NATIVE = '0xeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeee';
const TRANSFER = '0xddf252ad1be2c89b69c2b068fc378daa952ba7f163c4a11628f55a4df523b3ef';
const TRANSFER_SINGLE = '0xc3d58168c5ae7397731d063d5bbf3d657854427343f4c083240f7aacaa2d0f62';
const APPROVAL = '0x8c5be1e5ebec7d5bd14f71427d1e84f3dd0314c0f7b2291e5b200ac8c7c3b925';
const APPROVAL_FOR_ALL = '0x17307eab39ab6107e8899845ad3d59bd9653f200f220920489ca2b5937696c31';
const UNLIMITED = 1n << 159n;
const MAX_LOGS = 500;
const SIMULATION_TIMEOUT_MS = 5_000;

const addressIn = (topic: string | undefined) => `0x${topic?.slice(26) ?? ''}`;
const wordOf = (data: string, index: number) => BigInt(`0x${data.slice(2 + index * 64, 66 + index * 64) || '0'}`);

function readLog(value: unknown): Log | null {
  if (typeof value !== 'object' || value === null) return null;
  const { address, topics, data } = value as { readonly [key: string]: unknown };
  const isHex = (text: unknown): text is string => typeof text === 'string' && /^0x[0-9a-fA-F]*$/.test(text);
  if (!isHex(address) || address.length !== 42 || !isHex(data) || !Array.isArray(topics) || !topics.every(isHex)) return null;
  return { address: address.toLowerCase(), topics: topics.map((topic) => topic.toLowerCase()), data };
}

/** @returns null for an answer that does not look like the method's. */
function readLogs(answer: unknown): readonly Log[] | null {
  const [block] = Array.isArray(answer) ? (answer as readonly { readonly calls?: unknown }[]) : [];
  const [call] = Array.isArray(block?.calls) ? (block.calls as readonly { readonly status?: unknown; readonly logs?: unknown }[]) : [];
  if (call?.status !== '0x1' || !Array.isArray(call.logs) || call.logs.length > MAX_LOGS) return null;
  const logs = call.logs.map(readLog);
  return logs.some((log) => log === null) ? null : (logs as readonly Log[]);
}

function movementsOf(logs: readonly Log[], account: string): readonly Movement[] {
  const movements = new Map<string, Movement>();
  const move = (contract: string, id: bigint | null, from: string, to: string, amount: bigint) => {
    const change = (to === account ? amount : 0n) - (from === account ? amount : 0n);
    const key = `${contract} ${id ?? ''}`;
    const known = movements.get(key) ?? { contract, id: id === null ? null : String(id), change: 0n };
    known.change += change;
    movements.set(key, known);
  };
  for (const { address, topics, data } of logs) {
    const [event, first, second, third] = topics;
    if (event === TRANSFER && topics.length === 3) move(address, null, addressIn(first), addressIn(second), wordOf(data, 0));
    if (event === TRANSFER && topics.length === 4) move(address, BigInt(third ?? 0), addressIn(first), addressIn(second), 1n);
    if (event === TRANSFER_SINGLE && topics.length === 4) move(address, wordOf(data, 0), addressIn(second), addressIn(third), wordOf(data, 1));
  }
  return [...movements.values()].filter(({ change }) => change !== 0n);
}

const absolute = (value: bigint) => (value < 0n ? -value : value);

/**
 * Runs a call without sending it, and says what it would move.
 *
 * @returns null when it could not be simulated: the network does not offer it or does not answer, the run failed, or its answer cannot be read.
 */
export async function simulateChanges(
  api: Pick<ApiClient, 'rpc'>,
  call: InnerCall,
  { chainId, native, token }: { readonly chainId: number; readonly native: TokenMetadata; readonly token: (address: string) => Promise<TokenMetadata | null> },
): Promise<AssetChanges | null> {
  const request = { from: call.from, to: call.to, value: `0x${call.valueWei.toString(16)}`, input: call.data };
  const run = [{ blockStateCalls: [{ calls: [request] }], traceTransfers: true, validation: false }, 'latest'];
  // Whether the chain can be reached is for the reads to say that a payment cannot do without.
  const logs = await api.rpc(chainId, 'eth_simulateV1', run, AbortSignal.timeout(SIMULATION_TIMEOUT_MS)).then(readLogs, () => null);
  if (logs === null) return null;
  const account = call.from.toLowerCase();
  const rows: DisplayRow[] = [];
  const dangers: WarningCode[] = [];
  const contractRow = (address: string): DisplayRow => ({ kind: 'address', label: 'Token', address: checksumAddress(address) });

  async function amountRows(label: string, contract: string, amount: bigint): Promise<readonly DisplayRow[]> {
    if (contract === NATIVE) return [{ kind: 'amount', label, value: formatUnits(amount, native.decimals), symbol: native.symbol }];
    const known = await token(contract);
    const row: DisplayRow =
      known === null
        ? { kind: 'text', label, text: `${amount} (smallest units)` }
        : { kind: 'amount', label, value: formatUnits(amount, known.decimals), symbol: known.symbol };
    return [row, contractRow(contract)];
  }

  const movements = movementsOf(logs, account);
  for (const { contract, id, change } of [...movements.filter((one) => one.change < 0n), ...movements.filter((one) => one.change > 0n)]) {
    const label = change < 0n ? 'You send' : 'You receive';
    const amount = absolute(change);
    if (id === null) rows.push(...(await amountRows(label, contract, amount)));
    else rows.push({ kind: 'text', label, text: amount === 1n ? `#${id}` : `${amount} × #${id}` }, contractRow(contract));
  }
  for (const { address, topics, data } of logs) {
    const [event, owner, spender] = topics;
    if (addressIn(owner) !== account || spender === undefined) continue;
    const amount = topics.length === 3 ? wordOf(data, 0) : 0n;
    if (event === APPROVAL && topics.length === 3 && amount > 0n) {
      if (amount >= UNLIMITED) dangers.push('unlimited_approval');
      rows.push(
        ...(amount >= UNLIMITED
          ? [{ kind: 'text', label: 'Allowed', text: 'Unlimited' } as const, contractRow(address)]
          : await amountRows('Allowed', address, amount)),
      );
      rows.push({ kind: 'address', label: 'Spender', address: checksumAddress(addressIn(spender)) });
    }
    if (event === APPROVAL_FOR_ALL && amount > 0n) {
      dangers.push('approve_for_all');
      rows.push(
        { kind: 'address', label: 'Collection', address: checksumAddress(address) },
        { kind: 'address', label: 'Operator', address: checksumAddress(addressIn(spender)) },
      );
    }
  }
  return { rows, dangers: [...new Set(dangers)] };
}
