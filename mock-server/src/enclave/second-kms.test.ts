import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { recoverMessageAddress } from 'viem';
import { encodeIntent } from '../../../widget/src/contract/intent.ts';
import { EnclaveError } from '../enclave-client/port.ts';
import { intentHeader } from './testing/intents.ts';
import { pinField, type WalletClient } from './testing/wallet-client.ts';
import { createWalletServer, type WalletServer } from './testing/wallet-server.ts';
import { createWorld, PIN, twoKms, type World } from './testing/world.ts';

const NEW_PIN = '583920';
const secondOnly = { kms: twoKms.slice(1) };
const code = (expected: string) => (error: unknown) => error instanceof EnclaveError && error.code === expected;

async function signs(world: World, client: WalletClient, server: WalletServer, pin = PIN): Promise<boolean> {
  const intent = encodeIntent({ kind: 'message', ...intentHeader(world, server.kept.address as `0x${string}`), message: '0x6869' });
  const { body } = await server.call(client, 'sign_intent', { pin: pinField(pin) }, { intent });
  if (!body.ok) return false;
  const signature = `0x${Buffer.from(body.result.signature as Uint8Array).toString('hex')}` as const;
  return (await recoverMessageAddress({ message: 'hi', signature })).toLowerCase() === server.kept.address;
}

async function setUp() {
  const world = await createWorld({ kms: twoKms });
  const client = await world.login(await world.startEnclave());
  const server = createWalletServer();
  await server.createWallet(client, PIN);
  return { world, client, server };
}

describe('a second KMS', () => {
  it('behavior: either of the two is enough, together with the PIN', async () => {
    const { world, client, server } = await setUp();
    world.kms.isDown = true;
    assert.ok(await signs(world, client, server));
    world.kms.isDown = false;
    world.secondKms.isDown = true;
    assert.ok(await signs(world, client, server));
    world.kms.isDown = true;
    const { length } = world.ledger.entries();
    await assert.rejects(server.unlock(client, PIN), code('kms_unavailable'));
    assert.equal(world.ledger.entries().length, length, 'no try was counted');
  });

  it('behavior: guesses are counted on one ledger, whichever KMS answers', async () => {
    const { world, client, server } = await setUp();
    await server.unlock(client, '381059');
    world.kms.isDown = true;
    const second = await server.unlock(client, '381059');
    assert.deepEqual(second.body, { ok: false, error: { code: 'pin_wrong', remaining: 8 } });
  });

  it('behavior: a wallet made while the second was away gets its lock with the next PIN', async () => {
    const world = await createWorld({ kms: twoKms });
    const client = await world.login(await world.startEnclave());
    const server = createWalletServer();
    world.secondKms.isDown = true;
    await server.createWallet(client, PIN);
    world.secondKms.isDown = false;
    await server.activatePin(client, await server.changePin(client, PIN, NEW_PIN));
    world.kms.isDown = true;
    assert.ok(await signs(world, client, server, NEW_PIN));
  });

  it('behavior: the fleet secret of a deployment with one KMS is locked under the second at the next boot', async () => {
    const world = await createWorld();
    const client = await world.login(await world.startEnclave());
    const server = createWalletServer();
    await server.createWallet(client, PIN);
    await world.startEnclave({ kms: twoKms });
    const after = await world.login(await world.startEnclave(secondOnly), 'alice', client.walletId);
    // The record itself was locked under the first KMS alone.
    await assert.rejects(server.unlock(after, PIN), code('record_tampered'));
    const back = await world.login(await world.startEnclave({ kms: twoKms }), 'alice', client.walletId);
    assert.ok((await server.unlock(back, PIN)).body.ok);
  });

  it('error: a second lock of another record does not open', async () => {
    const { world, client, server } = await setUp();
    const bob = await world.login(await world.startEnclave(), 'bob');
    const bobs = createWalletServer();
    await bobs.createWallet(bob, PIN);
    world.kms.isDown = true;
    server.kept.record = bobs.kept.record;
    await assert.rejects(server.unlock(client, PIN), code('record_tampered'));
  });

  it('drill: the first KMS is destroyed, its key with it; every wallet of the backup signs on an empty machine', async (t) => {
    const count = 100;
    const world = await createWorld({ kms: twoKms });
    const enclave = await world.startEnclave();
    const wallets: { readonly subject: string; readonly walletId: string; readonly server: WalletServer }[] = [];
    for (let index = 0; index < count; index++) {
      const subject = `person-${index}`;
      const client = await world.login(enclave, subject);
      const server = createWalletServer();
      await server.createWallet(client, PIN);
      wallets.push({ subject, walletId: client.walletId, server });
    }
    world.kms.isDown = true;
    const restored = await world.startEnclave(secondOnly);
    let signed = 0;
    for (const { subject, walletId, server } of wallets) if (await signs(world, await world.login(restored, subject, walletId), server)) signed++;
    t.diagnostic(`${signed} of ${count} wallets signed after the loss of the first KMS`);
    assert.equal(signed, count);
  });
});

describe('a passkey as a way back', () => {
  const credentialId = new Uint8Array(20).fill(7);
  const prf = new Uint8Array(32).fill(9);

  it('behavior: PRF output and the second KMS give a new PIN; the first may be gone', async () => {
    const { world, client, server } = await setUp();
    const added = await server.call(client, 'wrap_add', { step: 'passkey', pin: pinField(PIN), credentialId, prf });
    assert.ok(added.body.ok, JSON.stringify(added.body));
    assert.equal([...server.kept.wraps.values()][0]?.isConfirmed, true);
    world.kms.isDown = true;
    const other = await server
      .call(client, 'recover', { factor: 'passkey', credentialId: new Uint8Array(20), prf, newPin: pinField(NEW_PIN) })
      .catch((error) => error);
    assert.ok(other instanceof EnclaveError, 'a new record needs the first KMS of the manifest');
    const again = await world.login(await world.startEnclave(secondOnly), 'alice', client.walletId);
    const recover = (output: Uint8Array) => server.call(again, 'recover', { factor: 'passkey', credentialId, prf: output, newPin: pinField(NEW_PIN) });
    assert.deepEqual((await recover(new Uint8Array(32))).body, { ok: false, error: { code: 'factor_wrong' } });
    await server.activatePin(again, await recover(prf));
    assert.ok(await signs(world, again, server, NEW_PIN));
  });

  it('error: without its KMS key, or with a data key of another wrap, it opens nothing', async () => {
    const { world, client, server } = await setUp();
    await server.call(client, 'wrap_add', { step: 'passkey', pin: pinField(PIN), credentialId, prf });
    const recover = () => server.call(client, 'recover', { factor: 'passkey', credentialId, prf, newPin: pinField(NEW_PIN) });
    world.secondKms.isDown = true;
    await assert.rejects(recover(), code('kms_unavailable'));
    world.secondKms.isDown = false;
    const { decrypt } = world.secondKms;
    world.secondKms.decrypt = async () => new Uint8Array(32);
    await assert.rejects(recover(), code('record_tampered'));
    world.secondKms.decrypt = decrypt;
    assert.ok((await recover()).body.ok);
  });
});
