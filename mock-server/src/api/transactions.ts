import type { Hono } from 'hono';
import { routes } from '../../../widget/src/contract/api.ts';
import { prepareTransactionRequestSchema, sendTransactionRequestSchema } from '../../../widget/src/contract/wallet-api.ts';
import { ChainError } from '../chain/port.ts';
import { type AppContext, type AppEnv, route } from '../http/context.ts';
import { jsonBody } from '../http/json-body.ts';
import { TRANSACTION_BODY_LIMIT_BYTES } from '../http/limits.ts';
import { ApiProblem } from '../http/problem.ts';
import { type TransactionRow, UNSENT_LIFETIME_MS, type WalletRow } from '../store/store.ts';
import { broadcast, updateFromReceipt, withdraw } from './broadcast.ts';
import { PREPARED_LIFETIME_MS } from './nonces.ts';
import { findOwnedWallet } from './owned-wallet.ts';
import { sendRolledBack } from './rolled-back.ts';
import type { Services } from './services.ts';
import { startAnew, wasNeverSent } from './start-anew.ts';
import { toTransaction } from './wallets.ts';

/** Nonces, sending, and what became of it. */
export function transactionRoutes(app: Hono<AppEnv>, services: Services): void {
  const { store, chains, clock, registry } = services;
  const prepareBody = jsonBody(prepareTransactionRequestSchema);
  const sendBody = jsonBody(sendTransactionRequestSchema, TRANSACTION_BODY_LIMIT_BYTES);

  async function findWalletOf(account: string, chainId: number, context: AppContext): Promise<WalletRow> {
    const { userId, appId } = context.get('session');
    const registered = await registry.find(appId);
    if (registered?.chainIds.includes(chainId) !== true) throw new ApiProblem('chain_unknown', { field: 'chainId' });
    const wallets = await store.listWallets(userId);
    const own = wallets.find((wallet) => wallet.accounts.some(({ address }) => address.toLowerCase() === account.toLowerCase()));
    if (own === undefined) throw new ApiProblem('wallet_unknown', { field: 'account', detail: 'The account is not one of yours.' });
    return own;
  }

  /** The nonce of what is to be sped up or cancelled. @throws ApiProblem when that is in a block already, or was never sent. */
  async function findReplaceable(hash: string, chainId: number, account: string): Promise<number> {
    const row = await store.findTransaction(hash.toLowerCase());
    if (row === null || row.chainId !== chainId || row.from !== account.toLowerCase()) throw new ApiProblem('transaction_unknown', { field: 'replaces' });
    const { status, nonce } = await updateFromReceipt(row, services);
    if (status === 'sent') return nonce;
    throw new ApiProblem('transaction_rejected', { field: 'replaces', detail: `The transaction is ${status} and waits for nothing. It was not replaced.` });
  }

  route(app, routes.prepareTransaction, [prepareBody.read, services.authenticate, services.idempotent], async function prepare(context) {
    const { chainId, account, requestId, replaces } = prepareBody.of(context);
    const { walletId } = await findWalletOf(account, chainId, context);
    const nowMs = clock.nowMs();
    const expiresAtMs = nowMs + PREPARED_LIFETIME_MS;
    const isReplacement = replaces !== undefined;
    const atLeast = isReplacement ? await findReplaceable(replaces, chainId, account) : await chains.transactionCount(chainId, account as `0x${string}`);
    if (!isReplacement) await sendRolledBack({ chainId, address: account, nonceFrom: atLeast }, services);
    await startAnew({ walletId, requestId, nextNonce: atLeast }, services);
    return context.json(await store.reserveNonce({ chainId, address: account, requestId, atLeast, isReplacement, nowMs, expiresAtMs }));
  });

  /** Only what this server stored as signed, byte for byte, for this wallet and this request, is ever sent. */
  async function findSigned(context: AppContext): Promise<TransactionRow> {
    const { walletId, requestId, chainId, rawTransaction } = sendBody.of(context);
    const wallet = await findOwnedWallet(store, walletId, context.get('session').userId);
    const row = await store.findTransactionByRequest(wallet.walletId, requestId);
    if (row === null || row.chainId !== chainId || row.rawTransaction !== rawTransaction.toLowerCase()) {
      throw new ApiProblem('transaction_unknown', { field: 'rawTransaction', detail: 'This transaction was not signed here for this request.' });
    }
    return row;
  }

  async function checkNotTooLate(row: TransactionRow): Promise<void> {
    const tooLate = row.status === 'signed' && row.sendRequestedAtMs === null && clock.nowMs() - row.createdAtMs > UNSENT_LIFETIME_MS;
    if (tooLate) await store.updateTransaction(row.hash, { status: 'dropped' }, clock.nowMs());
    if (tooLate || row.status === 'dropped' || row.status === 'replaced') {
      // These bytes are over, and the payment may be signed anew.
      const field = tooLate || wasNeverSent(row) ? { field: 'rawTransaction' } : {};
      throw new ApiProblem('transaction_rejected', {
        ...field,
        detail: 'The transaction was not sent in time, or another one took its place. It was not sent.',
      });
    }
  }

  async function sendSigned(row: TransactionRow): Promise<TransactionRow> {
    try {
      return await broadcast(row, services);
    } catch (error) {
      await withdraw(row, services);
      throw error;
    }
  }

  route(app, routes.sendTransaction, [sendBody.read, services.authenticate, services.idempotent], async function send(context) {
    const row = await findSigned(context);
    await checkNotTooLate(row);
    return context.json(toTransaction(row.status === 'signed' ? await sendSigned(row) : row));
  });

  route(app, routes.transaction, [services.authenticate], async function respondWithTransaction(context) {
    const row = await store.findTransaction((context.req.param('hash') ?? '').toLowerCase());
    const wallet = row === null ? null : await store.findWallet(row.walletId);
    if (row === null || wallet?.userId !== context.get('session').userId) throw new ApiProblem('transaction_unknown', { field: 'hash' });
    try {
      return context.json(toTransaction(await updateFromReceipt(row, services)));
    } catch (error) {
      // What is known stays known while the chain is down.
      if (!(error instanceof ChainError)) throw error;
      return context.json(toTransaction(row));
    }
  });
}
