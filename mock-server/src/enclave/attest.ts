import { generateKeyPairSync, type KeyObject, sign } from 'node:crypto';
import { decode } from 'cborg';
import { type CborValue, encodeDcbor } from '../../../widget/src/contract/dcbor.ts';
import { type AppProof, type AppProofType, proofMessage } from '../../../widget/src/contract/sealed.ts';
import type { Clock } from '../deps.ts';
import { generateHpkeKeyPair, type HpkeKeyPair } from './crypto/hpke.ts';
import { sha256 } from './crypto/kdf.ts';
import type { SecurityModule } from './ports.ts';

/** E of PROTOCOL §1: what calls are sealed to. */
export type HpkeKey = HpkeKeyPair & { readonly createdAtMs: number };

/** A document together with the key it vouches for and the digest that goes into HPKE's `info`. */
export type Attestation = { readonly document: Uint8Array; readonly payloadSha256: Uint8Array; readonly hpkeKey: HpkeKey };

export type Attester = {
  attest(nonce: Uint8Array): Promise<Attestation>;
  /** Signs a statement with P, the attested Ed25519 key (PROTOCOL §1.4). */
  prove(payload: { readonly type: AppProofType; readonly [key: string]: CborValue }): AppProof;
  /** dCBOR [E_pub, P_pub], as in the document. */
  publicKeys(): Uint8Array;
};

/** E is renewed daily; calls sealed to the older key still open while their challenge lives. */
const HPKE_KEY_LIFETIME_MS = 24 * 3_600_000;

function makeHpkeKey(clock: Clock): HpkeKey {
  return { ...generateHpkeKeyPair(), createdAtMs: clock.nowMs() };
}

/** The payload's bytes as they were signed: element 2 of COSE_Sign1 (RFC 9052 §4.2). */
function documentPayload(document: Uint8Array): Uint8Array {
  const parts: unknown = decode(document, { useMaps: true });
  const payload: unknown = Array.isArray(parts) ? parts[2] : undefined;
  if (!(payload instanceof Uint8Array)) throw new Error('the security module sent no COSE_Sign1 document');
  return payload;
}

/** PCR0 in lower-case hexadecimal, as the security module measured it. */
export async function readImageMeasurement(securityModule: SecurityModule): Promise<string> {
  const payload: unknown = decode(documentPayload(await securityModule.attest({})), { useMaps: true });
  const pcrs: unknown = payload instanceof Map ? payload.get('pcrs') : undefined;
  const image: unknown = pcrs instanceof Map ? pcrs.get(0) : undefined;
  if (!(image instanceof Uint8Array)) throw new Error('the security module sent no measurements');
  return Buffer.from(image).toString('hex');
}

/**
 * Makes the keys E and P, which live in this process's memory and nowhere else, and answers for them.
 *
 * @param options.manifestSha256 goes into every document's `user_data`.
 */
export async function createAttester(options: {
  readonly securityModule: SecurityModule;
  readonly manifestSha256: Uint8Array;
  readonly clock: Clock;
}): Promise<Attester> {
  const { securityModule, manifestSha256, clock } = options;
  const proofKeys: { readonly publicKey: KeyObject; readonly privateKey: KeyObject } = generateKeyPairSync('ed25519');
  const proofPublicKey = new Uint8Array(Buffer.from(proofKeys.publicKey.export({ format: 'jwk' }).x as string, 'base64url'));
  let current = makeHpkeKey(clock);

  function publicKeys(key: HpkeKey): Uint8Array<ArrayBuffer> {
    return encodeDcbor([key.publicKey, proofPublicKey]);
  }

  return {
    async attest(nonce) {
      if (clock.nowMs() - current.createdAtMs >= HPKE_KEY_LIFETIME_MS) current = makeHpkeKey(clock);
      const hpkeKey = current;
      const document = await securityModule.attest({ publicKey: publicKeys(hpkeKey), userData: manifestSha256, nonce });
      return { document, payloadSha256: sha256(documentPayload(document)), hpkeKey };
    },
    prove(payload) {
      const bytes = encodeDcbor(payload);
      return { payload: bytes, signature: new Uint8Array(sign(null, proofMessage(bytes), proofKeys.privateKey)) };
    },
    publicKeys: () => publicKeys(current),
  };
}
