import assert from 'node:assert/strict';
import { afterEach, beforeEach, describe, it } from 'node:test';
import { EnclaveError } from '../enclave-client/port.ts';
import { housekeep, POPULATED_LIFETIME_MS } from './housekeeping.ts';
import { createHarness, expectProblem, type Harness } from './testing/harness.ts';
import type { TestClient } from './testing/test-client.ts';

describe('a wallet the database has as never activated', () => {
  let harness: Harness;
  let client: TestClient;
  beforeEach(async () => {
    harness = await createHarness();
    client = await harness.signIn();
  });
  afterEach(() => harness.close());

  const create = (walletId: string) => client.post('/v1/enclave/call', harness.callBody(client, 'wallet_create', walletId));
  const listed = async (): Promise<readonly unknown[]> =>
    ((await (await client.call('GET', '/v1/wallets')).json()) as { walletId: string; state: string }[]).map(({ walletId, state }) => [walletId, state]);
  /** Activated, and then the database was put back to a copy of the moment before. */
  async function rolledBack(): Promise<string> {
    const { walletId } = await harness.createWallet(client);
    await harness.store.setWalletState(walletId, 'POPULATED');
    return walletId;
  }

  it('behavior: another device of its owner sees it as what it is', async () => {
    const walletId = await rolledBack();
    client = await harness.signIn();
    assert.deepEqual(await listed(), [[walletId, 'AVAILABLE']]);
    assert.equal((await harness.store.findWallet(walletId))?.state, 'AVAILABLE');
  });

  it('error: no other takes its place, under its own id or a new one', async () => {
    for (const newId of [() => crypto.randomUUID(), (walletId: string) => walletId]) {
      const walletId = await rolledBack();
      const record = (await harness.store.findWallet(walletId))?.record;
      await expectProblem(await create(newId(walletId)), 409, 'wallet_exists', 'walletId');
      const kept = await harness.store.findWallet(walletId);
      assert.deepEqual([kept?.state, kept?.record], ['AVAILABLE', record]);
      client = await harness.signIn('eve');
    }
  });

  it('behavior: one whose PIN is destroyed is that, not one that can be made anew', async () => {
    const walletId = await rolledBack();
    harness.enclave.ledgerStates.set(walletId, 'PIN_DESTROYED');
    assert.deepEqual(await listed(), [[walletId, 'PIN_DESTROYED']]);
    await expectProblem(await create(crypto.randomUUID()), 409, 'wallet_exists', 'walletId');
  });

  it('behavior: what the ledger has as never activated too gives way', async () => {
    const [first, second] = [crypto.randomUUID(), crypto.randomUUID()];
    await create(first);
    assert.deepEqual(await listed(), [[first, 'POPULATED']]);
    assert.equal((await create(second)).status, 200);
    assert.deepEqual(await listed(), [[second, 'POPULATED']]);
    harness.enclave.ledgerStates.delete(second);
    assert.equal((await create(first)).status, 200, 'the ledger knows nothing of it');
  });

  it('error: nobody is told of it, and nothing replaces it, while the ledger does not answer', async () => {
    const walletId = await rolledBack();
    harness.enclave.failure = new EnclaveError('ledger_unavailable', 'no quorum');
    await expectProblem(await client.call('GET', '/v1/wallets'), 503, 'ledger_unavailable');
    await expectProblem(await create(crypto.randomUUID()), 503, 'ledger_unavailable');
    harness.enclave.failure = null;
    assert.deepEqual(await listed(), [[walletId, 'AVAILABLE']]);
  });

  it('behavior: a day later it is shredded only when the ledger agrees', async () => {
    const walletId = await rolledBack();
    const eve = await harness.signIn('eve');
    const never = crypto.randomUUID();
    await eve.post('/v1/enclave/call', harness.callBody(eve, 'wallet_create', never));
    harness.clock.ms += POPULATED_LIFETIME_MS + 1;
    harness.enclave.failure = new EnclaveError('ledger_unavailable', 'no quorum');
    await housekeep(harness.deps);
    assert.deepEqual([(await harness.store.findWallet(walletId))?.state, (await harness.store.findWallet(never))?.state], ['POPULATED', 'POPULATED']);
    harness.enclave.failure = null;
    await housekeep(harness.deps);
    assert.deepEqual([(await harness.store.findWallet(walletId))?.state, await harness.store.findWallet(never)], ['AVAILABLE', null]);
  });
});
