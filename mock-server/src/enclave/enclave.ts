import type { Clock, RandomBytes } from '../deps.ts';
import type { Attester } from './attest.ts';
import type { ReadCertificate } from './certificate.ts';
import type { Challenges } from './challenges.ts';
import type { FleetKeys } from './fleet-secret.ts';
import type { Grants } from './grants.ts';
import type { IssuerKeys } from './id-token.ts';
import type { Manifest } from './manifest.ts';
import type { Kms, Ledger, SecurityModule } from './ports.ts';
import type { Revocations } from './revocations.ts';

/** A booted enclave: what every operation may reach, and all the state there is. Nothing of it is ever written to disk. */
export type Enclave = {
  readonly enclaveId: string;
  readonly imageMeasurement: string;
  readonly manifest: Manifest;
  readonly fleet: FleetKeys;
  readonly attester: Attester;
  readonly securityModule: SecurityModule;
  /** In the manifest's order; a record names the one that holds its data key. */
  readonly kms: readonly { readonly keyId: string; readonly client: Kms }[];
  readonly ledger: Ledger;
  readonly issuerKeys: IssuerKeys;
  /** Null for what this fleet did not issue. */
  readonly readCertificate: (signed: Uint8Array) => ReadCertificate | null;
  readonly clock: Clock;
  readonly random: RandomBytes;
  readonly challenges: Challenges;
  readonly grants: Grants;
  readonly revocations: Revocations;
  /** Argon2id is the one expensive step: as many at once as there are cores. */
  readonly limitArgon2: <T>(work: () => Promise<T>) => Promise<T>;
  /** Single writer per wallet, keyed by wallet hash. */
  readonly lockWallet: <T>(walletHash: string, work: () => Promise<T>) => Promise<T>;
};
