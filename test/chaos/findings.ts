import { recoverMessageAddress } from 'viem';
import type { Client } from './client.ts';
import { type History, operationsOf, type Recorder } from './history.ts';
import { type ChaosWorld, readSigned } from './world.ts';

/* What is there when everything runs again: read by the API, in the server's database, and on the chain. */

type Row = Readonly<Record<string, unknown>>;

const hexOf = (bytes: unknown): `0x${string}` => `0x${Buffer.from(bytes as Uint8Array).toString('hex')}`;

function messagesOf(history: History): ReadonlyMap<string, string> {
  return new Map(operationsOf(history).flatMap(({ asked }) => (asked.f === 'sign' ? [[asked.requestId, asked.message] as const] : [])));
}

async function signerOf(message: string | undefined, signature: `0x${string}`): Promise<string | null> {
  if (message === undefined) return null;
  const address = await recoverMessageAddress({ message: { raw: message as `0x${string}` }, signature }).catch(() => '');
  return address.toLowerCase();
}

/** The receipts are asked for, as somebody does who looks at their activity. */
async function askForReceipts(client: Client, rows: readonly Row[]): Promise<void> {
  for (const { hash, wallet_id: walletId } of rows) {
    if (walletId === client.account()?.walletId) await client.api().transaction(String(hash));
  }
}

/** Writes it all down for the persons of these clients. */
export async function look(world: ChaosWorld, clients: readonly Client[], recorder: Recorder): Promise<void> {
  const walletIds = new Set<string>();
  for (const client of clients) {
    const wallets = (await client.api().wallets()).map(({ walletId, state, accounts }) => ({
      walletId,
      state,
      address: accounts[0]?.address.toLowerCase() ?? '',
    }));
    for (const { walletId } of wallets) walletIds.add(walletId);
    recorder.add({ type: 'found', found: { what: 'wallets', person: client.subject, wallets } });
  }
  const isOurs = (row: Row): boolean => walletIds.has(String(row.wallet_id));
  const sent = (await world.copies.rows('transactions')).filter(isOurs);
  for (const client of clients) await askForReceipts(client, sent);

  const messages = messagesOf(recorder.history);
  for (const row of (await world.copies.rows('signatures')).filter(isOurs)) {
    const [requestId, signature] = [String(row.request_id), hexOf(row.signature)];
    const signer = await signerOf(messages.get(requestId), signature);
    recorder.add({ type: 'found', found: { what: 'signature', walletId: String(row.wallet_id), requestId, signature, signer } });
  }
  for (const row of (await world.copies.rows('transactions')).filter(isOurs)) {
    const transaction = await readSigned(String(row.raw_transaction));
    const isOnChain = (await world.deployment.chain.ask('eth_getTransactionByHash', [transaction.hash])) !== null;
    const requestId = row.request_id === null ? null : String(row.request_id);
    recorder.add({
      type: 'found',
      found: { what: 'transaction', walletId: String(row.wallet_id), requestId, status: String(row.status), isOnChain, transaction },
    });
  }
}
