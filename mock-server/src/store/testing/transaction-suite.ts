import assert from 'node:assert/strict';
import { it } from 'node:test';
import type { Store } from '../store.ts';
import { bytes, nowMs, saveSigned, sender, signatureOf, transaction } from './rows.ts';

/** Signatures, transactions and their nonces. Part of `storeSuite`, which opens the store. */
export function transactionSuite(store: () => Store): void {
  it('behavior: the first signature and the first transaction of a request stay', async () => {
    const first = signatureOf(transaction());
    await store().saveSignature(first);
    assert.deepEqual(await store().saveSignature({ ...first, intentHash: bytes(7) }), first);
    assert.deepEqual(await store().findSignature('wallet-1', 'request-1'), first);
    await saveSigned(store(), transaction());
    const kept = await saveSigned(store(), transaction({ hash: '0x09', rawTransaction: '0x09' }));
    assert.equal(kept.hash, '0x01');
    assert.equal(await store().findTransaction('0x09'), null);
  });

  it('behavior: signature and transaction are kept together, and none of a second one over another intent', async () => {
    const row = transaction({ requestId: 'request-2' });
    const signature = signatureOf(row);
    assert.deepEqual((await store().saveSignedTransaction(signature, row)).signature, signature);
    const other = transaction({ hash: '0x09', requestId: 'request-2' });
    const outcome = await store().saveSignedTransaction({ ...signature, intentHash: bytes(7) }, other);
    assert.deepEqual(outcome, { signature, transaction: null });
    assert.equal(await store().findTransaction('0x09'), null);
    // Its bytes are another wallet's: neither is kept.
    await assert.rejects(store().saveSignedTransaction(signatureOf(transaction({ walletId: 'wallet-2' })), transaction({ walletId: 'wallet-2' })));
    assert.equal(await store().findSignature('wallet-2', 'request-1'), null);
  });

  it('behavior: the same bytes for a later request are the same transaction, dropped or not', async () => {
    await saveSigned(store(), transaction());
    await store().updateTransaction('0x01', { status: 'dropped' }, nowMs + 1);
    const again = await saveSigned(store(), transaction({ requestId: 'request-2', createdAtMs: nowMs + 2, updatedAtMs: nowMs + 2 }));
    assert.deepEqual([again.status, again.requestId, again.createdAtMs], ['signed', 'request-2', nowMs + 2]);
    await store().updateTransaction('0x01', { status: 'sent', sendRequestedAtMs: nowMs + 3 }, nowMs + 3);
    const sent = await saveSigned(store(), transaction({ requestId: 'request-3' }));
    assert.deepEqual([sent.status, sent.requestId, sent.sendRequestedAtMs], ['sent', 'request-3', nowMs + 3]);
    assert.equal((await store().listTransactions('wallet-1', 10)).length, 1);
  });

  it('behavior: a request is forgotten only while nothing of it is, or may be, on its way', async () => {
    const signature = signatureOf(transaction());
    const isKept = async () => {
      await store().forgetUnsent('wallet-1', 'request-1');
      return [await store().findSignature('wallet-1', 'request-1'), await store().findTransactionByRequest('wallet-1', 'request-1')].every(
        (row) => row !== null,
      );
    };
    await store().saveSignature(signature);
    await store().saveSignature({ ...signature, requestId: 'request-2' });
    await saveSigned(store(), transaction());
    assert.equal(await isKept(), true, 'signed');
    await store().updateTransaction('0x01', { sendRequestedAtMs: nowMs, status: 'dropped' }, nowMs);
    assert.equal(await isKept(), true, 'asked to be sent');
    await store().updateTransaction('0x01', { sendRequestedAtMs: null }, nowMs);
    await store().forgetUnsent('wallet-2', 'request-1');
    await store().forgetUnsent('wallet-1', 'request-1');
    assert.equal(await store().findSignature('wallet-1', 'request-1'), null);
    assert.equal(await store().findTransactionByRequest('wallet-1', 'request-1'), null);
    assert.deepEqual(
      (await store().listTransactions('wallet-1', 10)).map(({ hash, requestId, status }) => [hash, requestId, status]),
      [['0x01', null, 'dropped']],
    );
    assert.notEqual(await store().findSignature('wallet-1', 'request-2'), null);
    // Nothing but a signature: an older server died between the two.
    await store().forgetUnsent('wallet-1', 'request-2');
    assert.equal(await store().findSignature('wallet-1', 'request-2'), null);
  });

  it('behavior: a transaction only moves forward', async () => {
    await saveSigned(store(), transaction());
    await store().updateTransaction('0x01', { status: 'confirmed', blockNumber: 7, feeWei: '21000' }, nowMs + 1);
    await store().updateTransaction('0x01', { status: 'sent' }, nowMs + 2);
    await store().updateTransaction('0x01', { status: 'dropped' }, nowMs + 3);
    const row = await store().findTransaction('0x01');
    assert.deepEqual([row?.status, row?.blockNumber, row?.feeWei], ['confirmed', 7, '21000']);
    assert.deepEqual(await store().claimUnsettledTransactions({ nowMs, leaseUntilMs: nowMs, limit: 10 }), []);
  });

  it('behavior: of two with one nonce, one is replaced, and comes back with a late receipt', async () => {
    await saveSigned(store(), transaction());
    await saveSigned(store(), transaction({ hash: '0x02', requestId: 'request-2', createdAtMs: nowMs + 1 }));
    const { chainId, from, nonce } = transaction();
    const both = await store().listTransactionsOfNonce({ chainId, address: from.toUpperCase().replace('X', 'x'), nonce });
    assert.deepEqual(
      both.map(({ hash }) => hash),
      ['0x01', '0x02'],
    );
    await store().updateTransaction('0x01', { status: 'replaced', replacedBy: '0x02' }, nowMs + 2);
    assert.equal((await store().findTransaction('0x01'))?.replacedBy, '0x02');
    await store().updateTransaction('0x01', { status: 'sent' }, nowMs + 3);
    assert.equal((await store().findTransaction('0x01'))?.status, 'replaced');
    await store().updateTransaction('0x01', { status: 'confirmed', replacedBy: null }, nowMs + 4);
    const row = await store().findTransaction('0x01');
    assert.deepEqual([row?.status, row?.replacedBy], ['confirmed', null]);
  });

  const reserve = async (requestId: string, atMs = nowMs, isReplacement = false) => {
    const place = { chainId: 31337, address: sender, requestId };
    return (await store().reserveNonce({ ...place, atLeast: 4, isReplacement, nowMs: atMs, expiresAtMs: atMs + 100 })).nonce;
  };
  const claim = (requestId: string, nonce: number, atMs = nowMs) =>
    store().claimNonce({ chainId: 31337, address: sender, requestId, nonce, nowMs: atMs, expiresAtMs: atMs + 100 });
  const release = (requestId: string, change = {}) => store().releaseNonce({ chainId: 31337, address: sender, requestId, atMs: nowMs, ...change });

  it('behavior: nonces are reserved without gaps and never twice', async () => {
    const nonces = await Promise.all(['a', 'b', 'c', 'd', 'e'].map((id) => reserve(id)));
    assert.deepEqual(nonces.toSorted(), [4, 5, 6, 7, 8]);
    assert.equal(await reserve('a', nowMs + 50), nonces[0]);
    // One that is given back is the next one's; of another account or request nothing is given back.
    await release('nobody');
    await release('c', { chainId: 1 });
    assert.equal(await reserve('c1'), 9);
    await release('c', { address: sender.toUpperCase().replace('X', 'x') });
    assert.equal(await reserve('c2'), nonces[2]);
    assert.equal(await reserve('f', nowMs + 1000), 4, 'reservations lapse');
  });

  it('behavior: what was signed keeps its nonce for its own request, and gives it to another payment once its reservation has lapsed', async () => {
    assert.equal(await reserve('a'), 4);
    const unsent = await saveSigned(store(), transaction({ nonce: 4, requestId: 'a' }));
    assert.equal(await reserve('b'), 5);
    assert.equal(await reserve('a', nowMs + 1000), 4, 'the same payment goes on');
    assert.equal(await reserve('c', nowMs + 1050), 5);
    assert.equal((await store().findTransaction(unsent.hash))?.status, 'signed');
    assert.equal(await reserve('d', nowMs + 1100), 4);
    assert.equal((await store().findTransaction(unsent.hash))?.status, 'dropped');
    assert.equal(await reserve('a', nowMs + 1100), 6, 'and what was dropped has none');
  });

  it('behavior: what was asked to be sent keeps its nonce, however long ago', async () => {
    const wanted = await saveSigned(store(), transaction({ nonce: 4, requestId: 'a' }));
    await store().updateTransaction(wanted.hash, { sendRequestedAtMs: nowMs }, nowMs);
    const muchLaterMs = nowMs + 86_400_000;
    assert.equal(await reserve('b', muchLaterMs), 5);
    assert.equal(await reserve('a', muchLaterMs), 4);
    assert.equal((await store().findTransaction(wanted.hash))?.status, 'signed');
  });

  it('behavior: a nonce is claimed by whoever reserved it, or by the first where nobody did', async () => {
    assert.equal(await reserve('a'), 4);
    assert.equal(await claim('b', 4), false);
    assert.equal(await claim('a', 4, nowMs + 1000), true, 'late, but nobody else wanted it');
    assert.equal(await reserve('b', nowMs + 1099), 5, 'and it is kept anew');
    assert.equal(await claim('c', 4, nowMs + 1100), true);
    assert.equal(await claim('a', 4, nowMs + 1100), false);
    assert.equal(await claim('a', 9, nowMs + 1100), true);
  });

  it('behavior: the nonce of what is going out is claimed only to replace it', async () => {
    const sent = await saveSigned(store(), transaction({ nonce: 4, requestId: 'a', sendRequestedAtMs: nowMs }));
    assert.equal(await claim('a', 4), true, 'its own');
    assert.equal(await claim('b', 4, nowMs + 1000), false);
    await store().updateTransaction(sent.hash, { status: 'sent' }, nowMs);
    assert.equal(await claim('b', 4, nowMs + 1000), false);
    assert.equal(await reserve('c', nowMs, true), 4);
    assert.equal(await claim('c', 4, nowMs + 1000), true, 'reserved as a replacement');
    assert.equal((await store().findTransaction(sent.hash))?.status, 'sent');
    assert.equal(await reserve('d'), 5);
  });
}
