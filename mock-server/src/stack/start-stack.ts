import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { demoApp } from '../apps/registry.ts';
import { findAnvil } from '../chain/node-binary.ts';
import type { Clock, RandomBytes } from '../deps.ts';
import { createEnclavePool } from '../enclave-client/enclave-pool.ts';
import { createPrometheusMetrics } from '../http/prometheus.ts';
import { demoOperator } from '../idp/accounts.ts';
import { publicJwks } from '../idp/issuer-material.ts';
import { createIssuer } from '../idp/provider.ts';
import { openIssuerStorage } from '../idp/sqlite-adapter.ts';
import { AWS_NITRO_ROOT_SHA256 } from '../kms/attestation.ts';
import { developmentRootSha256 } from '../nsm/development-root.ts';
import { measureEnclave } from '../nsm/measure.ts';
import type { OpenedTracing } from '../tracing/open-telemetry.ts';
import { createWalletConnectRelay } from '../walletconnect-relay/walletconnect-relay.ts';
import { readAssetsConfig } from './assets-file.ts';
import { writeFileAtomically } from './atomic-file.ts';
import { startChain } from './chain-part.ts';
import type { Checkout } from './checkout.ts';
import { openDataDirectory } from './data-directory.ts';
import { developmentChain } from './development-chain.ts';
import { openDevelopmentMaterial } from './development-material.ts';
import { type EnclavePart, startEnclave } from './enclave-part.ts';
import { createExampleListener } from './example-server.ts';
import { type HttpServer, startHttpServer } from './http-server.ts';
import { startKms } from './kms-part.ts';
import { pinsModule } from './pins.ts';
import { layOutPorts, type Origins, type Ports, requireFreePorts } from './ports.ts';
import { registerDevelopment } from './register-development.ts';
import { createServerDeps } from './server-deps.ts';
import { openServerLog } from './server-log.ts';
import { openStackStore } from './stack-store.ts';
import { createTeardown, startTogether } from './teardown.ts';
import { startWalletServer } from './wallet-server.ts';
import { startWitnesses } from './witnesses.ts';

export type RunningStack = {
  readonly ports: Ports;
  readonly origins: Origins;
  readonly pids: Readonly<Record<string, number>>;
  readonly dataDir: string;
  readonly keepsNothing: boolean;
  /** Things the person at the terminal should know, one line each. */
  readonly notes: readonly string[];
  /** Addresses of the enclaves' sockets, for servers with the role `api`. */
  readonly enclaves: readonly string[];
  /** Stops everything in order; nothing is left running. */
  stop(): Promise<void>;
};

export type StartOptions = {
  readonly checkout: Checkout;
  readonly portBase: number;
  readonly dataDir: string | null;
  /** PostgreSQL; null for SQLite in the data directory. */
  readonly databaseUrl: string | null;
  readonly allowPrivateWebhooks: boolean;
  /** `parts`: everything but the wallet server, for any number of those with the role `api`. */
  readonly role: 'all' | 'parts';
  readonly enclaves: number;
  readonly runDir: string | null;
  readonly assetsFile: string | null;
  readonly tracing: OpenedTracing | null;
  readonly clock: Clock;
  readonly random: RandomBytes;
  readonly fetch: typeof globalThis.fetch;
  readonly machine: { readonly platform: string; readonly arch: string; readonly nodePath: string; readonly pid: number };
  readonly onRestart: (name: string, pid: number) => void;
};

const clientId = 'alcove-widget';
const adminClientId = 'alcove-admin';
const witnessCount = 3;
/** Parts of a killed run need this long at most to notice and end. */
const predecessorPatienceMs = 6_000;
const requestGraceMs = 3_000;

/**
 * Starts every part of design §2 on this machine, those that do not wait for one another side by side.
 *
 * @throws StackError for what the person who started it can mend; whatever had started is stopped again.
 */
