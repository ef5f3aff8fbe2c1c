import type { Clock } from '../deps.ts';
import type { Store } from '../store/store.ts';
import type { EnclaveClient } from './port.ts';

/**
 * Tells an enclave that has just booted which session keys are revoked (PROTOCOL §4.5): its own list was in memory. To be
 * called before anyone else may call it.
 *
 * @throws EnclaveError when it is gone again.
 */
export async function repeatRevocations(
  enclave: Pick<EnclaveClient, 'sessionRevoke'>,
  deps: { readonly store: Pick<Store, 'listRevokedSessionKeys'>; readonly clock: Clock },
): Promise<void> {
  const revoked = await deps.store.listRevokedSessionKeys(deps.clock.nowMs());
  await Promise.all(revoked.map(({ thumbprint, untilSeconds }) => enclave.sessionRevoke(new Uint8Array(Buffer.from(thumbprint, 'base64url')), untilSeconds)));
}
