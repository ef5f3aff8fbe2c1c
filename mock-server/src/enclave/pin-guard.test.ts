import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { EnclaveError } from '../enclave-client/port.ts';
import { delayAfterMs, MAX_ATTEMPTS, MAX_ATTEMPTS_PER_YEAR } from './pin-guard.ts';
import { pinField, type WalletClient } from './testing/wallet-client.ts';
import { createActiveWallet, createWorld, PIN, WRONG_PIN } from './testing/world.ts';

const code = (expected: string) => (error: unknown) => error instanceof EnclaveError && error.code === expected;

async function setUp() {
  const world = await createWorld();
  const client = await world.login(await world.startEnclave());
  const { record } = await createActiveWallet(client);
  const tryPin = (pin: string, as: WalletClient = client) =>
    as.call('unlock', { pin: pinField(pin), ttlSeconds: 60, maxSignatures: 1, valueCapWei: '0' }, record);
  const relogin = async () => await world.login(await world.startEnclave(), 'alice', client.walletId);
  return { world, client, record, tryPin, relogin, head: () => world.ledger.entries().at(-1) };
}

const DAY_MS = 86_400_000;

describe('the guess limit', () => {
  it('lets three wrong tries through, then asks for ever longer waits', () => {
    const minutes = Array.from({ length: 10 }, (_, attempts) => delayAfterMs(attempts) / 60_000);
    assert.deepEqual(minutes, [0, 0, 0, 0.5, 1, 5, 15, 60, 1440, 1440]);
  });

  it('counts down, delays without counting, and forgets after a right PIN', async () => {
    const { world, tryPin, head } = await setUp();
    assert.deepEqual((await tryPin(WRONG_PIN)).body, { ok: false, error: { code: 'pin_wrong', remaining: 9 } });
    assert.deepEqual((await tryPin(WRONG_PIN)).body, { ok: false, error: { code: 'pin_wrong', remaining: 8 } });
    const retryAtMs = world.clock.nowMs() + 30_000;
    assert.deepEqual((await tryPin(WRONG_PIN)).body, { ok: false, error: { code: 'pin_wrong', remaining: 7, retryAtMs } });
    const before = world.ledger.entries().length;
    assert.deepEqual((await tryPin(PIN)).body, { ok: false, error: { code: 'pin_delayed', remaining: 7, retryAtMs } });
    assert.equal(world.ledger.entries().length, before);
    world.clock.advance(30_000);
    const right = await tryPin(PIN);
    assert.ok(right.body.ok);
    assert.equal(right.body.result.failedSinceLastUnlock, 3);
    assert.deepEqual([head()?.attempts, head()?.yearAttempts, head()?.retryAtMs], [0, 3, 0]);
  });

  it('destroys the PIN at the tenth wrong one, in one life or many, and for good', async () => {
    const { world, tryPin, relogin, head } = await setUp();
    for (let wrong = 1; wrong < MAX_ATTEMPTS; wrong++) {
      const client = await relogin();
      const outcome = await tryPin(WRONG_PIN, client);
      assert.equal(!outcome.body.ok && outcome.body.error.remaining, MAX_ATTEMPTS - wrong);
      assert.equal(outcome.effects.kind, 'none');
      world.clock.advance(DAY_MS);
    }
    const last = await tryPin(WRONG_PIN, await relogin());
    assert.deepEqual(last.body, { ok: false, error: { code: 'pin_locked', remaining: 0 } });
    assert.equal(last.effects.kind, 'pin-destroyed');
    assert.equal(head()?.state, 'PIN_DESTROYED');
    world.clock.advance(400 * DAY_MS);
    const evaluated = world.kms.decrypts;
    assert.deepEqual((await tryPin(PIN, await relogin())).body, { ok: false, error: { code: 'pin_locked', remaining: 0 } });
    assert.equal(world.kms.decrypts, evaluated + 1, 'the fleet secret at the boot, and no record');
  });

  it('a try whose reply was lost has been counted', async () => {
    const { world, tryPin, head } = await setUp();
    world.ledger.loseReplyAt = 1;
    await assert.rejects(tryPin(PIN), code('ledger_unavailable'));
    assert.equal(head()?.attempts, 1);
    const next = await tryPin(PIN);
    assert.ok(next.body.ok);
    assert.equal(next.body.result.failedSinceLastUnlock, 1);
  });

  it('a tenth try that was cut off counts as wrong', async () => {
    const { world, tryPin, relogin, head } = await setUp();
    for (let wrong = 1; wrong < MAX_ATTEMPTS; wrong++) {
      await tryPin(WRONG_PIN, await relogin());
      world.clock.advance(DAY_MS);
    }
    const client = await relogin();
    world.ledger.loseReplyAt = 1;
    await assert.rejects(tryPin(PIN, client), code('ledger_unavailable'));
    assert.deepEqual([head()?.attempts, head()?.state], [MAX_ATTEMPTS, 'AVAILABLE']);
    world.clock.advance(DAY_MS);
    const after = await tryPin(PIN, await relogin());
    assert.deepEqual(after.body, { ok: false, error: { code: 'pin_locked', remaining: 0 } });
    assert.equal(head()?.state, 'PIN_DESTROYED');
  });

  it('200 at once are evaluated no more often than the limit allows', async () => {
    const { world, tryPin } = await setUp();
    const outcomes = await Promise.allSettled(Array.from({ length: 200 }, () => tryPin(WRONG_PIN)));
    const wrong = outcomes.filter((outcome) => outcome.status === 'fulfilled' && !outcome.value.body.ok && outcome.value.body.error.code === 'pin_wrong');
    assert.equal(wrong.length, 3, 'the fourth has to wait');
    assert.equal(world.ledger.entries().filter((entry) => entry.attempts > 0).length, 3);
    const refused = outcomes.filter((outcome) => outcome.status === 'rejected');
    assert.ok(refused.every((outcome) => code('rate_limited')(outcome.reason)));
  });

  it('at most 50 wrong ones a year, however often the right one comes between', async () => {
    const { world, tryPin, relogin } = await setUp();
    for (let wrong = 0; wrong < MAX_ATTEMPTS_PER_YEAR; wrong++) {
      const client = await relogin();
      const outcome = await tryPin(WRONG_PIN, client);
      assert.equal(!outcome.body.ok && outcome.body.error.code, 'pin_wrong');
      if (wrong < MAX_ATTEMPTS_PER_YEAR - 1) assert.ok((await tryPin(PIN, client)).body.ok);
      world.clock.advance(3_600_000);
    }
    const limited = await tryPin(PIN, await relogin());
    assert.equal(!limited.body.ok && limited.body.error.code, 'pin_delayed');
    world.clock.advance(365 * DAY_MS);
    assert.ok((await tryPin(PIN, await relogin())).body.ok);
  });

  it('error: a ledger that is down, and a KMS that is down, cost no try', async () => {
    const { world, tryPin } = await setUp();
    const before = world.ledger.entries().length;
    world.ledger.isDown = true;
    await assert.rejects(tryPin(PIN), code('ledger_unavailable'));
    world.ledger.isDown = false;
    world.kms.isDown = true;
    await assert.rejects(tryPin(PIN), code('kms_unavailable'));
    world.kms.isDown = false;
    assert.equal(world.ledger.entries().length, before);
    assert.ok((await tryPin(PIN)).body.ok);
  });

  it('error: a ledger behind the record, and one that never heard of it', async () => {
    const { world, tryPin } = await setUp();
    const { walletHash } = world.ledger.entries().at(-1) ?? assert.fail();
    world.ledger.rollBack(walletHash, 0);
    await assert.rejects(tryPin(PIN), code('ledger_rollback'));
  });

  it('error: a ledger set back to before the record', async () => {
    const world = await createWorld();
    const client = await world.login(await world.startEnclave());
    await client.call('wallet_create', { pin: pinField(PIN) }, null);
    const { record } = await createActiveWallet(client);
    const { walletHash } = world.ledger.entries().at(-1) ?? assert.fail();
    world.ledger.rollBack(walletHash, 1);
    const refused = client.call('unlock', { pin: pinField(PIN), ttlSeconds: 60, maxSignatures: 1, valueCapWei: '0' }, record);
    await assert.rejects(refused, code('ledger_rollback'));
  });

  it('error: a KMS answer with another data key is found out before a try is counted', async () => {
    const { world, tryPin } = await setUp();
    const { decrypt } = world.kms;
    const before = world.ledger.entries().length;
    for (const dataKey of [new Uint8Array(32), new Uint8Array(16)]) {
      world.kms.decrypt = async () => dataKey.slice();
      await assert.rejects(tryPin(PIN), code('record_tampered'));
    }
    world.kms.decrypt = decrypt;
    assert.equal(world.ledger.entries().length, before);
    assert.ok((await tryPin(PIN)).body.ok);
  });

  it('error: a PIN that is none is refused before anything is asked or counted', async () => {
    const { world, tryPin } = await setUp();
    const [entries, decrypts] = [world.ledger.entries().length, world.kms.decrypts];
    for (const [pin, rule] of [
      ['12345', 'length'],
      ['1234567890123', 'length'],
      ['', 'length'],
      ['12 456', 'digits'],
      ['١٢٣٤٥٦', 'digits'],
      ['🔑🔑', 'digits'],
      [' 902746', 'digits'],
    ] as const) {
      assert.deepEqual((await tryPin(pin)).body, { ok: false, error: { code: 'pin_policy', rule } }, pin);
    }
    assert.deepEqual([world.ledger.entries().length, world.kms.decrypts], [entries, decrypts]);
  });
});

