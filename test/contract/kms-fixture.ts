import { webcrypto } from 'node:crypto';
import { KMSClient } from '@aws-sdk/client-kms';
import { decode, encode } from 'cborg';
import type { Clock, RandomBytes } from '../../mock-server/src/deps.ts';
import { AWS_NITRO_ROOT_SHA256 } from '../../mock-server/src/kms/attestation.ts';
import { administratorIdentityPolicy, enclaveIdentityPolicy, enclaveKeyPolicy } from '../../mock-server/src/kms/enclave-key-policy.ts';
import { createMemoryKeyStore, type KeyStore, type StoredKey } from '../../mock-server/src/kms/key-store.ts';
import { parsePolicy } from '../../mock-server/src/kms/policy-document.ts';
import { provisionKey } from '../../mock-server/src/kms/provision-key.ts';
import type { KmsCredential } from '../../mock-server/src/kms/request-signature.ts';
import { createKmsServer, type KmsServer } from '../../mock-server/src/kms/server.ts';
import { createKmsTls, type KmsTls } from '../../mock-server/src/kms/tls.ts';
import { openDevelopmentNsm } from '../../mock-server/src/nsm/development-nsm.ts';
import { createDevelopmentRoot, type DevelopmentRoot, developmentRootSha256 } from '../../mock-server/src/nsm/development-root.ts';

export const REGION = 'eu-central-1';
export const ACCOUNT = '000000000000';
export const SERVER_NAME = 'kms.alcove.internal';
export const IMAGE = 'ab'.repeat(48);
export const clock: Clock = { nowMs: () => Date.now() };
export const random: RandomBytes = (length) => webcrypto.getRandomValues(new Uint8Array(length));

const userArn = (name: string) => `arn:aws:iam::${ACCOUNT}:user/${name}`;
export const ENCLAVE_ARN = userArn('enclave');
export const ADMINISTRATOR_ARN = userArn('administrator');

function credential(name: string, identityPolicy: string): KmsCredential {
  return {
    accessKeyId: `AKIA${name.toUpperCase()}`,
    secretAccessKey: `secret of ${name}`,
    sessionToken: null,
    principalArn: userArn(name),
    identityPolicy: parsePolicy(identityPolicy, 'identity'),
  };
}

const EVERYTHING = JSON.stringify({ Version: '2012-10-17', Statement: { Effect: 'Allow', Action: 'kms:*', Resource: '*' } });
/** `root` may do anything an identity policy can allow; `nobody` has an access key and no permission. */
export const credentials = {
  enclave: credential('enclave', enclaveIdentityPolicy([IMAGE])),
  administrator: credential('administrator', administratorIdentityPolicy()),
  root: credential('root', EVERYTHING),
  nobody: credential('nobody', JSON.stringify({ Version: '2012-10-17', Statement: { Effect: 'Deny', Action: 'kms:*', Resource: '*' } })),
};

export type KmsFixture = {
  readonly server: KmsServer;
  readonly keyStore: KeyStore;
  readonly tls: KmsTls;
  readonly root: DevelopmentRoot;
  /** Key that only the enclave with `IMAGE` may use. */
  readonly enclaveKey: StoredKey;
  sdk(who: keyof typeof credentials, changes?: { readonly secretAccessKey?: string; readonly region?: string; readonly accessKeyId?: string }): KMSClient;
  /** A security module of an enclave with this PCR0. */
  attest(
    request: { readonly publicKey?: Uint8Array },
    options?: { readonly pcr0?: string; readonly clock?: Clock; readonly root?: DevelopmentRoot },
  ): Promise<Uint8Array>;
  start(port: number): Promise<KmsServer>;
  close(): Promise<void>;
};

export async function startKms(options: { readonly keyStore?: KeyStore } = {}): Promise<KmsFixture> {
  const keyStore = options.keyStore ?? createMemoryKeyStore();
  const [tls, root] = await Promise.all([createKmsTls({ serverNames: [SERVER_NAME], clock, random }), createDevelopmentRoot({ clock, random })]);
  const policy = enclaveKeyPolicy({ enclaveArn: ENCLAVE_ARN, administratorArn: ADMINISTRATOR_ARN, imagesSha384: [IMAGE] });
  const enclaveKey = await provisionKey({ keyStore, region: REGION, accountId: ACCOUNT, description: 'wallets', policy, clock, random });
  const start = (port: number) =>
    createKmsServer({
      host: '127.0.0.1',
      port,
      tls,
      keyStore,
      region: REGION,
      accountId: ACCOUNT,
      credentials: Object.values(credentials),
      attestationRootsSha256: [AWS_NITRO_ROOT_SHA256, developmentRootSha256(root)],
      clock,
      random,
    });
  const server = await start(0);
  const clients: KMSClient[] = [];
  return {
    server,
    keyStore,
    tls,
    root,
    enclaveKey,
    sdk(who, changes = {}) {
      const { accessKeyId, secretAccessKey } = credentials[who];
      const client = new KMSClient({
        endpoint: server.url,
        region: changes.region ?? REGION,
        maxAttempts: 1,
        credentials: { accessKeyId: changes.accessKeyId ?? accessKeyId, secretAccessKey: changes.secretAccessKey ?? secretAccessKey },
      });
      clients.push(client);
      return client;
    },
    async attest(request, { pcr0 = IMAGE, clock: moduleClock = clock, root: moduleRoot = root } = {}) {
      const nsm = openDevelopmentNsm({
        root: moduleRoot,
        pcrs: { 0: pcr0, 1: '11'.repeat(48), 2: '22'.repeat(48) },
        moduleId: 'i-0-enc0',
        clock: moduleClock,
        random,
      });
      const reply = decode(await nsm.handle(encode({ Attestation: { public_key: request.publicKey ?? null, user_data: null, nonce: null } }))) as {
        readonly Attestation: { readonly document: Uint8Array };
      };
      return reply.Attestation.document;
    },
    start,
    async close() {
      for (const client of clients) client.destroy();
      await server.close();
    },
  };
}
