import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { pinField } from '../enclave/testing/wallet-client.ts';
import { createActiveWallet, PIN, WRONG_PIN } from '../enclave/testing/world.ts';
import { EnclaveError } from './port.ts';
import { enclaveArguments } from './spawn.ts';
import { createRunningEnclave, type RunningEnclave } from './testing/running-enclave.ts';

const isUnavailable = (error: unknown) => error instanceof EnclaveError && error.code === 'enclave_unavailable';

describe('the enclave process among the real parts', () => {
  let enclave: RunningEnclave;
  before(async () => {
    enclave = await createRunningEnclave();
  });
  after(() => enclave.close());

  it('serves nothing before its boot, then boots once and reports health', async () => {
    await enclave.start();
    await assert.rejects(enclave.client.attest(new Uint8Array(32)), isUnavailable);
    await enclave.boot();
    const health = await enclave.client.health();
    assert.deepEqual(
      { ...health },
      { enclaveId: 'enclave-1', pcr0: enclave.surroundings.pcrs[0], releaseSeq: 1, witnessesReachable: 3, witnessesForked: [], kmsReachable: true },
    );
    await assert.rejects(enclave.client.boot(enclave.surroundings.bootRequest(null)), { code: 'unknown_op' });
  });

  it('creates a wallet; after kill -9 calls fail at once, and a new process opens the wallet and remembers the wrong PIN', async () => {
    const person = await enclave.login();
    const { record, address } = await createActiveWallet(person);
    const wrong = await person.call('unlock', { pin: pinField(WRONG_PIN), ttlSeconds: 60, maxSignatures: 5, valueCapWei: '0' }, record);
    assert.deepEqual(wrong.body, { ok: false, error: { code: 'pin_wrong', remaining: 9 } });

    const underWay = enclave.client.health();
    const killed = enclave.kill('SIGKILL');
    await assert.rejects(underWay, isUnavailable);
    await killed;
    await assert.rejects(enclave.client.health(), isUnavailable);

    await enclave.start();
    await enclave.boot();
    const again = await enclave.login(person.walletId);
    const unlocked = await again.call('unlock', { pin: pinField(PIN), ttlSeconds: 60, maxSignatures: 5, valueCapWei: '0' }, record);
    assert.ok(unlocked.body.ok);
    assert.equal(unlocked.body.result.failedSinceLastUnlock, 1);
    const grantId = unlocked.body.result.grantId as Uint8Array;
    const derived = await again.call('address_derive', { accountIndex: 0, grantId }, record);
    assert.equal(derived.effects.kind === 'account' && derived.effects.address, address);
  });

  it('ends when its standard input closes, as it does when the parent dies', async () => {
    const running = enclave.running();
    running?.child.stdin?.end();
    assert.deepEqual(await running?.exited, { code: 0, signal: null });
  });

  it('error: another addon than the measured one is not loaded', async () => {
    const addon = join(enclave.folder, 'secp256k1.node');
    const original = readFileSync(addon);
    writeFileSync(addon, Buffer.concat([original, Buffer.of(0)]));
    try {
      await enclave.start();
      await assert.rejects(enclave.client.boot(enclave.surroundings.bootRequest(enclave.sealedSecret())), { code: 'internal' });
    } finally {
      await enclave.kill('SIGKILL');
      writeFileSync(addon, original);
    }
  });

  it('runs without write access, child processes, workers or an inspector', () => {
    const flags = enclaveArguments('/srv/enclave.mjs', '/run/enclave.sock');
    assert.deepEqual(
      flags.filter((flag) => flag.startsWith('--allow')),
      ['--allow-addons', '--allow-fs-read=/srv/enclave.mjs', '--allow-fs-read=/srv/secp256k1.node'],
    );
    assert.deepEqual(flags.slice(-2), ['/srv/enclave.mjs', '/run/enclave.sock']);
    assert.ok(flags.includes('--permission') && flags.includes('--disallow-code-generation-from-strings'));
  });
});
