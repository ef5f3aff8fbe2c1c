import type { SessionRow, SignatureRow, Store, TransactionRow, WalletRow } from '../store.ts';

/* Rows as the tests of every store write them. */

export const sender = `0x${'Ab'.repeat(20)}`;
export const nowMs = 1_800_000_000_000;
export const bytes = (value: number, length = 32) => new Uint8Array(length).fill(value);

export function session(change: Partial<SessionRow> = {}): SessionRow {
  return {
    sessionId: 'session-1',
    userId: 'user-1',
    appId: 'demo',
    thumbprint: 'thumbprint-1',
    deviceLabel: 'Laptop',
    certificate: bytes(1),
    certificateExpiresAtSeconds: 1_800_040_000,
    refreshHash: bytes(2),
    createdAtMs: nowMs,
    lastSeenAtMs: nowMs,
    expiresAtMs: nowMs + 1000,
    ...change,
  };
}

export function wallet(change: Partial<WalletRow> = {}): WalletRow {
  return {
    walletId: 'wallet-1',
    userId: 'user-1',
    appId: 'demo',
    state: 'POPULATED',
    pinEpoch: 0,
    record: bytes(3, 200),
    pending: null,
    imported: false,
    accounts: [{ accountIndex: 0, address: sender, path: "m/44'/60'/0'/0/0", name: null, hidden: false }],
    createdAtMs: nowMs,
    ...change,
  };
}

export function transaction(change: Partial<TransactionRow> = {}): TransactionRow {
  return {
    hash: '0x01',
    chainId: 31337,
    walletId: 'wallet-1',
    replacedBy: null,
    requestId: 'request-1',
    from: sender,
    to: null,
    valueWei: '1',
    data: '0x',
    nonce: 4,
    status: 'signed',
    blockNumber: null,
    feeWei: null,
    origin: 'https://shop.example',
    rawTransaction: '0x02',
    sendRequestedAtMs: null,
    createdAtMs: nowMs,
    updatedAtMs: nowMs,
    ...change,
  };
}

/** The transaction's signature. */
export function signatureOf({ walletId, requestId, createdAtMs }: TransactionRow): SignatureRow {
  return { walletId, requestId: requestId ?? '', intentHash: bytes(1), signature: bytes(2, 65), createdAtMs };
}

/** Saves the transaction as a call does. @returns the one that is kept. @throws Error where none is. */
export async function saveSigned(store: Store, row: TransactionRow): Promise<TransactionRow> {
  const { transaction: kept } = await store.saveSignedTransaction(signatureOf(row), row);
  if (kept === null) throw new Error('the request has a signature over another intent');
  return kept;
}
