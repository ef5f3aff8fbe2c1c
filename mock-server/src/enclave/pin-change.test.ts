import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { EnclaveError } from '../enclave-client/port.ts';
import { isProofValid } from './testing/wallet-client.ts';
import { createWalletServer } from './testing/wallet-server.ts';
import { createWorld, PIN, WRONG_PIN } from './testing/world.ts';

const NEW_PIN = '583920';
const code = (expected: string) => (error: unknown) => error instanceof EnclaveError && error.code === expected;

async function setUp() {
  const world = await createWorld();
  const enclave = await world.startEnclave();
  const client = await world.login(enclave);
  const server = createWalletServer();
  await server.createWallet(client, PIN);
  const works = async (pin: string) => (await server.unlock(client, pin)).body.ok;
  return { world, enclave, client, server, works, head: () => world.ledger.entries().at(-1) };
}

describe('changing the PIN', () => {
  it('behavior: the old PIN is the valid one until the activation, the new one after it', async () => {
    const { client, server, works, head } = await setUp();
    const changed = await server.changePin(client, PIN, NEW_PIN);
    assert.ok(changed.body.ok);
    assert.equal(changed.body.result.pinEpoch, 1);
    assert.ok(isProofValid(changed.body.result.proof as never, changed.proofKey));
    assert.deepEqual([head()?.pinEpoch, head()?.event], [0, 'pin_change']);
    assert.ok(await works(PIN));
    assert.equal(await works(NEW_PIN), false);
    const activated = await server.activatePin(client, changed);
    assert.deepEqual(activated.body, { ok: true, result: { pinEpoch: 1 } });
    assert.deepEqual([head()?.pinEpoch, head()?.event, head()?.pendingHash], [1, 'pin_activate', undefined]);
    assert.ok(await works(NEW_PIN));
    assert.equal(await works(PIN), false);
  });

  it('behavior: changing counts as a try, and activating resets nothing', async () => {
    const { client, server, head } = await setUp();
    const wrong = await server.changePin(client, WRONG_PIN, NEW_PIN);
    assert.deepEqual(wrong.body, { ok: false, error: { code: 'pin_wrong', remaining: 9 } });
    assert.equal(head()?.attempts, 1);
    const changed = await server.changePin(client, PIN, NEW_PIN);
    await server.unlock(client, WRONG_PIN);
    await server.unlock(client, WRONG_PIN);
    await server.activatePin(client, changed);
    assert.deepEqual([head()?.attempts, head()?.yearAttempts], [2, 3]);
  });

  it('behavior: activating twice, also after the server has stored it, is harmless', async () => {
    const { client, server, works, world } = await setUp();
    const changed = await server.changePin(client, PIN, NEW_PIN);
    await server.activatePin(client, changed, { dies: true });
    const { length } = world.ledger.entries();
    assert.ok((await server.activatePin(client, changed)).body.ok);
    assert.ok((await server.activatePin(client, changed)).body.ok);
    assert.equal(world.ledger.entries().length, length);
    assert.ok(await works(NEW_PIN));
  });

  it('behavior: a server that died before it stored the activation is told by the next call', async () => {
    const { client, server, works } = await setUp();
    const changed = await server.changePin(client, PIN, NEW_PIN);
    await server.activatePin(client, changed, { dies: true });
    const next = await server.unlock(client, NEW_PIN);
    assert.deepEqual(next.body, { ok: false, error: { code: 'wallet_state', field: 'pinEpoch' } });
    assert.equal(server.kept.pinEpoch, 1);
    assert.ok(await works(NEW_PIN));
    assert.equal(await works(PIN), false);
  });

  it('behavior: a change whose reply was lost is made again; the lost one cannot be activated', async () => {
    const { client, server, works } = await setUp();
    const lost = await server.changePin(client, PIN, '275038');
    const changed = await server.changePin(client, PIN, NEW_PIN);
    assert.deepEqual((await server.activatePin(client, lost)).body, { ok: false, error: { code: 'result_mismatch' } });
    await server.activatePin(client, changed);
    assert.ok(await works(NEW_PIN));
    assert.deepEqual((await server.activatePin(client, lost)).body, { ok: false, error: { code: 'wallet_state' } });
  });

  it('behavior: a grant of the old PIN ends with it', async () => {
    const { client, server } = await setUp();
    const unlocked = await server.unlock(client, PIN);
    assert.ok(unlocked.body.ok);
    await server.activatePin(client, await server.changePin(client, PIN, NEW_PIN));
    const derived = await server.call(client, 'address_derive', { accountIndex: 0, grantId: unlocked.body.result.grantId as Uint8Array });
    assert.deepEqual(derived.body, { ok: false, error: { code: 'grant_unknown' } });
  });

  it('error: nobody activates within 15 minutes: the old PIN stays', async () => {
    const { world, client, server, works, head } = await setUp();
    const changed = await server.changePin(client, PIN, NEW_PIN);
    world.clock.advance(15 * 60_000 + 1);
    assert.deepEqual((await server.activatePin(client, changed)).body, { ok: false, error: { code: 'wallet_state' } });
    assert.equal(head()?.pendingHash, undefined);
    assert.ok(await works(PIN));
    assert.equal(await works(NEW_PIN), false);
  });

  it('error: a PIN destroyed in between takes the waiting one with it', async () => {
    const { world, client, server, head } = await setUp();
    const changed = await server.changePin(client, PIN, NEW_PIN);
    for (let wrong = 0; wrong < 10; wrong++) {
      await server.unlock(await world.login(await world.startEnclave(), 'alice', client.walletId), WRONG_PIN);
      world.clock.advance(86_400_000);
    }
    const again = await world.login(await world.startEnclave(), 'alice', client.walletId);
    assert.deepEqual([head()?.state, head()?.pendingHash, server.kept.state], ['PIN_DESTROYED', undefined, 'PIN_DESTROYED']);
    assert.deepEqual((await server.activatePin(again, changed)).body, { ok: false, error: { code: 'wallet_state' } });
  });

  it('error: a waiting record that was tampered with never becomes the only one', async () => {
    const { client, server, works } = await setUp();
    const changed = await server.changePin(client, PIN, NEW_PIN);
    const honest = server.kept.pending as Uint8Array;
    for (let offset = 3; offset < honest.length; offset += 41) {
      const bad = honest.slice();
      bad[offset] = (bad[offset] as number) ^ 1;
      server.kept.pending = bad;
      const outcome = await server.activatePin(client, changed).catch((error: unknown) => error);
      assert.ok(outcome instanceof EnclaveError || !(outcome as { body: { ok: boolean } }).body.ok, `offset ${offset}`);
    }
    server.kept.pending = honest;
    assert.ok(await works(PIN));
    assert.ok((await server.activatePin(client, changed)).body.ok);
  });

  it('error: a new PIN that is guessable, malformed or the old one costs no try and writes nothing', async () => {
    const { world, client, server } = await setUp();
    const { length } = world.ledger.entries();
    for (const [pin, rule] of [
      ['123456', 'sequence'],
      ['12345', 'length'],
      [PIN, 'same'],
    ] as const) {
      assert.deepEqual((await server.changePin(client, PIN, pin)).body, { ok: false, error: { code: 'pin_policy', rule } });
    }
    world.kms.isDown = true;
    await assert.rejects(server.changePin(client, PIN, NEW_PIN), code('kms_unavailable'));
    assert.equal(world.ledger.entries().length, length);
    assert.equal(server.kept.pending, null);
  });
});
