import type { SealedResults } from '../contract/sealed.ts';
import { wipe } from '../crypto/bytes.ts';
import type { EnclaveClient } from '../wallet/enclave-client.ts';
import { pinField } from '../wallet/pin-field.ts';
import { mapOf, proofOf, type ResultReader } from '../wallet/sealed-results.ts';

/** That it can be read says that the enclave took the PIN; what the policy is does not matter here. */
const readAnswer: ResultReader<Pick<SealedResults['policy_set'], 'proof'>> = (map) => {
  mapOf(map.get('policy'), 'policy');
  return { proof: proofOf(map) };
};

/**
 * Has the enclave check a PIN and nothing else: asking for the policy (PROTOCOL §7.8) takes the PIN, counts a wrong one, and changes
 * nothing. An `unlock` would leave a grant behind, which could sign.
 *
 * @throws SealedFailure `pin_wrong`, `pin_delayed`, `pin_locked`; ApiError, WalletError -32082.
 */
export async function checkPin(enclave: Pick<EnclaveClient, 'perform'>, walletId: string, pin: string): Promise<void> {
  const field = pinField(pin);
  try {
    await enclave.perform('policy_set', walletId, { pin: field }, readAnswer as ResultReader<SealedResults['policy_set']>);
  } finally {
    wipe(field);
  }
}
