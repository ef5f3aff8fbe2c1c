import { readFile } from 'node:fs/promises';
import { createFresh } from '../apps/fresh.ts';
import { demoApp } from '../apps/registry.ts';
import { createStoredRegistry } from '../apps/stored-registry.ts';
import { assetDeps, parseAssetsConfig } from '../assets/config.ts';
import { findAnvil } from '../chain/node-binary.ts';
import { createRegisteredGateway } from '../chain/registered-gateway.ts';
import type { Clock, RandomBytes } from '../deps.ts';
import { createPrometheusMetrics } from '../http/prometheus.ts';
import { createIssuerKeys } from '../idp/issuer-keys.ts';
import { publicJwks } from '../idp/issuer-material.ts';
import { createIssuer } from '../idp/provider.ts';
import { openIssuerStorage } from '../idp/sqlite-adapter.ts';
import { AWS_NITRO_ROOT_SHA256 } from '../kms/attestation.ts';
import { developmentRootSha256 } from '../nsm/development-root.ts';
import { measureEnclave } from '../nsm/measure.ts';
import { createWalletConnectRelay } from '../walletconnect-relay/walletconnect-relay.ts';
import { deliverWebhooks } from '../webhooks/deliver.ts';
import { createPost } from '../webhooks/post.ts';
import { startChain } from './chain-part.ts';
import type { Checkout } from './checkout.ts';
import { openDataDirectory } from './data-directory.ts';
import { developmentChain } from './development-chain.ts';
import { openDevelopmentMaterial } from './development-material.ts';
import { startEnclave } from './enclave-part.ts';
import { createExampleListener } from './example-server.ts';
import { startHttpServer } from './http-server.ts';
import { startKms } from './kms-part.ts';
import { pinsModule } from './pins.ts';
import { layOutPorts, type Origins, type Ports, requireFreePorts } from './ports.ts';
import { openServerLog } from './server-log.ts';
import { StackError } from './stack-error.ts';
import { openStackStore } from './stack-store.ts';
import { createStaticFiles } from './static-files.ts';
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
  readonly assetsFile: string | null;
  readonly clock: Clock;
  readonly random: RandomBytes;
  readonly fetch: typeof globalThis.fetch;
  readonly machine: { readonly platform: string; readonly arch: string; readonly nodePath: string; readonly pid: number };
  readonly onRestart: (name: string, pid: number) => void;
};

const clientId = 'alcove-widget';
const witnessCount = 3;
/** Parts of a killed run need this long at most to notice and end. */
const predecessorPatienceMs = 6_000;
const requestGraceMs = 3_000;

async function readAssetsConfig(path: string | null) {
  try {
    return parseAssetsConfig(path === null ? '{}' : await readFile(path, 'utf8'));
  } catch (error) {
    throw new StackError(`ALCOVE_ASSETS_FILE: ${path} ${error instanceof TypeError ? error.message : 'cannot be read'}.`, { cause: error });
  }
}

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
  const directory = await openDataDirectory(options.dataDir, { pid: machine.pid, url: origins.host });
  teardown.add('data directory', () => directory.close());
  try {
    await requireFreePorts(ports, directory.predecessorDied ? predecessorPatienceMs : 0);
    const { logger, close: closeLog } = await openServerLog(directory.file('server.log'));
    teardown.add('log', async () => closeLog());
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
    const enclave = await startEnclave({
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
      store,
      directory,
      clock,
      random,
      logger,
      teardown,
      onRestart,
    });

    const issuerStorage = openIssuerStorage(directory.file('issuer.sqlite'), clock);
    teardown.add('issuer storage', async () => issuerStorage.close());
    const issuer = createIssuer({
      issuer: origins.issuer,
      material: material.issuer,
      storage: issuerStorage,
      client: { clientId, name: 'Alcove', redirectUris: [`${origins.wallet}/w/callback.html`], walletOrigin: origins.wallet },
      onError: (error) => logger.error({ part: 'issuer', reason: error instanceof Error ? error.message : 'unknown' }, 'the issuer failed'),
    });
    metrics.watchStore(store);
    const fresh = createFresh(store, clock);
    const post = createPost({ allowPrivate: options.allowPrivateWebhooks });
    const relayUrl = `${origins.wallet.replace(/^http/, 'ws')}/wc`;
    const demo = demoApp({ issuer: origins.issuer, clientId, chainIds: [developmentChain.chainId], relayUrl });
    const release = { releaseSeq: enclave.releaseSeq, pcrs: measurements, manifestSha256: enclave.manifestSha256 };
    await startTogether([
      own('issuer', startHttpServer({ host: 'localhost', port: ports.issuer, listener: issuer }), (server) => server.stop(requestGraceMs)),
      own(
        'wallet',
        startWalletServer(
          ports.wallet,
          {
            clock,
            random,
            logger,
            store,
            enclave: enclave.client,
            chains: await createRegisteredGateway({ builtIn: [chain.config], store, fresh, clock, fetch, random, observe: metrics.observeNode }),
            registry: createStoredRegistry({ store, fresh, builtIn: [demo] }),
            files: createStaticFiles({
              folders: { 'w/': checkout.widget, 'sdk/v1/': checkout.hostSdk },
              generated: { 'w/pins.js': pinsModule(rootSha256, [release]) },
            }),
            walletOrigin: origins.wallet,
            issuerKeys: createIssuerKeys({ fetch, clock }),
            tokenSecret: material.tokenSecret,
            fund: chain.faucet.fund,
            ...assetDeps(assets, { fetch, clock }),
            deliverWebhooks: () => deliverWebhooks({ store, clock, random, logger, tokenSecret: material.tokenSecret, post }),
            metrics,
          },
          createWalletConnectRelay({ relayUrl, clock, newId: () => Buffer.from(random(16)).toString('hex'), logger }),
        ),
        (server) => server.stop(requestGraceMs),
      ),
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
      { name: 'enclave', process: enclave.process },
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
      stop: () =>
        teardown.run((name, error) => logger.error({ part: name, reason: error instanceof Error ? error.message : 'unknown' }, 'did not stop cleanly')),
    };
  } catch (error) {
    await teardown.run(() => undefined);
    throw error;
  }
}