export async function startStack(options: StartOptions): Promise<RunningStack> {
  const { checkout, clock, random, fetch, machine, onRestart } = options;
  const { ports, origins } = layOutPorts(options.portBase);
  const assets = await readAssetsConfig(options.assetsFile);
  const anvil = findAnvil(machine, import.meta.url);
  const teardown = createTeardown();
  const directory = await openDataDirectory(options.dataDir, { pid: machine.pid, url: origins.host }, options.runDir);
  teardown.add('data directory', () => directory.close());
  try {
    await requireFreePorts(ports, directory.predecessorDied ? predecessorPatienceMs : 0);
    const { logger, close: closeLog } = await openServerLog(directory.file('server.log'));
    teardown.add('log', async () => closeLog());
    const { tracing } = options;
    tracing?.logTo(logger);
    teardown.add('traces', async () => tracing?.stop());
    const metrics = createPrometheusMetrics();
    const own = <Part>(name: string, part: Promise<Part>, stop: (part: Part) => Promise<void>): Promise<Part> =>
      part.then((started) => {
        teardown.add(name, () => stop(started));
        return started;
      });

    const [material, bundle, store, witnesses, chain] = await startTogether([
      openDevelopmentMaterial(directory, clock, random),
      readFile(checkout.enclaveBundle),
      own('store', openStackStore({ databaseUrl: options.databaseUrl, sqlitePath: directory.file('wallet.sqlite'), random }), (started) => started.close()),
      own(
        'witnesses',
        startWitnesses({ count: witnessCount, program: checkout.witness, nodePath: machine.nodePath, directory, clock, random, logger, onRestart }),
        async (started) => void (await Promise.all(started.map((witness) => witness.process.stop()))),
      ),
      own('node', startChain({ binary: anvil, port: ports.node, directory, fetch, clock, logger, onRestart }), async (started) => {
        await started.faucet.settled();
        await started.process.stop();
      }),
    ]);

    const measurements = measureEnclave(bundle);
    const rootSha256 = developmentRootSha256(material.attestationRoot);
    const common = { imageSha384: measurements[0], attestationRootsSha256: [AWS_NITRO_ROOT_SHA256, rootSha256], directory, clock, random, logger };
    const [kms, secondKms] = await startTogether([
      own('KMS', startKms({ ...common, name: 'kms', accountId: '111111111111', port: ports.kms, access: material.kms }), (part) => part.close()),
      own('second KMS', startKms({ ...common, name: 'kms-b', accountId: '222222222222', port: ports.secondKms, access: material.secondKms }), (part) =>
        part.close(),
      ),
    ]);
    const enclaves: EnclavePart[] = [];
    // One after the other: the first makes the fleet's secret, the others find it.
    for (let number = 1; number <= options.enclaves; number++) {
      const part = await startEnclave({
        name: number === 1 ? 'enclave' : `enclave-${number}`,
        bundlePath: checkout.enclaveBundle,
        nodePath: machine.nodePath,
        measurements,
        root: material.attestationRoot,
        kms: [
          { part: kms, port: ports.kms },
          { part: secondKms, port: ports.secondKms },
        ],
        witnesses,
        oidcIssuers: [{ issuer: origins.issuer, clientIds: [clientId], jwks: JSON.stringify(publicJwks(material.issuer)) }],
        ...{ store, directory, clock, random, logger, teardown, onRestart },
      });
      enclaves.push(part);
    }
    const [enclave] = enclaves as [EnclavePart];

    const issuerStorage = openIssuerStorage(directory.file('issuer.sqlite'), clock);
    teardown.add('issuer storage', async () => issuerStorage.close());
    const issuer = createIssuer({
      issuer: origins.issuer,
      material: material.issuer,
      storage: issuerStorage,
      clients: [
        { clientId, name: 'Alcove' },
        { clientId: adminClientId, name: 'Alcove’s operators' },
      ],
      redirectUris: [`${origins.wallet}/w/callback.html`],
      walletOrigin: origins.wallet,
      onError: (error) => logger.error({ part: 'issuer', reason: error instanceof Error ? error.message : 'unknown' }, 'the issuer failed'),
    });
    const relayUrl = `${origins.wallet.replace(/^http/, 'ws')}/wc`;
    const demoOptions = { issuer: origins.issuer, clientId, chainIds: [developmentChain.chainId] };
    const release = { releaseSeq: enclave.releaseSeq, pcrs: measurements, manifestSha256: enclave.manifestSha256 };
    const pins = pinsModule(rootSha256, [release]);
    const enclaveSockets = enclaves.map(({ socketPath }) => `unix:${socketPath}`);
    async function startWallet(): Promise<HttpServer> {
      const deps = await createServerDeps({
        ...{ clock, random, fetch, logger, metrics, store, checkout, pins, assets },
        storeKind: options.databaseUrl === null ? 'sqlite' : 'postgresql',
        tracing: tracing?.tracing ?? null,
        enclave: createEnclavePool(enclaves.map(({ client }, index) => ({ name: enclaveSockets[index] ?? '', client }))),
        walletOrigin: origins.wallet,
        tokenSecret: material.tokenSecret,
        allowPrivateWebhooks: options.allowPrivateWebhooks,
        fund: chain.faucet.fund,
        builtInApps: [demoApp({ ...demoOptions, relayUrl })],
        builtInChains: [chain.config],
        operators: { issuer: origins.issuer, clientId: adminClientId, rules: [{ claim: 'sub', value: demoOperator.subject }] },
      });
      const relay = createWalletConnectRelay({ relayUrl, clock, newId: () => Buffer.from(random(16)).toString('hex'), logger });
      return startWalletServer({ host: 'localhost', port: ports.wallet }, deps, relay);
    }
    if (options.role === 'parts') {
      await registerDevelopment(store, demoApp(demoOptions), chain.config, clock);
      await writeFileAtomically(join(directory.runDir, 'pins.js'), pins);
    }
    await startTogether([
      own('issuer', startHttpServer({ host: 'localhost', port: ports.issuer, listener: issuer }), (server) => server.stop(requestGraceMs)),
      ...(options.role === 'parts' ? [] : [own('wallet', startWallet(), (server) => server.stop(requestGraceMs))]),
      own(
        'example pages',
        startHttpServer({
          host: '127.0.0.1',
          port: ports.host,
          listener: createExampleListener({ folder: checkout.examples, walletOrigin: origins.wallet, nodeOrigin: origins.node }),
        }),
        (server) => server.stop(requestGraceMs),
      ),
    ]);

    const notes = [
      ...(directory.predecessorDied ? ['The run before this one was cut off; everything it had acknowledged is here.'] : []),
      ...(kms.policyChanged ? ['The enclave was rebuilt: the KMS key policy now names the new measurement, as an operator would do for a release.'] : []),
    ];
    const running = [
      ...enclaves.map(({ process }, index) => ({ name: index === 0 ? 'enclave' : `enclave-${index + 1}`, process })),
      { name: 'node', process: chain.process },
      ...witnesses.map((witness) => ({ name: witness.id, process: witness.process })),
    ];
    return {
      ports,
      origins,
      pids: { server: machine.pid, ...Object.fromEntries(running.map(({ name, process }) => [name, process.current()?.pid ?? 0])) },
      dataDir: directory.path,
      keepsNothing: directory.keepsNothing,
      notes,
      enclaves: enclaveSockets,
      stop: () =>
        teardown.run((name, error) => logger.error({ part: name, reason: error instanceof Error ? error.message : 'unknown' }, 'did not stop cleanly')),
    };
  } catch (error) {
    await teardown.run(() => undefined);
    throw error;
  }
}
