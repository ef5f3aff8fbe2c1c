import { entropyOfMnemonic } from './crypto/mnemonic.ts';
import { wipe } from './crypto/wipe.ts';
import type { Enclave } from './enclave.ts';
import { SealedFailure } from './failures.ts';
import { bytes, object, type Read } from './schema.ts';
import type { SealedCall, SealedOutcome } from './sealed-call.ts';
import { createWallet } from './wallet-create.ts';
import { makeSecret } from './wrap.ts';

export const readImport = object({ words: bytes(1, 256), pin: bytes(32), random: bytes(32) });

/**
 * `import` (PROTOCOL §6.13): a wallet from words that exist elsewhere, and marked so for good. `wallet_activate` follows,
 * as after a creation.
 */
export async function importSeed(enclave: Enclave, { owner, plaintext }: SealedCall<Read<typeof readImport>>): Promise<SealedOutcome> {
  const entropy = entropyOfMnemonic(plaintext.words);
  if (entropy === null) throw new SealedFailure('mnemonic_invalid', { field: 'words' });
  try {
    return await createWallet(enclave, owner, plaintext.pin, { origin: 'import', makeSecret: async () => makeSecret(entropy) });
  } finally {
    wipe(entropy, plaintext.words);
  }
}
