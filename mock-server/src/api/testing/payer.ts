import assert from 'node:assert/strict';
import { encodeIntent } from '../../../../widget/src/contract/intent.ts';
import { createHarness } from './harness.ts';

export type Payer = Awaited<ReturnType<typeof openPayer>>;

/** Somebody with a wallet, and each step of a payment as a call of its own: a nonce, a signature, sending. */
export async function openPayer() {
  const harness = await createHarness();
  let client = await harness.signIn();
  const { walletId, address } = await harness.createWallet(client);

  async function ask(requestId: string, replaces?: string): Promise<Response> {
    client.nonce = (await client.call('GET', '/v1/chains')).headers.get('dpop-nonce');
    return client.post('/v1/transactions/prepare', { chainId: 31337, account: address.toLowerCase(), requestId, replaces });
  }

  /** @param own of the intent, beside request and nonce. `signal` ends when the page is closed. */
  function call(requestId: string, nonce: number, { valueWei = 1n, signal }: { readonly valueWei?: bigint; readonly signal?: AbortSignal } = {}) {
    const intent = encodeIntent(harness.transactionIntent(address, { nonce, requestId, valueWei }));
    return client.post('/v1/enclave/call', harness.callBody(client, 'sign_intent', walletId, intent), signal === undefined ? {} : { signal });
  }

  async function sign(...[requestId, ...rest]: Parameters<typeof call>) {
    assert.equal((await call(requestId, ...rest)).status, 200);
    const row = await harness.store.findTransactionByRequest(walletId, requestId);
    assert.ok(row);
    return { chainId: 31337, walletId, requestId, rawTransaction: row.rawTransaction };
  }

  return {
    ...{ harness, walletId, address, ask, call, sign },
    client: () => client,
    /** When the session has ended meanwhile. */
    async signInAgain(): Promise<void> {
      client = await harness.signIn();
    },
    async prepare(requestId: string = crypto.randomUUID(), replaces?: string): Promise<number> {
      const response = await ask(requestId, replaces);
      assert.equal(response.status, 200, await response.clone().text());
      return ((await response.json()) as { nonce: number }).nonce;
    },
    send: (body: Awaited<ReturnType<typeof sign>>) => client.post('/v1/transactions', body),
  };
}
