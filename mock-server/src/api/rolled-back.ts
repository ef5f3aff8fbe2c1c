import { ChainError } from '../chain/port.ts';
import type { TransactionRow } from '../store/store.ts';
import { type BroadcastDeps, broadcast } from './broadcast.ts';
import { closeUnmined } from './replaced.ts';

/** Blocks are taken back within moments or, practically, not at all. */
const WATCHED_MS = 120_000;
const BATCH_LIMIT = 50;

async function sendAgain(row: TransactionRow, deps: BroadcastDeps): Promise<void> {
  try {
    await broadcast(row, deps);
  } catch (error) {
    if (!(error instanceof ChainError)) throw error;
    // Refused and in no block: on this chain it will not happen any more, and its nonce must not hold up the next one.
    if (error.code === 'transaction_rejected') await closeUnmined(row, deps);
    deps.logger.warn({ hash: row.hash, chainId: row.chainId, reason: error.message }, 'a transaction whose block was taken back could not be sent again');
  }
}

/**
 * Makes good what a chain has taken back: an account's transactions that were in a block, at nonces the chain now says
 * are free, are sent again with the bytes the person approved. Those it refuses are dropped, and give their nonce back.
 * A node that merely lags does no harm: sending twice is sending once, and the receipt comes back with the node.
 *
 * @param account.nonceFrom the chain's transaction count for the address.
 */
export async function sendRolledBack(
  account: { readonly chainId: number; readonly address: string; readonly nonceFrom: number },
  deps: BroadcastDeps,
): Promise<void> {
  const rows = await deps.store.reopenTransactions({ ...account, nowMs: deps.clock.nowMs() });
  for (const row of rows) {
    deps.logger.warn({ hash: row.hash, chainId: row.chainId }, 'the chain took back the block of a transaction; it is sent again');
    await sendAgain(row, deps);
  }
}

/** Looks once more for the receipts of the last two minutes; where one is gone, so is the block. */
export async function checkMined(deps: BroadcastDeps): Promise<void> {
  const rows = await deps.store.listMinedTransactions(deps.clock.nowMs() - WATCHED_MS, BATCH_LIMIT);
  for (const { chainId, hash, from, nonce } of rows) {
    try {
      const receipt = await deps.chains.receipt(chainId, hash as `0x${string}`);
      if (receipt === null) await sendRolledBack({ chainId, address: from, nonceFrom: nonce }, deps);
    } catch (error) {
      if (!(error instanceof ChainError)) throw error;
      deps.logger.debug({ hash, chainId, code: error.code }, 'the chain did not answer');
    }
  }
}
