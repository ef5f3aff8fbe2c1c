import assert from 'node:assert/strict';
import { test } from 'node:test';
import { pinField } from '../enclave/testing/wallet-client.ts';
import { createActiveWallet, createWorld, PIN } from '../enclave/testing/world.ts';
import type { EnclaveClient } from './port.ts';
import { repeatRevocations } from './repeat-revocations.ts';

/** The enclave of the moment, as a person's client reaches it through the server. */
function switchable(first: EnclaveClient) {
  let current = first;
  const enclave: EnclaveClient = {
    attest: (nonce) => current.attest(nonce),
    challenge: (request) => current.challenge(request),
    sessionOpen: (request) => current.sessionOpen(request),
    sessionRevoke: (...revocation) => current.sessionRevoke(...revocation),
    call: (...call) => current.call(...call),
    ledgerHead: (request) => current.ledgerHead(request),
    health: () => current.health(),
  };
  return {
    enclave,
    use(next: EnclaveClient) {
      current = next;
    },
  };
}

test('repeatRevocations: a revoked session key stays revoked in the next process, and others stay good', async () => {
  const world = await createWorld();
  const { enclave, use } = switchable(await world.startEnclave());
  const ended = await world.login(enclave);
  const other = await world.login(enclave, 'alice', ended.walletId);
  const { record } = await createActiveWallet(ended);
  const limits = { ttlSeconds: 60, maxSignatures: 1, valueCapWei: '0' };
  const unlock = (client: typeof ended) => client.call('unlock', { pin: pinField(PIN), ...limits }, record);

  const forgetful = await world.startEnclave();
  use(forgetful);
  assert.equal((await unlock(ended)).body.ok, true, 'a certificate is of the fleet: nobody has told this process');
  const untilSeconds = ended.session.expiresAtSeconds;
  const store = { listRevokedSessionKeys: async () => [{ thumbprint: Buffer.from(ended.thumbprint).toString('base64url'), untilSeconds }] };
  const told = await world.startEnclave();
  await repeatRevocations(told, { store, clock: world.clock });
  use(told);
  await assert.rejects(unlock(ended), { code: 'envelope_invalid' });
  assert.equal((await unlock(other)).body.ok, true);
});
