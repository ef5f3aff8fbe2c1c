import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { after, before, describe, it } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { pinField } from '../enclave/testing/wallet-client.ts';
import { createActiveWallet, PIN } from '../enclave/testing/world.ts';
import { sealedSecretSetting } from '../enclave-client/boot-fleet.ts';
import { createRunningEnclave, type RunningEnclave } from '../enclave-client/testing/running-enclave.ts';
import { openSqliteStore } from '../store/sqlite-store.ts';
import type { Store } from '../store/store.ts';
import { type KeepBootedOptions, keepBooted } from './keep-booted.ts';

/** The enclave's own process, which nobody here starts or ends but the test: as on a machine where `nitro-cli` does. */
describe('an enclave that something else starts', { timeout: 120_000 }, () => {
  let enclave: RunningEnclave;
  let store: Store;
  const said: string[] = [];
  before(async () => {
    [enclave, store] = await Promise.all([createRunningEnclave(), openSqliteStore({ path: ':memory:' })]);
  });
  after(async () => {
    await enclave.close();
    await store.close();
  });

  function keep(change: Partial<KeepBootedOptions> = {}): { stop(): Promise<void>; readonly ended: Promise<void> } {
    const stopping = new AbortController();
    const note = (fields: object) => void said.push(JSON.stringify(fields));
    const { enclaveId: _id, sealedSecret: _secret, ...boot } = enclave.surroundings.bootRequest(null);
    const ended = keepBooted(
      {
        ...{ client: enclave.client, boot, store, releaseSeq: 1, mayMakeSecret: false, intervalMs: 20 },
        clock: { nowMs: () => Date.now() },
        random: (length) => new Uint8Array(randomBytes(length)),
        logger: { debug: note, info: note, warn: note, error: note },
        ...change,
      },
      stopping.signal,
    );
    ended.catch(() => undefined);
    return {
      ended,
      stop: () => {
        stopping.abort();
        return ended;
      },
    };
  }

  async function bootedId(): Promise<string> {
    for (let tries = 0; tries < 500; tries++) {
      const health = await enclave.client.health().catch(() => null);
      if (health !== null) return health.enclaveId;
      await sleep(20);
    }
    throw new Error(`it was not booted: ${said.join('\n')}`);
  }

  it('error: where the database has no fleet secret none is made by itself, and the reason is said once', async () => {
    await enclave.start();
    const host = keep();
    await sleep(300);
    await host.stop();
    assert.equal(await enclave.client.health().catch(() => null), null);
    assert.equal(await store.getSetting(sealedSecretSetting), null);
    assert.deepEqual(
      said.map((line) => /ALCOVE_NEW_FLEET/.test(line)),
      [true],
    );
  });

  it('behavior: it is booted, and again whenever it was started anew, with the same secret: its wallets open', async () => {
    const first = keep({ mayMakeSecret: true });
    const firstId = await bootedId();
    await first.stop();
    assert.notEqual(await store.getSetting(sealedSecretSetting), null);
    const person = await enclave.login();
    const { record } = await createActiveWallet(person);

    const host = keep();
    await enclave.kill('SIGKILL');
    await enclave.start();
    assert.notEqual(await bootedId(), firstId);
    const again = await enclave.login(person.walletId);
    const unlocked = await again.call('unlock', { pin: pinField(PIN), ttlSeconds: 60, maxSignatures: 1, valueCapWei: '0' }, record);
    assert.ok(unlocked.body.ok);
    await host.stop();
  });

  it('behavior: one that is booted already is left as it is', async () => {
    const before = await bootedId();
    const host = keep();
    await sleep(200);
    await host.stop();
    assert.equal(await bootedId(), before);
  });

  it('error: one that was booted as another release is not taken for this one', async () => {
    await assert.rejects(keep({ releaseSeq: 2 }).ended, { name: 'StackError', message: /booted as release 1, not 2: start it anew/ });
  });

  it('error: one whose secret is not the fleet’s is told of, for it must not serve', async () => {
    await enclave.kill('SIGKILL');
    await enclave.start();
    const slow: Store = Object.create(store, {
      getSetting: { value: async () => null },
      replaceSetting: { value: async () => false },
    });
    await assert.rejects(keep({ store: slow, mayMakeSecret: true }).ended, { name: 'StackError', message: /start this one anew/ });
  });
});
