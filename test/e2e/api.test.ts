import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { createPublicClient, type Hex, http, parseTransaction, recoverMessageAddress, recoverTransactionAddress } from 'viem';
import { isProofValid, pinField } from '../../mock-server/src/enclave/testing/wallet-client.ts';
import { encodeIntent, type Intent } from '../../widget/src/contract/intent.ts';
import { type ApiWallet, openApiWallet } from '../support/api-wallet.ts';
import { missingPostgres, type Postgres, startPostgres } from '../support/postgres.ts';
import { type Stack, type StartStackOptions, startStack } from '../support/stack.ts';

const email = 'first.payer@example.com';
const pin = '902746';
const wrongPin = '381059';
const recipient = '0x00000000000000000000000000000000000cafe1';
const hex = (bytes: unknown): Hex => `0x${Buffer.from(bytes as Uint8Array).toString('hex')}`;

type Header = Pick<Intent, 'appId' | 'origin' | 'requestId' | 'expiresAtSeconds' | 'account' | 'accountIndex' | 'display'>;

/** The same server over each of its databases: only the configuration differs. */
const databases = { SQLite: false, PostgreSQL: missingPostgres() } as const;

for (const [database, skip] of Object.entries(databases)) {
  describe(`the HTTP API of a running stack over ${database}, without a browser`, { timeout: 120_000, skip }, () => {
    let folder: string;
    let postgres: Postgres | null = null;
    let options: StartStackOptions;
    let stack: Stack;
    let wallet: ApiWallet;
    let account: Hex;
    /** Everything this file had confirmed: the recipient holds that and nothing else. */
    let paidWei = 0n;

    before(async () => {
      folder = await mkdtemp(join(tmpdir(), 'alcove-api-'));
      if (database === 'PostgreSQL') postgres = await startPostgres();
      const { url: databaseUrl } = (await postgres?.newDatabase()) ?? {};
      options = { dataDir: join(folder, 'data'), ...(databaseUrl === undefined ? {} : { databaseUrl }) };
      stack = await startStack(options);
      wallet = await openApiWallet(stack.origins, email);
    });
    after(async () => {
      await stack.stop();
      await postgres?.stop();
      await rm(folder, { recursive: true });
    });

    const chain = () => createPublicClient({ transport: http(stack.origins.node) });
    const header = (requestId = randomUUID()): Header => ({
      appId: 'demo',
      origin: stack.origins.host,
      requestId,
      expiresAtSeconds: Math.floor(Date.now() / 1_000) + 100,
      account,
      accountIndex: 0,
      display: `0x${'00'.repeat(32)}`,
    });

    async function pay(valueWei: bigint): Promise<Hex> {
      const requestId = randomUUID();
      const { nonce } = await wallet.must('POST', '/v1/transactions/prepare', { chainId: 31_337, account, requestId });
      const intent = encodeIntent({
        ...header(requestId),
        kind: 'transaction',
        chainId: 31_337,
        nonce: Number(nonce),
        to: recipient,
        valueWei,
        data: '0x',
        gasLimit: 21_000n,
        maxFeePerGasWei: 10n ** 10n,
        maxPriorityFeePerGasWei: 10n ** 9n,
      });
      const { body, proofKey } = await wallet.client.call('sign_intent', { pin: pinField(pin) }, null, intent);
      assert.ok(body.ok, JSON.stringify(body));
      assert.ok(isProofValid(body.result.proof as never, proofKey));
      const rawTransaction = hex(body.result.rawTransaction);
      assert.equal((await recoverTransactionAddress({ serializedTransaction: rawTransaction as `0x02${string}` })).toLowerCase(), account);
      assert.equal(parseTransaction(rawTransaction).value, valueWei);
      const send = { chainId: 31_337, walletId: wallet.client.walletId, requestId, rawTransaction };
      const key = randomUUID();
      const [first, second] = [await wallet.request('POST', '/v1/transactions', send, key), await wallet.request('POST', '/v1/transactions', send, key)];
      assert.equal(first.status, 200, JSON.stringify(first.body));
      assert.deepEqual(second, first);
      const hash = String(first.body.hash) as Hex;
      for (let attempt = 0; attempt < 50; attempt++) {
        if ((await wallet.must('GET', `/v1/transactions/${hash}`)).status === 'confirmed') {
          paidWei += valueWei;
          return hash;
        }
        await sleep(50);
      }
      return assert.fail('not confirmed');
    }

    /** A block that was announced and lost with the node comes again: the server broadcasts what it held. */
    async function received(): Promise<void> {
      for (let attempt = 0; attempt < 200 && (await chain().getBalance({ address: recipient })) !== paidWei; attempt++) await sleep(50);
      assert.equal(await chain().getBalance({ address: recipient }), paidWei);
    }

    it('behavior: login, wallet, activation, and something to spend', async () => {
      assert.deepEqual(wallet.user, { name: 'First Payer', email, providerId: 'demo' });
      const created = await wallet.client.call('wallet_create', { pin: pinField(pin) }, null);
      assert.ok(created.body.ok, JSON.stringify(created.body));
      const proof = created.body.result.proof as unknown as { payload: Uint8Array<ArrayBuffer> };
      account = hex(created.body.result.address);
      const resultHash = new Uint8Array(await crypto.subtle.digest('SHA-256', proof.payload));
      const activated = await wallet.client.call('wallet_activate', { resultHash }, null);
      assert.ok(activated.body.ok, JSON.stringify(activated.body));
      for (let attempt = 0; (await chain().getBalance({ address: account })) === 0n; attempt++) {
        assert.ok(attempt < 100, 'no ether came');
        await sleep(50);
      }
      assert.equal(await chain().getBalance({ address: account }), 10n ** 18n);
    });

    it('behavior: a message and a payment, verified by viem', async () => {
      const message = encodeIntent({ ...header(), kind: 'message', message: hex(Buffer.from('hello')) });
      const { body } = await wallet.client.call('sign_intent', { pin: pinField(pin) }, null, message);
      assert.ok(body.ok, JSON.stringify(body));
      assert.equal((await recoverMessageAddress({ message: 'hello', signature: hex(body.result.signature) })).toLowerCase(), account);
      await pay(10n ** 16n);
      assert.equal(await chain().getBalance({ address: recipient }), 10n ** 16n);
    });

    it('behavior: a wrong PIN is counted, the right one then works', async () => {
      const intent = encodeIntent({ ...header(), kind: 'message', message: '0x00' });
      const { body } = await wallet.client.call('sign_intent', { pin: pinField(wrongPin) }, null, intent);
      assert.ok(!body.ok && body.error.code === 'pin_wrong', JSON.stringify(body));
      await pay(1n);
    });

    it('behavior: after kill -9 of everything the same wallet pays again', async () => {
      const { dataDir, portBase } = stack;
      await stack.kill('server');
      stack = await startStack({ ...options, dataDir, portBase });
      wallet = await openApiWallet(stack.origins, email, { walletId: wallet.client.walletId });
      await received();
      await pay(7n);
      await received();
    });

    it('error: with the chain, the enclave or the witnesses gone the same call works once they are back', async () => {
      await stack.kill('enclave');
      const { status, body } = await wallet.request('POST', '/v1/enclave/attest', { nonce: 'A'.repeat(43) });
      assert.ok(status === 200 || body.code === 'enclave_unavailable', JSON.stringify(body));
      await stack.restarted('enclave');
      await pay(1n);
      await stack.kill('node');
      await stack.restarted('node');
      await pay(1n);
      await stack.kill('witness-1');
      await pay(1n);
      await stack.restarted('witness-1');
    });

    it('behavior: no PIN and no token in the log or in any file that is kept', async () => {
      const token = wallet.accessToken();
      assert.ok(token !== undefined);
      const secrets = [pin, wrongPin, token];
      const names = (await readdir(stack.dataDir, { recursive: true, withFileTypes: true })).filter((entry) => entry.isFile());
      for (const { parentPath, name } of names) {
        // What is written anew, as the chain is, may have its own name by now.
        const bytes = await readFile(join(parentPath, name)).catch(() => readFile(join(parentPath, name.replace(/\.new$/, ''))));
        // Six digits turn up in long numbers by chance: a PIN counts only where nothing numeric is around it.
        for (const secret of secrets.slice(2)) assert.ok(!bytes.includes(secret), `${name} holds a token`);
        if (name === 'server.log') for (const secret of secrets) assert.ok(!bytes.includes(secret), `${name} holds ${secret}`);
      }
      assert.ok(!stack.logs().includes(token));
    });
  });
}
