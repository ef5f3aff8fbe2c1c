import { ChainError } from '../chain/port.ts';
import { type TransactionRow, UNSENT_LIFETIME_MS } from '../store/store.ts';
import { type BroadcastDeps, broadcast, updateFromReceipt, withdraw } from './broadcast.ts';
import { closeUnmined, isOutbid } from './replaced.ts';
import { checkMined } from './rolled-back.ts';

const BATCH_LIMIT = 100;
/** Longer than a round takes unless its chain is away; what a server dies with is looked after by another one then. */
const LEASE_MS = 10_000;
/** A transaction is sent again by the server itself after this time: by then the call that asked for it has ended one way or the other. */
const REBROADCAST_AFTER_MS = 30_000;

/** Nonces below this are in a block. */
async function minedNonce(row: TransactionRow, { chains }: BroadcastDeps): Promise<number> {
  const [response] = await chains.rpc(row.chainId, [{ jsonrpc: '2.0', id: 1, method: 'eth_getTransactionCount', params: [row.from, 'latest'] }]);
  return response !== undefined && 'result' in response ? Number(response.result) : 0;
}

async function settle(row: TransactionRow, deps: BroadcastDeps): Promise<void> {
  const { store, clock, logger } = deps;
  // The count first: a nonce that was in a block before the receipt was asked for, and without a receipt, is another's.
  const mined = await minedNonce(row, deps);
  const current = await updateFromReceipt(row, deps);
  const nowMs = clock.nowMs();
  if (current.status !== 'signed' && current.status !== 'sent') return;
  if (mined > row.nonce) return closeUnmined(row, deps);

  const { sendRequestedAtMs, status } = current;
  if (status === 'signed' && sendRequestedAtMs === null) {
    if (nowMs - row.createdAtMs > UNSENT_LIFETIME_MS) await store.updateTransaction(row.hash, { status: 'dropped' }, nowMs);
    return;
  }
  const lastSentAtMs = status === 'sent' ? row.updatedAtMs : (sendRequestedAtMs ?? nowMs);
  if (nowMs - lastSentAtMs < REBROADCAST_AFTER_MS) return;
  // It waits for what becomes of the one that offers more; to send it again would be refused.
  if (await isOutbid(row, deps)) return store.updateTransaction(row.hash, {}, nowMs);
  try {
    await broadcast(current, deps);
  } catch (error) {
    if (!(error instanceof ChainError)) throw error;
    const isRefused = error.code === 'transaction_rejected';
    if (isRefused && status === 'signed') await withdraw(current, deps);
    // Nobody holds it and the node will not take it: as long as it counted as sent, its nonce would hold up every later one.
    else if (isRefused && nowMs - row.createdAtMs > UNSENT_LIFETIME_MS) await store.updateTransaction(row.hash, { status: 'dropped' }, nowMs);
    else await store.updateTransaction(row.hash, {}, nowMs);
    logger.warn({ hash: row.hash, chainId: row.chainId, reason: error.message }, 'a transaction could not be sent again');
  }
}

async function settleEach(rows: readonly TransactionRow[], deps: BroadcastDeps): Promise<void> {
  // One that does not answer is not asked a hundred times over while the other chains wait.
  const away = new Set<number>();
  for (const row of rows) {
    if (away.has(row.chainId)) continue;
    try {
      await settle(row, deps);
    } catch (error) {
      if (!(error instanceof ChainError)) throw error;
      if (error.code === 'chain_unavailable') away.add(row.chainId);
      deps.logger.debug({ hash: row.hash, chainId: row.chainId, code: error.code }, 'the chain did not answer');
    }
  }
}

/**
 * One round over the transactions that are not in a block yet, or have not been for long: receipts, those whose sending was asked for when the server
 * went down, and those a node has forgotten. Nothing is sent that the person's wallet did not ask to send.
 *
 * Any number of servers may do so: each transaction is one server's at a time.
 *
 * @param restMs how long nobody looks at them again. Default 0.
 * @returns how many were looked at.
 * @example
 * ```ts
 * setInterval(() => void settleTransactions(deps), 5_000);
 * ```
 */
export async function settleTransactions(deps: BroadcastDeps, restMs = 0): Promise<number> {
  const startedAtMs = deps.clock.nowMs();
  const rows = await deps.store.claimUnsettledTransactions({ nowMs: startedAtMs, leaseUntilMs: startedAtMs + LEASE_MS, limit: BATCH_LIMIT });
  try {
    await settleEach(rows, deps);
  } finally {
    await deps.store.releaseTransactions(
      rows.map(({ hash }) => hash),
      startedAtMs + restMs,
    );
  }
  await checkMined(deps);
  return rows.length;
}
