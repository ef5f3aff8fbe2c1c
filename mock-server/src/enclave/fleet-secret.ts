import { encodeDcbor } from '../../../widget/src/contract/dcbor.ts';
import type { RandomBytes } from '../deps.ts';
import { EnclaveError } from '../enclave-client/port.ts';
import { openAesGcm, sealAesGcm } from './crypto/aead.ts';
import { hkdf, hmacSha256 } from './crypto/kdf.ts';
import { wipe } from './crypto/wipe.ts';
import type { Kms, SecurityModule } from './ports.ts';
import { bytes, literal, object } from './schema.ts';
import { decodeStrict } from './strict-cbor.ts';

/*
 * One secret of 32 bytes is shared by all enclaves of a deployment, now and after any restart (PROTOCOL §3.4). It is
 * sealed under a KMS data key that only this enclave image may open; the parent keeps the sealed form.
 */

const KMS_CONTEXT = { purpose: 'fleet' } as const;
const encoder = new TextEncoder();
const SEAL_AAD = encoder.encode('alcove/fleet/v1');

/** Keys that never leave; each is 32 bytes and serves one purpose. */
export type FleetKeys = {
  /** Argon2's `secret`: a stolen KMS key alone tests no PIN. */
  readonly pepper: Uint8Array;
  readonly certificateKey: Uint8Array;
  /** Witnesses see wallets under this key's HMAC only. */
  readonly walletHashKey: Uint8Array;
  readonly ledgerEntryKey: Uint8Array;
  /** Says which words of a kit are the right ones without saying them. */
  readonly confirmationKey: Uint8Array;
};

const readSealed = object({ v: literal(1), dataKey: bytes(1, 6144), iv: bytes(12), ciphertext: bytes(48) });

/** Mixes independent sources, so that one bad source, or one that somebody else chose, does not decide the result. */
export function mixEntropy(label: string, sources: readonly Uint8Array[]): Uint8Array<ArrayBuffer> {
  const joined = new Uint8Array(Buffer.concat(sources));
  try {
    return hmacSha256(encoder.encode(label), joined);
  } finally {
    wipe(joined);
  }
}

function deriveFleetKeys(secret: Uint8Array): FleetKeys {
  const derive = (label: string) => hkdf(secret, new Uint8Array(0), encoder.encode(label));
  return {
    pepper: derive('alcove/fleet/pepper/v1'),
    certificateKey: derive('alcove/fleet/certificate/v1'),
    walletHashKey: derive('alcove/fleet/wallet-hash/v1'),
    ledgerEntryKey: derive('alcove/fleet/ledger-entry/v1'),
    confirmationKey: derive('alcove/fleet/confirmation/v1'),
  };
}

async function makeSecret(kms: Kms, securityModule: SecurityModule, random: RandomBytes): Promise<{ secret: Uint8Array; sealed: Uint8Array<ArrayBuffer> }> {
  const dataKey = await kms.generateDataKey(KMS_CONTEXT);
  try {
    const sources = [await securityModule.random(32), await kms.generateRandom(32), random(32)];
    const secret = mixEntropy('alcove/fleet/v1', sources);
    wipe(...sources);
    const iv = random(12);
    const sealed = encodeDcbor({ v: 1, dataKey: dataKey.ciphertext, iv, ciphertext: sealAesGcm(dataKey.plaintext, iv, secret, SEAL_AAD) });
    return { secret, sealed };
  } finally {
    wipe(dataKey.plaintext);
  }
}

async function openSecret(kms: Kms, sealed: Uint8Array): Promise<Uint8Array> {
  const { dataKey, iv, ciphertext } = readSealed(decodeStrict(sealed), 'sealedSecret');
  const key = await kms.decrypt(dataKey, KMS_CONTEXT);
  try {
    const secret = openAesGcm(key, iv, ciphertext, SEAL_AAD);
    if (secret === null) throw new EnclaveError('kms_response_invalid', 'the fleet secret does not open with the key the KMS gave');
    return secret;
  } finally {
    wipe(key);
  }
}

/**
 * Opens the deployment's secret, or makes it at the very first boot.
 *
 * @returns `sealedSecret` when a new one was made: the parent must store it before the first call.
 * @throws KmsError, EnclaveError `kms_response_invalid`
 */
export async function openFleetKeys(options: {
  readonly kms: Kms;
  readonly securityModule: SecurityModule;
  readonly random: RandomBytes;
  readonly sealedSecret: Uint8Array | null;
}): Promise<{ readonly keys: FleetKeys; readonly sealedSecret: Uint8Array | null }> {
  const made = options.sealedSecret === null ? await makeSecret(options.kms, options.securityModule, options.random) : null;
  const secret = made?.secret ?? (await openSecret(options.kms, options.sealedSecret as Uint8Array));
  try {
    return { keys: deriveFleetKeys(secret), sealedSecret: made?.sealed ?? null };
  } finally {
    wipe(secret);
  }
}
