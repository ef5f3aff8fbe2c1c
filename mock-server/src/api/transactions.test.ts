import assert from 'node:assert/strict';
import { afterEach, beforeEach, describe, it } from 'node:test';
import { keccak256 } from 'viem';
import { ChainError } from '../chain/port.ts';
import { UNSENT_LIFETIME_MS } from '../store/store.ts';
import { housekeep, POPULATED_LIFETIME_MS } from './housekeeping.ts';
import { settleTransactions } from './settle-transactions.ts';
import { createHarness, expectProblem, type Harness } from './testing/harness.ts';
import type { TestClient } from './testing/test-client.ts';

type Signed = Awaited<ReturnType<Harness['sign']>>;

describe('sending transactions', () => {
  let harness: Harness;
  let client: TestClient;
  let address: `0x${string}`;
  let walletId: string;
  let signed: Signed;
  beforeEach(async () => {
    harness = await createHarness();
    client = await harness.signIn();
    ({ walletId, address } = await harness.createWallet(client));
    signed = await harness.sign(client, walletId, harness.transactionIntent(address));
  });
  afterEach(() => harness.close());

  const send = (body: Signed = signed, options = {}) => client.post('/v1/transactions', body, options);
  const stored = () => harness.store.findTransactionByRequest(walletId, signed.requestId);

  it('behavior: sending again under another key broadcasts nothing new', async () => {
    assert.equal((await send()).status, 200);
    assert.equal((await send()).status, 200);
    assert.deepEqual(harness.chain.broadcasts, [signed.rawTransaction]);
  });

  it('behavior: many at once send one and the same transaction', async () => {
    const responses = await Promise.all(Array.from({ length: 20 }, () => send()));
    assert.ok(responses.every((response) => response.status === 200));
    assert.equal(new Set(harness.chain.broadcasts).size, 1);
    assert.equal((await stored())?.status, 'sent');
  });

  it('error: a transaction that was not signed here, of another request, wallet or chain', async () => {
    const other = await harness.sign(client, walletId, harness.transactionIntent(address, { nonce: 1 }));
    const wrong: readonly Signed[] = [
      { ...signed, rawTransaction: other.rawTransaction },
      { ...signed, rawTransaction: `${signed.rawTransaction}00` },
      { ...signed, requestId: crypto.randomUUID() },
      { ...signed, chainId: 1 },
    ];
    for (const body of wrong) await expectProblem(await send(body), 404, 'transaction_unknown', 'rawTransaction');
    const eve = await harness.signIn('eve');
    await expectProblem(await eve.post('/v1/transactions', signed), 404, 'wallet_unknown');
    await expectProblem(await eve.call('GET', `/v1/transactions/${keccak256(signed.rawTransaction as `0x${string}`)}`), 404, 'transaction_unknown', 'hash');
    assert.deepEqual(harness.chain.broadcasts, []);
  });

  it('behavior: the chain is down, then back: the same button works, and nothing was sent meanwhile', async () => {
    harness.chain.failure = new ChainError('chain_unavailable', 'ECONNREFUSED');
    const idempotencyKey = crypto.randomUUID();
    await expectProblem(await send(signed, { idempotencyKey }), 503, 'chain_unavailable');
    harness.chain.failure = null;
    harness.clock.ms += 60_000;
    await settleTransactions(harness.deps);
    assert.deepEqual(harness.chain.broadcasts, []);
    client.nonce = (await client.call('GET', '/v1/chains')).headers.get('dpop-nonce');
    assert.equal((await send(signed, { idempotencyKey })).status, 200);
    assert.deepEqual(harness.chain.broadcasts, [signed.rawTransaction]);
  });

  it('error: the node’s refusal is passed on with its reason, and the transaction is kept', async () => {
    harness.chain.failure = new ChainError('transaction_rejected', 'insufficient funds for gas * price + value');
    const problem = await expectProblem(await send(), 422, 'transaction_rejected');
    assert.match(problem.detail ?? '', /insufficient funds/);
    assert.equal((await stored())?.status, 'signed');
    harness.chain.failure = null;
    assert.equal((await send()).status, 200);
  });

  it('behavior: a refusal of what is in a block already is a success', async () => {
    const hash = keccak256(signed.rawTransaction as `0x${string}`);
    harness.chain.receipts.set(hash, { status: 'confirmed', blockNumber: 3, feeWei: 1n });
    harness.chain.failure = new ChainError('transaction_rejected', 'nonce too low');
    const response = await send();
    assert.equal(response.status, 200);
    assert.equal(((await response.json()) as { status: string }).status, 'confirmed');
  });

  it('behavior: what is known is told while the chain is down', async () => {
    await send();
    harness.chain.failure = new ChainError('chain_unavailable', 'down');
    const response = await client.call('GET', `/v1/transactions/${keccak256(signed.rawTransaction as `0x${string}`)}`);
    assert.equal(((await response.json()) as { status: string }).status, 'sent');
  });

  it('behavior: after a crash between the request and the broadcast, the server sends by itself', async () => {
    const hash = keccak256(signed.rawTransaction as `0x${string}`);
    await harness.store.updateTransaction(hash, { sendRequestedAtMs: harness.clock.ms }, harness.clock.ms);
    await settleTransactions(harness.deps);
    assert.deepEqual(harness.chain.broadcasts, []);
    harness.clock.ms += 30_000;
    harness.chain.failure = new ChainError('chain_unavailable', 'down');
    await settleTransactions(harness.deps);
    harness.chain.failure = null;
    await settleTransactions(harness.deps);
    assert.deepEqual(harness.chain.broadcasts, [signed.rawTransaction]);
    assert.equal((await stored())?.status, 'sent');
  });

  it('behavior: nothing is ever sent that nobody asked to send', async () => {
    for (let round = 0; round < 5; round++) {
      harness.clock.ms += 60_000;
      await housekeep(harness.deps);
    }
    assert.deepEqual(harness.chain.broadcasts, []);
    harness.clock.ms += UNSENT_LIFETIME_MS;
    await housekeep(harness.deps);
    assert.equal((await stored())?.status, 'dropped');
    client = await harness.signIn();
    await expectProblem(await send(), 422, 'transaction_rejected');
    assert.deepEqual(harness.chain.broadcasts, []);
  });

  it('behavior: a transaction the node forgot is sent again; one whose nonce another took is dropped; a late receipt revives it', async () => {
    await send();
    harness.clock.ms += 30_000;
    await settleTransactions(harness.deps);
    await settleTransactions(harness.deps);
    assert.deepEqual(harness.chain.broadcasts, [signed.rawTransaction, signed.rawTransaction]);
    harness.chain.minedNonce = 1;
    await settleTransactions(harness.deps);
    assert.equal((await stored())?.status, 'dropped');
    const hash = keccak256(signed.rawTransaction as `0x${string}`);
    harness.chain.receipts.set(hash, { status: 'failed', blockNumber: 4, feeWei: 2n });
    client.nonce = (await client.call('GET', '/v1/chains')).headers.get('dpop-nonce');
    const response = await client.call('GET', `/v1/transactions/${hash}`);
    assert.equal(((await response.json()) as { status: string }).status, 'failed');
  });

  describe('a chain that takes blocks back', () => {
    const hashOf = (body: Signed) => keccak256(body.rawTransaction as `0x${string}`);
    const prepare = async (requestId: string = crypto.randomUUID()) => {
      client.nonce = (await client.call('GET', '/v1/chains')).headers.get('dpop-nonce');
      const response = await client.post('/v1/transactions/prepare', { chainId: 31337, account: address.toLowerCase(), requestId });
      return ((await response.json()) as { nonce: number }).nonce;
    };
    async function confirm(): Promise<void> {
      await send();
      harness.chain.receipts.set(hashOf(signed), { status: 'confirmed', blockNumber: 3, feeWei: 1n });
      harness.chain.minedNonce = 1;
      harness.chain.nextNonce = 1;
      await settleTransactions(harness.deps);
      assert.equal((await stored())?.status, 'confirmed');
    }
    function takeBack(): void {
      harness.chain.receipts.clear();
      harness.chain.minedNonce = 0;
      harness.chain.nextNonce = 0;
    }

    it('behavior: what was confirmed is sent again, and confirmed again', async () => {
      await confirm();
      await settleTransactions(harness.deps);
      assert.equal(harness.chain.broadcasts.length, 1);
      takeBack();
      await settleTransactions(harness.deps);
      assert.deepEqual(harness.chain.broadcasts, [signed.rawTransaction, signed.rawTransaction]);
      const reopened = await stored();
      assert.deepEqual([reopened?.status, reopened?.blockNumber, reopened?.feeWei], ['sent', null, null]);
      harness.chain.receipts.set(hashOf(signed), { status: 'confirmed', blockNumber: 2, feeWei: 1n });
      await settleTransactions(harness.deps);
      assert.deepEqual([(await stored())?.status, (await stored())?.blockNumber], ['confirmed', 2]);
    });

    it('behavior: long afterwards the next payment notices, sends it again and takes the nonce after it', async () => {
      await confirm();
      harness.clock.ms += 3_600_000;
      client = await harness.signIn();
      takeBack();
      await settleTransactions(harness.deps);
      assert.equal((await stored())?.status, 'confirmed');
      assert.equal(await prepare(), 1);
      assert.equal((await stored())?.status, 'sent');
      assert.deepEqual(harness.chain.broadcasts, [signed.rawTransaction, signed.rawTransaction]);
    });

    it('behavior: what the chain will not take again is dropped, and its nonce is free', async () => {
      await confirm();
      takeBack();
      harness.chain.failure = new ChainError('transaction_rejected', 'insufficient funds');
      await settleTransactions(harness.deps);
      assert.equal((await stored())?.status, 'dropped');
      harness.chain.failure = null;
      harness.clock.ms += 5_000;
      assert.equal(await prepare(), 0);
    });

    it('behavior: a chain that is away takes nothing back', async () => {
      await confirm();
      takeBack();
      harness.chain.failure = new ChainError('chain_unavailable', 'down');
      await settleTransactions(harness.deps);
      assert.equal((await stored())?.status, 'confirmed');
    });

    it('behavior: another account’s transactions are left alone', async () => {
      await confirm();
      const reopened = await harness.store.reopenTransactions({ chainId: 31337, address: `0x${'99'.repeat(20)}`, nonceFrom: 0, nowMs: harness.clock.ms });
      assert.deepEqual(reopened, []);
      assert.equal((await stored())?.status, 'confirmed');
    });
  });

  it('behavior: what was sent, is forgotten and refused for ten minutes is dropped, and its nonce is free', async () => {
    await send();
    harness.chain.failure = new ChainError('transaction_rejected', 'insufficient funds');
    harness.clock.ms += 60_000;
    await settleTransactions(harness.deps);
    assert.equal((await stored())?.status, 'sent');
    harness.clock.ms += UNSENT_LIFETIME_MS;
    await settleTransactions(harness.deps);
    assert.equal((await stored())?.status, 'dropped');
  });

  describe('one that is sped up or cancelled', () => {
    const hashOf = (body: Signed) => keccak256(body.rawTransaction as `0x${string}`);
    const ask = async (path: string) => {
      client.nonce = (await client.call('GET', '/v1/chains')).headers.get('dpop-nonce');
      return client.call('GET', path);
    };
    const prepare = async (replaces: string, requestId: string = crypto.randomUUID()) => {
      client.nonce = (await client.call('GET', '/v1/chains')).headers.get('dpop-nonce');
      return client.post('/v1/transactions/prepare', { chainId: 31337, account: address.toLowerCase(), requestId, replaces });
    };
    const statusOf = async (body: Signed) => {
      const row = await harness.store.findTransaction(hashOf(body));
      return [row?.status, row?.replacedBy ?? null];
    };
    async function replace(): Promise<Signed> {
      await send();
      harness.clock.ms += 1_000;
      const intent = harness.transactionIntent(address, { to: address, valueWei: 0n });
      const reply = (await (await prepare(hashOf(signed), intent.requestId)).json()) as { nonce: number };
      assert.equal(reply.nonce, intent.nonce);
      const faster = await harness.sign(client, walletId, intent);
      assert.equal((await send(faster)).status, 200);
      return faster;
    }
    function mine(body: Signed): void {
      harness.chain.receipts.set(hashOf(body), { status: 'confirmed', blockNumber: 5, feeWei: 1n });
      harness.chain.minedNonce = 1;
    }

    it('behavior: what waits says what it offers; the one that is mined says so, the other that it was replaced, and by what', async () => {
      const faster = await replace();
      const waiting = (await (await ask(`/v1/transactions/${hashOf(signed)}`)).json()) as { offer?: unknown };
      assert.deepEqual(waiting.offer, ['2000000000', '1000000000', '21000']);
      mine(faster);
      await settleTransactions(harness.deps);
      assert.deepEqual(await statusOf(faster), ['confirmed', null]);
      assert.deepEqual(await statusOf(signed), ['replaced', hashOf(faster)]);
      const replaced = (await (await ask(`/v1/transactions/${hashOf(signed)}`)).json()) as { offer?: unknown; replacedBy?: string };
      assert.deepEqual([replaced.offer, replaced.replacedBy], [undefined, hashOf(faster)]);
    });

    it('behavior: the first one is mined after all, and the one that was to take its place is the replaced one', async () => {
      const faster = await replace();
      mine(signed);
      await settleTransactions(harness.deps);
      assert.deepEqual(await statusOf(signed), ['confirmed', null]);
      assert.deepEqual(await statusOf(faster), ['replaced', hashOf(signed)]);
    });

    it('behavior: a block is taken back, and the other one of the two is mined', async () => {
      const faster = await replace();
      mine(faster);
      await settleTransactions(harness.deps);
      harness.chain.receipts.clear();
      harness.chain.minedNonce = 0;
      await settleTransactions(harness.deps);
      assert.deepEqual(await statusOf(faster), ['sent', null]);
      mine(signed);
      await settleTransactions(harness.deps);
      assert.deepEqual(await statusOf(signed), ['confirmed', null]);
      assert.deepEqual(await statusOf(faster), ['replaced', hashOf(signed)]);
    });

    it('behavior: while the later one is with a node, the earlier one is not sent again', async () => {
      const faster = await replace();
      harness.clock.ms += 60_000;
      await settleTransactions(harness.deps);
      assert.deepEqual(harness.chain.broadcasts, [signed.rawTransaction, faster.rawTransaction, faster.rawTransaction]);
    });

    it('error: what is in a block, was never sent, is unknown or is another’s cannot be replaced', async () => {
      await expectProblem(await prepare(hashOf(signed)), 422, 'transaction_rejected', 'replaces');
      await send();
      mine(signed);
      await expectProblem(await prepare(hashOf(signed)), 422, 'transaction_rejected', 'replaces');
      await expectProblem(await prepare(`0x${'12'.repeat(32)}`), 404, 'transaction_unknown', 'replaces');
      const eve = await harness.signIn('eve');
      const wallet = await harness.createWallet(eve);
      const body = { chainId: 31337, account: wallet.address, requestId: crypto.randomUUID(), replaces: hashOf(signed) };
      await expectProblem(await eve.post('/v1/transactions/prepare', body), 404, 'transaction_unknown', 'replaces');
    });
  });

  it('behavior: the same payment asked for again, after the first approval ran out, is sent once', async () => {
    harness.clock.ms += UNSENT_LIFETIME_MS + 1;
    await housekeep(harness.deps);
    client = await harness.signIn();
    const again = await harness.sign(client, walletId, harness.transactionIntent(address));
    assert.equal(again.rawTransaction, signed.rawTransaction);
    assert.equal((await send(again)).status, 200);
    await expectProblem(await send(signed), 404, 'transaction_unknown');
    assert.deepEqual(harness.chain.broadcasts, [signed.rawTransaction]);
  });

  it('error: a chain the app does not use', async () => {
    const body = { chainId: 1, account: address, requestId: crypto.randomUUID() };
    await expectProblem(await client.post('/v1/transactions/prepare', body), 404, 'chain_unknown', 'chainId');
  });

  it('behavior: wallets nobody activated are shredded after fifteen minutes', async () => {
    const eve = await harness.signIn('eve');
    const populated = crypto.randomUUID();
    await eve.post('/v1/enclave/call', harness.callBody(eve, 'wallet_create', populated));
    harness.clock.ms += POPULATED_LIFETIME_MS;
    await housekeep(harness.deps);
    assert.notEqual(await harness.store.findWallet(populated), null);
    harness.clock.ms += 1;
    await housekeep(harness.deps);
    assert.equal(await harness.store.findWallet(populated), null);
    assert.notEqual(await harness.store.findWallet(walletId), null);
  });
});
