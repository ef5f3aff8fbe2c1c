import { concatBytes } from '../../../widget/src/contract/dcbor.ts';
import { hkdf } from './crypto/kdf.ts';
import { wipe } from './crypto/wipe.ts';
import type { WrapHeader } from './recovery-wrap.ts';

const PRF_LABEL = new TextEncoder().encode('alcove/prf/v1');

/** EncryptionContext of a passkey's data key. */
export function passkeyContext(header: Pick<WrapHeader, 'appId' | 'walletId' | 'wrapId'>): Readonly<Record<string, string>> {
  return { app: header.appId, wallet: header.walletId, purpose: 'passkey', wrap: header.wrapId };
}

/**
 * HKDF(PRF output, salt, "alcove/prf/v1" ‖ credential id) ‖ data key: neither the passkey's provider nor the KMS opens
 * the wrap alone. 64 bytes that the caller wipes.
 *
 * @param prf output of the WebAuthn PRF extension, 32 bytes.
 */
export function passkeyFactor(prf: Uint8Array, header: Pick<WrapHeader, 'salt'>, credentialId: Uint8Array, dataKey: Uint8Array): Uint8Array<ArrayBuffer> {
  const own = hkdf(prf, header.salt, concatBytes(PRF_LABEL, credentialId));
  try {
    return concatBytes(own, dataKey);
  } finally {
    wipe(own);
  }
}
