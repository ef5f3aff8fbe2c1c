import { createHash } from 'node:crypto';
import { join } from 'node:path';
import type { Logger } from '../app-deps.ts';
import type { Clock, RandomBytes } from '../deps.ts';
import { encodeManifest } from '../enclave/boot-request.ts';
import type { Manifest } from '../enclave/manifest.ts';
import { bootFleetEnclave, SecretTaken } from '../enclave-client/boot-fleet.ts';
import type { EnclaveClient } from '../enclave-client/port.ts';
import { openEnclaveClient } from '../enclave-client/socket-client.ts';
import { spawnEnclave } from '../enclave-client/spawn.ts';
import { openDevelopmentNsm } from '../nsm/development-nsm.ts';
import type { DevelopmentRoot } from '../nsm/development-root.ts';
import type { Measurements } from '../nsm/measure.ts';
import { serveNsm } from '../nsm/serve-nsm.ts';
import type { Store } from '../store/store.ts';
import { type ByteRelay, startByteRelay } from './byte-relay.ts';
import type { DataDirectory } from './data-directory.ts';
import { type KmsPart, kmsRegion, kmsServerName } from './kms-part.ts';
import { type Instance, type Supervised, supervise } from './supervisor.ts';
import type { Teardown } from './teardown.ts';
import type { WitnessPart } from './witnesses.ts';

export type EnclavePart = {
  readonly client: EnclaveClient;
  readonly socketPath: string;
  readonly process: Supervised<Instance>;
  readonly manifestSha256: string;
  readonly releaseSeq: number;
};

export type EnclavePartOptions = {
  /** Of its process and sockets, e.g. `enclave-2`. Default `enclave`. */
  readonly name?: string;
  readonly bundlePath: string;
  readonly nodePath: string;
  readonly measurements: Measurements;
  readonly root: DevelopmentRoot;
  /** In the order of the manifest; wallets are locked by the first. */
  readonly kms: readonly { readonly part: KmsPart; readonly port: number }[];
  readonly witnesses: readonly WitnessPart[];
  readonly oidcIssuers: Manifest['oidcIssuers'];
  readonly store: Store;
  readonly directory: DataDirectory;
  readonly clock: Clock;
  readonly random: RandomBytes;
  readonly logger: Logger;
  readonly teardown: Teardown;
  readonly onRestart: (name: string, pid: number) => void;
  /** Longest wait for one answer of the enclave. Default: the client's. */
  readonly answerTimeoutMs?: number;
};

const listenTimeoutMs = 10_000;
/** RFC 9106 §3.1: memory, passes, lanes. The guess ledger protects a short PIN, not these. */
export const defaultArgon2: Manifest['argon2'] = { memoryKib: 19_456, passes: 2, parallelism: 1 };

function manifestOf(options: EnclavePartOptions): Manifest {
  return {
    v: 1,
    releaseSeq: 1,
    sourceCommit: 'development',
    kms: options.kms.map(({ part }) => ({ keyId: part.keyArn, region: kmsRegion, host: kmsServerName, tlsRootsPem: part.tlsRootPem })),
    witnesses: options.witnesses.map(({ id, publicKey }) => ({ id, publicKey })),
    quorum: Math.floor(options.witnesses.length / 2) + 1,
    argon2: defaultArgon2,
    oidcIssuers: options.oidcIssuers,
    minWidgetVersion: '0.1.0',
  };
}

/**
 * What surrounds an enclave on its host: the security module, a relay to each KMS, and the process itself, which is
 * started and booted again whenever it ends. Calls in between fail with `enclave_unavailable`.
 */
export async function startEnclave(options: EnclavePartOptions): Promise<EnclavePart> {
  const { name = 'enclave', directory, clock, random, store, teardown } = options;
  const manifest = manifestOf(options);
  const manifestBytes = encodeManifest(manifest);
  const nsmSocketPath = join(directory.runDir, `${name}-nsm.sock`);
  const moduleId = `i-${Buffer.from(random(8)).toString('hex')}-enc${Buffer.from(random(8)).toString('hex')}`;
  const nsm = await serveNsm(openDevelopmentNsm({ root: options.root, pcrs: options.measurements, moduleId, clock, random }), nsmSocketPath);
  teardown.add('security module', () => nsm.close());

  const kmsAccess = options.kms.map(({ part, port }, index) => ({
    ...part.enclaveAccess,
    port,
    socketPath: join(directory.runDir, `${name}-kms-${index + 1}.sock`),
  }));
  for (const { socketPath, port } of kmsAccess) {
    const relay: ByteRelay = await startByteRelay({ socketPath, host: '127.0.0.1', port });
    teardown.add('KMS relay', () => relay.close());
  }

  const socketPath = join(directory.runDir, `${name}.sock`);
  const client = openEnclaveClient({ socketPath, ...(options.answerTimeoutMs === undefined ? {} : { timeoutMs: options.answerTimeoutMs }) });

  async function boot(): Promise<void> {
    await client.waitUntilListening(listenTimeoutMs);
    const boot = {
      manifest: manifestBytes,
      kms: kmsAccess.map(({ socketPath: kmsSocketPath, accessKeyId, secretAccessKey }) => ({
        ...{ socketPath: kmsSocketPath, accessKeyId, secretAccessKey },
        sessionToken: null,
      })),
      nsmSocketPath,
      witnessSocketPaths: options.witnesses.map((witness) => witness.socketPath),
    };
    await bootFleetEnclave(client, boot, { store, clock, random });
  }

  async function start(): Promise<Instance> {
    const { child, exited } = spawnEnclave({ bundlePath: options.bundlePath, socketPath, nodePath: options.nodePath });
    const ended = exited.then(({ code, signal }) => (signal === null ? `exit code ${code}` : `signal ${signal}`));
    const stop = async (): Promise<void> => {
      child.kill('SIGTERM');
      const force = setTimeout(() => child.kill('SIGKILL'), 2_000);
      await ended;
      clearTimeout(force);
    };
    try {
      await Promise.race([boot(), ended.then((reason) => Promise.reject(new Error(`The enclave ended at start (${reason}).`)))]);
    } catch (error) {
      await stop();
      throw error;
    }
    return { pid: child.pid ?? 0, exited: ended, stop };
  }

  /** Another enclave of the fleet was first: this one boots once more, and finds what that one has stored. */
  async function startAgain(): Promise<Instance> {
    try {
      return await start();
    } catch (error) {
      if (!(error instanceof SecretTaken)) throw error;
      return start();
    }
  }

  const process = await supervise({ name, start: startAgain, logger: options.logger, clock, onRestart: options.onRestart });
  teardown.add(name, async () => {
    await process.stop();
    client.close();
  });
  return { client, socketPath, process, manifestSha256: createHash('sha256').update(manifestBytes).digest('hex'), releaseSeq: manifest.releaseSeq };
}
