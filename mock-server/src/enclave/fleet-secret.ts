import { encodeDcbor } from '../../../widget/src/contract/dcbor.ts';
import type { RandomBytes } from '../deps.ts';
import { EnclaveError } from '../enclave-client/port.ts';
import { openAesGcm, sealAesGcm } from './crypto/aead.ts';
import { hkdf, hmacSha256 } from './crypto/kdf.ts';
import { wipe } from './crypto/wipe.ts';
import { type Kms, KmsError, type SecurityModule } from './ports.ts';
import { bytes, list, literal, object, type Read, text } from './schema.ts';
import { decodeStrict } from './strict-cbor.ts';

/*
 * One secret of 32 bytes is shared by all enclaves of a deployment, now and after any restart (PROTOCOL §3.4). It is
 * sealed, once per KMS of the manifest, under a data key that only this enclave image may open; the parent keeps it.
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
  /** Seals a wallet's policy and spending in its ledger entries. */
  readonly limitsKey: Uint8Array;
};

const copy = { dataKey: bytes(1, 6144), iv: bytes(12), ciphertext: bytes(48) };
const readFirstVersion = object({ v: literal(1), ...copy });
const readCopy = object({ keyId: text(1, 2048), ...copy });
const readSealed = object({ v: literal(2), copies: list(readCopy, 4) });

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
    limitsKey: derive('alcove/fleet/limits/v1'),
  };
}

type Copy = Read<typeof readCopy>;
export type FleetKms = { readonly keyId: string; readonly client: Kms };

/** The secret under one KMS. */
async function sealCopy({ keyId, client }: FleetKms, secret: Uint8Array, random: RandomBytes): Promise<Copy> {
  const dataKey = await client.generateDataKey(KMS_CONTEXT);
  try {
    const iv = random(12);
    return { keyId, dataKey: dataKey.ciphertext, iv, ciphertext: sealAesGcm(dataKey.plaintext, iv, secret, SEAL_AAD) };
  } finally {
    wipe(dataKey.plaintext);
  }
}

async function openCopy(client: Kms, { dataKey, iv, ciphertext }: Omit<Copy, 'keyId'>): Promise<Uint8Array> {
  const key = await client.decrypt(dataKey, KMS_CONTEXT);
  try {
    const secret = openAesGcm(key, iv, ciphertext, SEAL_AAD);
    if (secret === null) throw new EnclaveError('kms_response_invalid', 'the fleet secret does not open with the key the KMS gave');
    return secret;
  } finally {
    wipe(key);
  }
}

/** Version 1 had one copy, under the first KMS. */
function readCopies(sealed: Uint8Array, kms: readonly FleetKms[]): readonly Copy[] {
  const stored = decodeStrict(sealed);
  const version = stored !== null && typeof stored === 'object' && !Array.isArray(stored) ? (stored as { readonly v?: unknown }).v : undefined;
  if (version === 2) return readSealed(stored, 'sealedSecret').copies;
  const { dataKey, iv, ciphertext } = readFirstVersion(stored, 'sealedSecret');
  return [{ keyId: kms[0]?.keyId ?? '', dataKey, iv, ciphertext }];
}

async function openSecret(kms: readonly FleetKms[], copies: readonly Copy[]): Promise<Uint8Array> {
  let failure: unknown = new EnclaveError('kms_unavailable', 'no KMS of the manifest holds the fleet secret');
  for (const { keyId, client } of kms) {
    const copy = copies.find((candidate) => candidate.keyId === keyId);
    if (copy === undefined) continue;
    try {
      return await openCopy(client, copy);
    } catch (error) {
      if (!(error instanceof KmsError)) throw error;
      failure = error;
    }
  }
  throw failure;
}

/** Every KMS of the manifest gets a copy; one that is away now gets it at a later boot. */
async function addCopies(kms: readonly FleetKms[], copies: readonly Copy[], secret: Uint8Array, random: RandomBytes): Promise<readonly Copy[]> {
  const missing = kms.filter(({ keyId }) => !copies.some((copy) => copy.keyId === keyId));
  const made = await Promise.all(
    missing.map((entry) =>
      sealCopy(entry, secret, random).catch((error: unknown) => {
        if (error instanceof KmsError) return null;
        throw error;
      }),
    ),
  );
  return [...copies, ...made.filter((copy) => copy !== null)];
}

async function makeSecret(kms: Kms, securityModule: SecurityModule, random: RandomBytes): Promise<Uint8Array> {
  const sources = [await securityModule.random(32), await kms.generateRandom(32), random(32)];
  try {
    return mixEntropy('alcove/fleet/v1', sources);
  } finally {
    wipe(...sources);
  }
}

/**
 * Opens the deployment's secret by whichever KMS gives it, or makes it at the very first boot.
 *
 * @param options.kms in the manifest's order.
 * @returns `sealedSecret` when there is a new form of it: the parent must store it before the first call.
 * @throws KmsError, EnclaveError `kms_response_invalid` | `kms_unavailable`
 */
export async function openFleetKeys(options: {
  readonly kms: readonly FleetKms[];
  readonly securityModule: SecurityModule;
  readonly random: RandomBytes;
  readonly sealedSecret: Uint8Array | null;
}): Promise<{ readonly keys: FleetKeys; readonly sealedSecret: Uint8Array | null }> {
  const { kms, random } = options;
  const [first] = kms;
  if (first === undefined) throw new EnclaveError('kms_unavailable', 'no KMS is configured');
  const known = options.sealedSecret === null ? [] : readCopies(options.sealedSecret, kms);
  const secret = options.sealedSecret === null ? await makeSecret(first.client, options.securityModule, random) : await openSecret(kms, known);
  try {
    const copies = await addCopies(kms, known, secret, random);
    if (copies.length === 0) throw new KmsError('kms_unavailable', 'no KMS could lock the fleet secret');
    const sealedSecret = copies.length === known.length ? null : encodeDcbor({ v: 2, copies: copies.map((copy) => ({ ...copy })) });
    return { keys: deriveFleetKeys(secret), sealedSecret };
  } finally {
    wipe(secret);
  }
}
