import { randomBytes, randomUUID } from 'node:crypto';
import { appendFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { readEntry } from '../../mock-server/src/enclave/witness-entry.ts';
import { nextEntry, sealed } from '../../mock-server/src/ledger/testing/entries.ts';
import { openWitnessLog } from '../../mock-server/src/ledger/witness-log.ts';
import { openSqliteStore } from '../../mock-server/src/store/sqlite-store.ts';
import { readWalPosition } from './power-cut.ts';

/*
 * Writes wallets, signatures, transactions, nonces and witness entries as fast as it can, and notes each one only after
 * the store has said that it is durable. `node power-writer.ts FOLDER`. Killed by whoever started it.
 */

const folder = process.argv[2] ?? '';
const acknowledged = join(folder, 'acknowledged.jsonl');
/** How far the logs had been written when the store had said so. */
const acknowledge = (fact: object): void => {
  const { salt, frames } = readWalPosition(folder);
  const logBytes = statSync(join(folder, 'witness.log')).size;
  appendFileSync(acknowledged, `${JSON.stringify({ ...fact, salt, frames, logBytes })}\n`);
};
const bytes = (length: number): Uint8Array => new Uint8Array(randomBytes(length));

const store = await openSqliteStore({ path: join(folder, 'wallet.sqlite') });
const log = openWitnessLog(join(folder, 'witness.log'), (entry) => readEntry(entry).entry.walletHash);
process.stdin.on('end', () => process.exit(0)).resume();
process.stdout.write('ready\n');

let head: Parameters<typeof nextEntry>[1] = null;
for (let count = 0; ; count++) {
  const [walletId, userId, requestId] = [randomUUID(), randomUUID(), randomUUID()];
  const address = `0x${Buffer.from(bytes(20)).toString('hex')}`;
  const record = bytes(900);
  await store.upsertUser({ newUserId: userId, appId: 'demo', issuer: 'test', subjectHash: bytes(32), providerId: 'demo', name: null, email: null });
  const user = { userId };
  const accounts = [{ accountIndex: 0, address, path: "m/44'/60'/0'/0/0" }];
  const createdAtMs = count;
  await store.createWallet({
    walletId,
    ...user,
    appId: 'demo',
    state: 'POPULATED',
    pinEpoch: 0,
    record,
    pending: null,
    imported: false,
    accounts,
    createdAtMs,
  });
  acknowledge({ kind: 'wallet', walletId, state: 'POPULATED' });
  await store.setWalletState(walletId, 'AVAILABLE');
  acknowledge({ kind: 'wallet', walletId, state: 'AVAILABLE' });
  const signature = bytes(65);
  await store.saveSignature({ walletId, requestId, intentHash: bytes(32), signature, createdAtMs });
  acknowledge({ kind: 'signature', walletId, requestId, signature: Buffer.from(signature).toString('hex') });
  const { nonce } = await store.reserveNonce({
    chainId: 1,
    address,
    requestId,
    atLeast: 0,
    isReplacement: false,
    nowMs: count,
    expiresAtMs: Number.MAX_SAFE_INTEGER,
  });
  acknowledge({ kind: 'nonce', address, requestId, nonce });
  await store.putSetting(`setting-${count % 50}`, bytes(400));
  const entry = nextEntry('a', head, { attempts: 0, yearAttempts: 0 });
  const { bytes: stored, hash } = sealed(entry);
  log.append(entry.walletHash, stored);
  head = { entry, hash };
  acknowledge({ kind: 'entry', seq: entry.seq });
}
