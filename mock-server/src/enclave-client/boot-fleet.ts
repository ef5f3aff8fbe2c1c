import type { Clock, RandomBytes } from '../deps.ts';
import type { BootRequest } from '../enclave/manifest.ts';
import type { Store } from '../store/store.ts';
import type { BootableEnclaveClient } from './calls.ts';
import { repeatRevocations } from './repeat-revocations.ts';

/** Name of the store's setting that keeps the fleet's secret, sealed under the KMS. */
export const sealedSecretSetting = 'enclave.sealed-secret';

/** The enclave must not serve: what it makes could not be opened by any other. */
export class SecretTaken extends Error {
  constructor() {
    super('another enclave has stored the fleet secret meanwhile');
    this.name = 'SecretTaken';
  }
}

/**
 * Boots an enclave of a fleet: with the fleet's secret from the store, or to make it where there is none, and with the session
 * keys that are revoked.
 *
 * @param boot what differs from one enclave to another: the sockets around it, and its access to the KMS.
 * @throws SecretTaken when two made a secret at once; the process is to be ended then.
 */
export async function bootFleetEnclave(
  client: BootableEnclaveClient,
  boot: Omit<BootRequest, 'enclaveId' | 'sealedSecret'>,
  deps: {
    readonly store: Pick<Store, 'getSetting' | 'replaceSetting' | 'listRevokedSessionKeys'>;
    readonly clock: Clock;
    readonly random: RandomBytes;
  },
): Promise<void> {
  const stored = await deps.store.getSetting(sealedSecretSetting);
  const { sealedSecret } = await client.boot({
    ...boot,
    // A new one at each boot: challenges and grants live in this process's memory only.
    enclaveId: `enclave-${Buffer.from(deps.random(8)).toString('hex')}`,
    sealedSecret: stored,
  });
  // Before anything is made under it: without this secret every wallet would be lost.
  if (sealedSecret !== null && !(await deps.store.replaceSetting(sealedSecretSetting, stored, sealedSecret))) throw new SecretTaken();
  await repeatRevocations(client, deps);
}