describe('the states of a wallet', () => {
  it('is not usable before it is activated, and shredded when nobody activates it in 15 minutes', async () => {
    const world = await createWorld();
    const client = await world.login(await world.startEnclave());
    const created = await client.call('wallet_create', { pin: pinField(PIN) }, null);
    assert.ok(created.body.ok && created.effects.kind === 'created');
    const { record } = created.effects;
    const early = await client.call('unlock', { pin: pinField(PIN), ttlSeconds: 60, maxSignatures: 1, valueCapWei: '0' }, record);
    assert.deepEqual(early.body, { ok: false, error: { code: 'wallet_state' } });
    const mismatch = await client.call('wallet_activate', { resultHash: new Uint8Array(32) }, record);
    assert.deepEqual(mismatch.body, { ok: false, error: { code: 'result_mismatch' } });
    world.clock.advance(15 * 60_000 + 1);
    const { payload } = created.body.result.proof as unknown as { payload: Uint8Array };
    const resultHash = new Uint8Array(await crypto.subtle.digest('SHA-256', Uint8Array.from(payload)));
    const late = await client.call('wallet_activate', { resultHash }, record);
    assert.deepEqual(late.body, { ok: false, error: { code: 'wallet_state' } });
    assert.equal(world.ledger.entries().at(-1)?.state, 'SHREDDED');
  });

  it('a creation whose reply was lost can be made again; an activated wallet cannot', async () => {
    const world = await createWorld();
    const client = await world.login(await world.startEnclave());
    const lost = await client.call('wallet_create', { pin: pinField(PIN) }, null);
    assert.ok(lost.effects.kind === 'created');
    const { record, address } = await createActiveWallet(client);
    assert.notEqual(lost.effects.address, address);
    const stale = client.call('unlock', { pin: pinField(PIN), ttlSeconds: 60, maxSignatures: 1, valueCapWei: '0' }, lost.effects.record);
    await assert.rejects(stale, code('record_tampered'));
    await assert.rejects(client.call('wallet_create', { pin: pinField(PIN) }, null), code('wallet_exists'));
    assert.ok(record);
  });

  it('error: weaker KDF parameters than the manifest’s', async () => {
    const { world, client, record } = await setUp();
    const stricter = await world.startEnclave({ argon2: { memoryKib: 128, passes: 1, parallelism: 1 } });
    const again = await world.login(stricter, 'alice', client.walletId);
    const refused = again.call('unlock', { pin: pinField(PIN), ttlSeconds: 60, maxSignatures: 1, valueCapWei: '0' }, record);
    await assert.rejects(refused, /params_downgrade/);
  });
});
