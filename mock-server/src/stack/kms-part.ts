import * as v from 'valibot';
import type { Logger } from '../app-deps.ts';
import type { Clock, RandomBytes } from '../deps.ts';
import { administratorIdentityPolicy, enclaveIdentityPolicy, enclaveKeyPolicy } from '../kms/enclave-key-policy.ts';
import { openFileKeyStore } from '../kms/file-key-store.ts';
import { parsePolicy } from '../kms/policy-document.ts';
import { provisionKey } from '../kms/provision-key.ts';
import { createKmsServer } from '../kms/server.ts';
import { createKmsTls } from '../kms/tls.ts';
import type { DataDirectory } from './data-directory.ts';
import type { AccessKey, KmsAccess } from './development-material.ts';
import { loadOrCreateJson } from './stored-json.ts';

export const kmsRegion = 'eu-central-1';
/** Name in the KMS's certificate, which the enclave checks. It is never looked up: the enclave's socket leads there. */
export const kmsServerName = 'kms.alcove.internal';

export type KmsPart = {
  readonly keyArn: string;
  /** PEM of the authority that the enclave pins. */
  readonly tlsRootPem: string;
  readonly enclaveAccess: AccessKey;
  /** True when the key's policy named another enclave until now. */
  readonly policyChanged: boolean;
  close(): Promise<void>;
};

export type KmsPartOptions = {
  /** Prefix of its files in the data directory, e.g. `kms`. */
  readonly name: string;
  /** Twelve digits, one account per KMS. */
  readonly accountId: string;
  readonly port: number;
  readonly access: KmsAccess;
  /** PCR0 of the enclave that may use the key, hexadecimal. */
  readonly imageSha384: string;
  /** SHA-256 of the roots an attestation may lead to. */
  readonly attestationRootsSha256: readonly string[];
  readonly directory: DataDirectory;
  readonly clock: Clock;
  readonly random: RandomBytes;
  readonly logger: Logger;
};

const text = v.pipe(v.string(), v.minLength(1));
const tlsSchema = v.object({ key: text, cert: text, ca: text });

/**
 * Starts one KMS with a key store, an authority and accounts of its own, and the wallet key in it, which only the
 * enclave that was built here may use. A rebuilt enclave gets the key's policy changed to it, as an operator does for a release.
 */
export async function startKms(options: KmsPartOptions): Promise<KmsPart> {
  const { name, accountId, directory, clock, random, logger } = options;
  const enclaveArn = `arn:aws:iam::${accountId}:user/enclave`;
  const administratorArn = `arn:aws:iam::${accountId}:user/administrator`;
  const [keyStore, tls] = await Promise.all([
    openFileKeyStore(directory.file(`${name}-keys.json`)),
    loadOrCreateJson(directory.file(`${name}-tls.json`), tlsSchema, () => createKmsTls({ serverNames: [kmsServerName, 'localhost'], clock, random })),
  ]);
  const description = 'Alcove wallets';
  const policyBefore = keyStore.list().find((key) => key.description === description)?.policy;
  const policy = enclaveKeyPolicy({ enclaveArn, administratorArn, imagesSha384: [options.imageSha384] });
  const key = await provisionKey({ keyStore, region: kmsRegion, accountId, description, policy, clock, random });
  const server = await createKmsServer({
    host: '127.0.0.1',
    port: options.port,
    tls: { key: tls.key, cert: tls.cert },
    keyStore,
    region: kmsRegion,
    accountId,
    attestationRootsSha256: options.attestationRootsSha256,
    clock,
    random,
    credentials: [
      {
        ...options.access.enclave,
        sessionToken: null,
        principalArn: enclaveArn,
        identityPolicy: parsePolicy(enclaveIdentityPolicy([options.imageSha384]), 'identity'),
      },
      {
        ...options.access.administrator,
        sessionToken: null,
        principalArn: administratorArn,
        identityPolicy: parsePolicy(administratorIdentityPolicy(), 'identity'),
      },
    ],
    audit: (event) => logger.info({ part: name, ...event }, 'kms call'),
  });
  return {
    keyArn: key.arn,
    tlsRootPem: tls.ca,
    enclaveAccess: options.access.enclave,
    policyChanged: policyBefore !== undefined && policyBefore !== policy,
    close: () => server.close(),
  };
}
