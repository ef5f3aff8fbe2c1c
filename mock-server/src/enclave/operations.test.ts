import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { toEnclaveError } from './operations.ts';
import { KmsError } from './ports.ts';
import { pinField } from './testing/wallet-client.ts';
import { createActiveWallet, createWorld, PIN } from './testing/world.ts';

describe('what leaves the enclave unsealed', () => {
  it('a data key the KMS does not know is a changed record, not an outage', async () => {
    const world = await createWorld();
    const client = await world.login(await world.startEnclave());
    const { record } = await createActiveWallet(client);
    const limits = { ttlSeconds: 60, maxSignatures: 1, valueCapWei: '0' };
    const unlock = () => client.call('unlock', { pin: pinField(PIN), ...limits }, record);
    const { decrypt } = world.kms;
    for (const [said, expected] of [
      ['kms_ciphertext_invalid', 'record_tampered'],
      ['kms_denied', 'kms_unavailable'],
      ['kms_unavailable', 'kms_unavailable'],
      ['kms_response_invalid', 'kms_response_invalid'],
    ] as const) {
      world.kms.decrypt = async () => {
        throw new KmsError(said, 'the KMS refused');
      };
      const entries = world.ledger.entries().length;
      await assert.rejects(unlock(), { code: expected });
      assert.equal(world.ledger.entries().length, entries, 'no try is counted');
    }
    world.kms.decrypt = decrypt;
    assert.equal((await unlock()).body.ok, true);
  });

  it('health names the witnesses that went their own way', async () => {
    const world = await createWorld();
    const enclave = await world.startEnclave();
    assert.deepEqual((await enclave.health()).witnessesForked, []);
    world.ledger.forks = ['w3'];
    assert.deepEqual((await enclave.health()).witnessesForked, ['w3']);
  });

  it('an error of no known kind says nothing of itself', () => {
    const { code, message } = toEnclaveError(new Error('seed: abandon abandon'));
    assert.equal(code, 'internal');
    assert.doesNotMatch(message, /abandon/);
  });
});
