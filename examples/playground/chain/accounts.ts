import { HDKey } from '@scure/bip32';
import { mnemonicSeed } from '../../../mock-server/src/enclave/crypto/hd-key.ts';

/** The phrase that every development node's accounts are made of. What lies under it is worth nothing anywhere. */
const DEVELOPMENT_PHRASE = 'test test test test test test test test test test test junk';
const USED = [0, 8, 9];

/** The node's own accounts, which it signs for: private keys of those that the faucet and the demo contracts use. */
export function developmentKeys(): readonly Uint8Array[] {
  const root = HDKey.fromMasterSeed(mnemonicSeed(new TextEncoder().encode(DEVELOPMENT_PHRASE)));
  return USED.map((index) => root.derive(`m/44'/60'/0'/0/${index}`).privateKey as Uint8Array);
}
