import type { JSONWebKeySet } from 'jose';
import type { Clock, RandomBytes } from '../deps.ts';
import { createAttester, readImageMeasurement } from './attest.ts';
import { readManifest } from './boot-request.ts';
import { createCertificateReader } from './certificate.ts';
import { createChallenges } from './challenges.ts';
import { createKeyedMutex, createLimiter } from './concurrency.ts';
import { type Argon2Parameters, argon2id, sha256 } from './crypto/kdf.ts';
import { blindSigningContext } from './crypto/secp256k1.ts';
import type { Enclave } from './enclave.ts';
import { openFleetKeys } from './fleet-secret.ts';
import { createGrants } from './grants.ts';
import type { IssuerKeys } from './id-token.ts';
import type { BootReply, Manifest } from './manifest.ts';
import type { Kms, Ledger, SecurityModule } from './ports.ts';
import { createRevocations } from './revocations.ts';

const MAX_WAITING_FOR_ARGON2 = 64;
const MAX_WAITING_PER_WALLET = 64;

/** What an enclave needs from outside; in the process these are sockets, in tests they are in memory. */
export type BootOptions = {
  readonly enclaveId: string;
  /** dCBOR of the manifest, as pinned by widgets. */
  readonly manifest: Uint8Array;
  readonly sealedSecret: Uint8Array | null;
  readonly securityModule: SecurityModule;
  /** One client per entry of the manifest's `kms`, in its order. */
  readonly openKms: (manifest: Manifest) => readonly Kms[];
  /** `entryKey` authenticates ledger entries among the enclaves of the fleet. */
  readonly openLedger: (manifest: Manifest, entryKey: Uint8Array) => Ledger;
  readonly clock: Clock;
  readonly random: RandomBytes;
  /** Argon2id runs on that many threads at most. */
  readonly cores: number;
};

/** Keys pinned in the manifest. Issuers without pinned keys need TLS that ends in the enclave, which no relay offers yet. */
function pinnedIssuerKeys(manifest: Manifest): IssuerKeys {
  return async (issuer) => {
    const jwks = manifest.oidcIssuers.find((entry) => entry.issuer === issuer)?.jwks ?? null;
    if (jwks === null) throw new Error('the manifest pins no keys for this issuer');
    return JSON.parse(jwks) as JSONWebKeySet;
  };
}

/** libuv's own number, which the enclave's environment leaves as it is. */
const ARGON2_THREADS = 4;

/**
 * Takes the memory that as many PINs as may be tried at once will want. Left to the first time two people enter theirs at the same moment, it would look
 * as if the process leaked; and who comes first would wait until the system has found it, three times as long as Argon2id takes.
 */
async function takeArgon2Memory(cores: number, parameters: Argon2Parameters): Promise<void> {
  const nothing = new Uint8Array(32);
  const derive = () => argon2id({ message: nothing, salt: nothing, secret: nothing, associatedData: nothing, parameters });
  await Promise.all(Array.from({ length: Math.min(cores, ARGON2_THREADS) }, derive));
}

/**
 * Boots (PROTOCOL §3.1): manifest → KMS → the fleet's secret → ledger → the keys E and P.
 *
 * @returns the enclave, and what the parent must store before the first call.
 * @throws SchemaError, KmsError, EnclaveError
 */
export async function bootEnclave(options: BootOptions): Promise<{ readonly enclave: Enclave; readonly reply: BootReply }> {
  const { securityModule, clock, random } = options;
  const manifest = readManifest(options.manifest);
  blindSigningContext(random(32));
  await takeArgon2Memory(options.cores, manifest.argon2);
  const clients = options.openKms(manifest);
  const kms = manifest.kms.map(({ keyId }, index) => ({ keyId, client: clients[index] as Kms }));
  const { keys: fleet, sealedSecret } = await openFleetKeys({ kms, securityModule, random, sealedSecret: options.sealedSecret });
  const attester = await createAttester({ securityModule, manifestSha256: sha256(options.manifest), clock });
  const enclave: Enclave = {
    enclaveId: options.enclaveId,
    imageMeasurement: await readImageMeasurement(securityModule),
    manifest,
    fleet,
    attester,
    securityModule,
    kms,
    ledger: options.openLedger(manifest, fleet.ledgerEntryKey),
    issuerKeys: pinnedIssuerKeys(manifest),
    readCertificate: createCertificateReader(fleet.certificateKey),
    clock,
    random,
    challenges: createChallenges(clock, random),
    grants: createGrants(clock, random),
    revocations: createRevocations(clock),
    limitArgon2: createLimiter(options.cores, MAX_WAITING_FOR_ARGON2),
    lockWallet: createKeyedMutex(MAX_WAITING_PER_WALLET),
  };
  return { enclave, reply: { sealedSecret, attestationPublicKey: attester.publicKeys() } };
}
