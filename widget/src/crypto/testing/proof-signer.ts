import { type AppProof, proofMessage } from '../../contract/sealed.ts';
import type { Bytes } from '../bytes.ts';

/** WebKitGTK fails to make about one Ed25519 key in a hundred (`OperationError`); verifying never fails there. */
const KEY_ATTEMPTS = 20;

async function newKeys(): Promise<CryptoKeyPair> {
  for (let attempt = 1; ; attempt++) {
    try {
      return (await crypto.subtle.generateKey('Ed25519', false, ['sign', 'verify'])) as CryptoKeyPair;
    } catch (cause) {
      if (attempt === KEY_ATTEMPTS) throw cause;
    }
  }
}

/** An enclave's proof key, for tests: its public half, and proofs by it. */
export async function createProofSigner() {
  const { privateKey, publicKey } = await newKeys();
  return {
    proofPublicKey: new Uint8Array(await crypto.subtle.exportKey('raw', publicKey)) as Bytes,
    sign: async (payload: Uint8Array): Promise<AppProof> => ({
      payload,
      signature: new Uint8Array(await crypto.subtle.sign('Ed25519', privateKey, proofMessage(payload))),
    }),
  };
}
