import type { Hono } from 'hono';
import { routes } from '../../../widget/src/contract/api.ts';
import { type Transaction, updateAccountRequestSchema, type Wallet } from '../../../widget/src/contract/wallet-api.ts';
import { type AppEnv, route } from '../http/context.ts';
import { jsonBody } from '../http/json-body.ts';
import { ApiProblem } from '../http/problem.ts';
import type { TransactionRow, WalletRow, WrapRow } from '../store/store.ts';
import { findOwnedWallet } from './owned-wallet.ts';
import { settlePopulated } from './populated.ts';
import type { Services } from './services.ts';
import { offerOf } from './signed-transaction.ts';

const ACTIVITY_LIMIT = 100;

function toWallet(row: WalletRow, wraps: readonly WrapRow[]): Wallet {
  const { walletId, state, pinEpoch, createdAtMs, imported } = row;
  const backups = wraps.map(({ wrapId, kind, createdAtMs: madeAtMs, confirmedAtMs }) => ({ wrapId, kind, createdAtMs: madeAtMs, confirmedAtMs }));
  return { walletId, state, accounts: [...row.accounts], pinEpoch, createdAtMs, imported, backups };
}

/** What the owner sees of a stored transaction: everything but how it is kept. */
export function toTransaction(row: TransactionRow): Transaction {
  const { walletId: _walletId, rawTransaction, sendRequestedAtMs: _requested, updatedAtMs: _updated, replacedBy, ...plain } = row;
  const visible = replacedBy === null ? plain : { ...plain, replacedBy };
  const waits = row.status === 'signed' || row.status === 'sent';
  return waits ? { ...visible, offer: offerOf(rawTransaction) } : visible;
}

/** The caller's wallets and what they did. */
export function walletRoutes(app: Hono<AppEnv>, services: Services): void {
  const accountBody = jsonBody(updateAccountRequestSchema);

  route(app, routes.wallets, [services.authenticate], async function respondWithWallets(context) {
    const wallets = await settlePopulated(await services.store.listWallets(context.get('session').userId), services);
    return context.json(await Promise.all(wallets.map(async (wallet) => toWallet(wallet, await services.store.listWraps(wallet.walletId)))));
  });

  route(app, routes.updateAccount, [accountBody.read, services.authenticate, services.idempotent], async function updateAccount(context) {
    const wallet = await findOwnedWallet(services.store, context.req.param('id') ?? '', context.get('session').userId);
    const { name, hidden } = accountBody.of(context);
    const account = wallet.accounts.find(({ accountIndex }) => String(accountIndex) === context.req.param('index'));
    if (account === undefined) throw new ApiProblem('not_found', { field: 'index', detail: 'The wallet has no such account.' });
    const outcome = await services.store.updateAccount(wallet.walletId, account.accountIndex, { name, hidden });
    if (outcome === 'last-visible') throw new ApiProblem('invalid_request', { field: 'hidden', detail: 'The last visible account cannot be hidden.' });
    return context.json({ ...account, name, hidden });
  });

  route(app, routes.activity, [services.authenticate], async function respondWithActivity(context) {
    const wallet = await findOwnedWallet(services.store, context.req.param('id') ?? '', context.get('session').userId);
    const transactions = await services.store.listTransactions(wallet.walletId, ACTIVITY_LIMIT);
    return context.json(transactions.map(toTransaction));
  });
}
