import { expect } from '@open-wc/testing';
import { ApiError } from '../api/api-error.ts';
import { encodeDcbor } from '../contract/dcbor.ts';
import type { Wallet } from '../contract/wallet-api.ts';
import { fromHex } from '../crypto/bytes.ts';
import { createProofSigner } from '../crypto/testing/proof-signer.ts';
import { createMemoryDatabase } from '../state/database.ts';
import { createAccounts } from './accounts.ts';
import type { EnclaveClient } from './enclave-client.ts';
import { SealedFailure } from './sealed-results.ts';

const walletId = '0b0f5c9e-6c1f-4a3e-9a44-0e6c5f6f6f10';
const address = '0x70997970C51812dc3A010C7d01b50e0d17dc79C8';
const path = "m/44'/60'/0'/0/0";
const subjectHash = new Uint8Array(32).fill(5);

/** A server and an enclave that outlive the page. */
async function world({ statement = {} }: { readonly statement?: Record<string, string | number> } = {}) {
  const { proofPublicKey, sign } = await createProofSigner();
  const payload = encodeDcbor({
    type: 'ADDRESS_DERIVATION',
    v: 1,
    releaseSeq: 1,
    walletId,
    subjectHash,
    path,
    address: fromHex(address, 'address'),
    ...statement,
  });
  const proof = await sign(payload);
  const stored = new Map<string, unknown>();
  const database = createMemoryDatabase(stored);
  const calls: string[] = [];
  let state: Wallet['state'] | null = null;
  const failures: unknown[] = [];
  const enclave = {
    call: async (operation: string) => {
      calls.push(operation);
      if (operation === 'wallet_create') {
        state = 'POPULATED';
        return { result: { address: fromHex(address, 'address'), path, pinEpoch: 0, proof }, proofPublicKey, releaseSeq: 1 };
      }
      const failure = failures.shift();
      if (failure !== undefined) throw failure;
      state = 'AVAILABLE';
      return { result: { state } };
    },
  } as unknown as EnclaveClient;
  const wallets = async () =>
    state === null ? [] : [{ walletId, state, accounts: [{ accountIndex: 0, address, path, name: 'Daily', hidden: false }], pinEpoch: 0, createdAtMs: 1 }];
  const page = () => createAccounts({ api: { wallets }, session: { credentials: () => ({ certificate: '', subjectHash }) }, enclave, database });
  return { page, stored, calls, failures, state: () => state };
}

describe('createAccounts', () => {
  it('names an address only after the wallet was activated', async () => {
    const { page, failures, calls, state } = await world();
    const accounts = page();
    failures.push(new ApiError('timeout'));
    let shown: unknown = null;
    await accounts.create(walletId, '274913').then(
      (account) => {
        shown = account;
      },
      () => {},
    );
    expect([shown, accounts.isCreated(walletId)]).to.deep.equal([null, true]);
    expect((await accounts.create(walletId, '')).address).to.equal(address);
    expect([calls, state(), accounts.isCreated(walletId)]).to.deep.equal([['wallet_create', 'wallet_activate', 'wallet_activate'], 'AVAILABLE', false]);
  });

  it('finishes after a reload what the page left behind, without the PIN', async () => {
    const { page, stored, failures, calls } = await world();
    failures.push(new ApiError('timeout'));
    await page()
      .create(walletId, '274913')
      .catch(() => {});
    const { wallets, accounts } = await page().list();
    expect(wallets.map(({ state }) => state)).to.deep.equal(['AVAILABLE']);
    expect(accounts).to.deep.equal([{ walletId, accountIndex: 0, address, name: 'Daily' }]);
    expect(calls).to.deep.equal(['wallet_create', 'wallet_activate', 'wallet_activate']);
    expect([...stored.keys()]).to.deep.equal([`address:${walletId}:0`]);
  });

  it('keeps what it needs while the service is away, and begins anew when it is too late', async () => {
    const { page, stored, failures, calls } = await world();
    failures.push(new ApiError('timeout'), new ApiError('enclave_unavailable'), new SealedFailure({ code: 'wallet_state' }));
    await page()
      .create(walletId, '274913')
      .catch(() => {});
    let failure: unknown;
    await page()
      .list()
      .catch((cause: unknown) => {
        failure = cause;
      });
    expect((failure as ApiError).code).to.equal('enclave_unavailable');
    expect((await page().list()).wallets).to.deep.equal([]);
    expect(stored.has(`activation:${walletId}`)).to.equal(false);
    await page().list();
    expect(calls.length).to.equal(4);
  });

  for (const gone of [new ApiError('wallet_unknown'), new SealedFailure({ code: 'wallet_state' })]) {
    it(`makes a wallet anew whose activation finds it gone (${gone.message})`, async () => {
      const { page, stored, failures, calls } = await world();
      const accounts = page();
      failures.push(new ApiError('timeout'), gone);
      for (const pin of ['274913', '']) await accounts.create(walletId, pin).catch(() => {});
      expect([accounts.isCreated(walletId), stored.size]).to.deep.equal([false, 0]);
      expect((await accounts.create(walletId, '274913')).address).to.equal(address);
      expect(calls).to.deep.equal(['wallet_create', 'wallet_activate', 'wallet_activate', 'wallet_create', 'wallet_activate']);
    });
  }

  it('leaves alone what another device made', async () => {
    const { page, stored, failures, calls } = await world();
    failures.push(new ApiError('timeout'));
    await page()
      .create(walletId, '274913')
      .catch(() => {});
    stored.clear();
    expect((await page().list()).wallets).to.deep.equal([]);
    expect(calls.length).to.equal(2);
  });

  for (const [what, statement] of [
    ['wallet', { walletId: 'another' }],
    ['path', { path: "m/44'/60'/0'/0/1" }],
    ['release', { releaseSeq: 2 }],
  ] as const) {
    it(`activates nothing when the proof is of another ${what}`, async () => {
      const { page, stored, calls } = await world({ statement });
      let failure: Error | undefined;
      await page()
        .create(walletId, '274913')
        .catch((cause: Error) => {
          failure = cause;
        });
      expect(failure?.name).to.equal('ProofError');
      expect([calls, stored.size]).to.deep.equal([['wallet_create'], 0]);
    });
  }
});
