import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { decode } from 'cborg';
import { EnclaveError } from '../enclave-client/port.ts';
import { random } from './testing/fakes.ts';
import { isProofValid, pinField } from './testing/wallet-client.ts';
import { createWalletServer } from './testing/wallet-server.ts';
import { APP_ID, createWorld, PIN, WRONG_PIN } from './testing/world.ts';

const code = (expected: string) => (error: unknown) => error instanceof EnclaveError && error.code === expected;

async function setUp() {
  const world = await createWorld();
  const enclave = await world.startEnclave();
  const client = await world.login(enclave);
  const server = createWalletServer();
  await server.createWallet(client, PIN);
  const wallet = { appId: APP_ID, subjectHash: client.session.subjectHash, walletId: client.walletId };
  return { world, enclave, client, server, wallet };
}

describe('ledger_head', () => {
  it('behavior: says where the ledger stands, in a proof over the caller’s nonce, and nothing of tries or amounts', async () => {
    const { world, enclave, client, server, wallet } = await setUp();
    const before = await enclave.ledgerHead({ ...wallet, nonce: random(32) });
    const unlocked = await server.call(client, 'unlock', { pin: pinField(WRONG_PIN), ttlSeconds: 60, maxSignatures: 1, valueCapWei: '0' });
    const nonce = random(32);
    const after = await enclave.ledgerHead({ ...wallet, nonce });
    const head = world.ledger.entries().at(-1);
    assert.deepEqual([after.ledgerSeq, after.state, after.pinEpoch, after.walletHash], [head?.seq, 'AVAILABLE', 0, head?.walletHash]);
    assert.ok(after.ledgerSeq > before.ledgerSeq, 'what was written since can be told');
    assert.ok(isProofValid(after.proof, unlocked.proofKey));
    const stated = decode(after.proof.payload) as { readonly [field: string]: unknown };
    assert.deepEqual([stated.type, stated.nonce, stated.ledgerSeq, stated.walletId], ['LEDGER_HEAD', nonce, after.ledgerSeq, client.walletId]);
    assert.deepEqual([stated.walletHash, stated.entryHash, stated.pinEpoch, stated.state], [after.walletHash, after.entryHash, 0, 'AVAILABLE']);
    assert.deepEqual(
      after.receipts.map(({ witnessId }) => witnessId),
      ['a', 'b'],
    );
    for (const said of [Object.keys(after), Object.keys(stated)]) assert.ok(!said.some((field) => /attempt|retry|limits|wraps/i.test(field)), said.join());
  });

  it('error: a wallet nobody knows, another person’s or another app’s; a ledger that is down; a request that is none', async () => {
    const { world, enclave, wallet } = await setUp();
    const nonce = random(32);
    for (const other of [{ walletId: '00000000-0000-4000-8000-000000000000' }, { subjectHash: random(32) }, { appId: 'other' }]) {
      await assert.rejects(enclave.ledgerHead({ ...wallet, ...other, nonce }), code('wallet_unknown'));
    }
    for (const wrong of [{ nonce: random(31) }, { walletId: 'one' }, { subjectHash: random(31) }]) {
      await assert.rejects(enclave.ledgerHead({ ...wallet, nonce, ...wrong }), code('invalid_request'));
    }
    world.ledger.isDown = true;
    await assert.rejects(enclave.ledgerHead({ ...wallet, nonce }), code('ledger_unavailable'));
  });
});
