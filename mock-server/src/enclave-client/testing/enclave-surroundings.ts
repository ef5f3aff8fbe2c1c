import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { encodeManifest } from '../../enclave/boot-request.ts';
import type { Manifest } from '../../enclave/manifest.ts';
import { random } from '../../enclave/testing/fakes.ts';
import { readEntry } from '../../enclave/witness-entry.ts';
import { administratorIdentityPolicy, enclaveIdentityPolicy, enclaveKeyPolicy } from '../../kms/enclave-key-policy.ts';
import { openFileKeyStore } from '../../kms/file-key-store.ts';
import { parsePolicy } from '../../kms/policy-document.ts';
import { provisionKey } from '../../kms/provision-key.ts';
import { createKmsServer } from '../../kms/server.ts';
import { createKmsTls } from '../../kms/tls.ts';
import { createWitness } from '../../ledger/witness.ts';
import { createWitnessKey } from '../../ledger/witness-keys.ts';
import { openWitnessLog } from '../../ledger/witness-log.ts';
import { serveWitness } from '../../ledger/witness-server.ts';
import { openDevelopmentNsm } from '../../nsm/development-nsm.ts';
import { createDevelopmentRoot, developmentRootSha256 } from '../../nsm/development-root.ts';
import { measureEnclave } from '../../nsm/measure.ts';
import { serveNsm } from '../../nsm/serve-nsm.ts';
import { startByteRelay } from '../../stack/byte-relay.ts';

const REGION = 'eu-central-1';
const ACCOUNT_ID = '111122223333';
const SERVER_NAME = 'kms.alcove.internal';

/** The real parts around an enclave process on Unix sockets in `folder`: security module, KMS behind a relay, three witnesses. */
export async function startSurroundings(folder: string, bundle: Uint8Array, oidcIssuers: Manifest['oidcIssuers']) {
  const clock = { nowMs: () => Date.now() };
  const root = await createDevelopmentRoot({ clock, random });
  const pcrs = measureEnclave(bundle);
  const nsm = openDevelopmentNsm({ root, pcrs, moduleId: 'i-0-enc0', clock, random });
  const nsmSocketPath = join(folder, 'nsm.sock');
  const nsmServer = await serveNsm(nsm, nsmSocketPath);

  const enclaveArn = `arn:aws:iam::${ACCOUNT_ID}:user/enclave`;
  const keyStore = await openFileKeyStore(join(folder, 'kms-keys.json'));
  const tls = await createKmsTls({ serverNames: [SERVER_NAME], clock, random });
  const administratorArn = `arn:aws:iam::${ACCOUNT_ID}:user/administrator`;
  const policy = enclaveKeyPolicy({ enclaveArn, administratorArn, imagesSha384: [pcrs[0]] });
  const key = await provisionKey({ keyStore, region: REGION, accountId: ACCOUNT_ID, description: 'wallets', policy, clock, random });
  const access = { accessKeyId: 'AKIAENCLAVE', secretAccessKey: 'enclave-secret', sessionToken: null };
  const kms = await createKmsServer({
    host: '127.0.0.1',
    port: 0,
    tls,
    keyStore,
    region: REGION,
    accountId: ACCOUNT_ID,
    attestationRootsSha256: [developmentRootSha256(root)],
    clock,
    random,
    credentials: [
      { ...access, principalArn: enclaveArn, identityPolicy: parsePolicy(enclaveIdentityPolicy([pcrs[0]]), 'identity') },
      {
        accessKeyId: 'AKIAADMIN',
        secretAccessKey: 'administrator-secret',
        sessionToken: null,
        principalArn: administratorArn,
        identityPolicy: parsePolicy(administratorIdentityPolicy(), 'identity'),
      },
    ],
  });
  const kmsSocketPath = join(folder, 'kms.sock');
  const relay = await startByteRelay({ socketPath: kmsSocketPath, host: '127.0.0.1', port: kms.port });

  const witnesses = await Promise.all(
    ['a', 'b', 'c'].map(async (id) => {
      mkdirSync(join(folder, id));
      const { privateKey, publicKey } = createWitnessKey(random);
      const log = openWitnessLog(join(folder, id, 'witness.log'), (bytes) => readEntry(bytes).entry.walletHash);
      const socketPath = join(folder, `${id}.sock`);
      const server = await serveWitness(createWitness({ id, privateKey, log }), socketPath);
      return { id, publicKey, socketPath, close: () => server.close() };
    }),
  );

  const manifest: Manifest = {
    v: 1,
    releaseSeq: 1,
    sourceCommit: 'test',
    kms: [{ keyId: key.arn, region: REGION, host: SERVER_NAME, tlsRootsPem: tls.ca }],
    witnesses: witnesses.map(({ id, publicKey }) => ({ id, publicKey })),
    quorum: 2,
    argon2: { memoryKib: 19_456, passes: 2, parallelism: 1 },
    oidcIssuers,
    minWidgetVersion: '0.0.0',
  };
  const { accessKeyId, secretAccessKey, sessionToken } = access;
  return {
    pcrs,
    bootRequest: (sealedSecret: Uint8Array | null) => ({
      manifest: encodeManifest(manifest),
      enclaveId: 'enclave-1',
      sealedSecret,
      kms: [{ socketPath: kmsSocketPath, accessKeyId, secretAccessKey, sessionToken }],
      nsmSocketPath,
      witnessSocketPaths: witnesses.map(({ socketPath }) => socketPath),
    }),
    async close() {
      await Promise.all([...witnesses.map((witness) => witness.close()), relay.close(), nsmServer.close()]);
      await kms.close();
    },
  };
}
