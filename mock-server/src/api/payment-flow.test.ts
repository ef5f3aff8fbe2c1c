import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { PREPARED_LIFETIME_MS } from './nonces.ts';
import { createHarness, type Harness } from './testing/harness.ts';
import type { TestClient } from './testing/test-client.ts';

describe('login, wallet, payment', () => {
  let harness: Harness;
  let client: TestClient;
  before(async () => {
    harness = await createHarness();
  });
  after(() => harness.close());

  it('behavior: the whole way once', async () => {
    client = await harness.signIn();
    assert.deepEqual(await (await client.call('GET', '/v1/wallets')).json(), []);

    const challenge = await client.post('/v1/enclave/challenge', { operation: 'wallet_create', walletId: crypto.randomUUID(), nonce: 'A'.repeat(43) });
    assert.equal(((await challenge.json()) as { pinEpoch: number }).pinEpoch, 0);
    const { walletId, address } = await harness.createWallet(client);
    assert.deepEqual(harness.funded, [address]);
    const [wallet] = (await (await client.call('GET', '/v1/wallets')).json()) as [Record<string, unknown>];
    assert.deepEqual(wallet, {
      walletId,
      state: 'AVAILABLE',
      accounts: [{ accountIndex: 0, address, path: "m/44'/60'/0'/0/0", name: null, hidden: false }],
      pinEpoch: 0,
      createdAtMs: harness.clock.ms,
      imported: false,
      backups: [],
    });

    harness.chain.nextNonce = 5;
    const intent = harness.transactionIntent(address, { nonce: 5 });
    const prepared = await client.post('/v1/transactions/prepare', { chainId: 31337, account: address, requestId: intent.requestId });
    assert.deepEqual(await prepared.json(), { nonce: 5, expiresAtMs: harness.clock.ms + PREPARED_LIFETIME_MS });
    const signed = await harness.sign(client, walletId, intent);
    assert.deepEqual(harness.chain.broadcasts, []);

    const sent = await client.post('/v1/transactions', signed);
    const transaction = (await sent.json()) as { hash: `0x${string}`; status: string; origin: string; valueWei: string };
    assert.equal(transaction.status, 'sent');
    assert.equal(transaction.origin, 'http://127.0.0.1:4000');
    assert.equal(transaction.valueWei, '10000000000000000');
    assert.deepEqual(harness.chain.broadcasts, [signed.rawTransaction]);

    harness.chain.receipts.set(transaction.hash, { status: 'confirmed', blockNumber: 9, feeWei: 21_000n });
    const settled = (await (await client.call('GET', `/v1/transactions/${transaction.hash}`)).json()) as Record<string, unknown>;
    assert.deepEqual([settled.status, settled.blockNumber, settled.feeWei], ['confirmed', 9, '21000']);
    const activity = await (await client.call('GET', `/v1/wallets/${walletId}/activity`)).json();
    assert.deepEqual(activity, [settled]);
  });

  it('behavior: signing out ends the session here and in the enclave', async () => {
    assert.equal((await client.call('DELETE', '/v1/session')).status, 204);
    assert.deepEqual(harness.enclave.revoked, [client.thumbprint]);
    assert.equal((await client.call('GET', '/v1/wallets')).status, 401);
  });
});
