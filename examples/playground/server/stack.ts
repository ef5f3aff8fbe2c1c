import { housekeep } from '../../../mock-server/src/api/housekeeping.ts';
import { createApp } from '../../../mock-server/src/app.ts';
import type { AppDeps, Logger } from '../../../mock-server/src/app-deps.ts';
import { createRegistry, demoApp } from '../../../mock-server/src/apps/registry.ts';
import { createFaucet } from '../../../mock-server/src/chain/faucet.ts';
import { deployFixtures } from '../../../mock-server/src/chain/fixtures.ts';
import { createGateway } from '../../../mock-server/src/chain/gateway.ts';
import { createEndpoint } from '../../../mock-server/src/chain/json-rpc-endpoint.ts';
import type { Clock, RandomBytes } from '../../../mock-server/src/deps.ts';
import { publicJwks } from '../../../mock-server/src/idp/issuer-material.ts';
import { developmentRootSha256 } from '../../../mock-server/src/nsm/development-root.ts';
import { measureEnclave } from '../../../mock-server/src/nsm/measure.ts';
import type { DataDirectory } from '../../../mock-server/src/stack/data-directory.ts';
import { developmentChain } from '../../../mock-server/src/stack/development-chain.ts';
import { openDevelopmentMaterial } from '../../../mock-server/src/stack/development-material.ts';
import { startEnclave } from '../../../mock-server/src/stack/enclave-part.ts';
import { startKms } from '../../../mock-server/src/stack/kms-part.ts';
import { pinsModule } from '../../../mock-server/src/stack/pins.ts';
import { createTeardown } from '../../../mock-server/src/stack/teardown.ts';
import { openSqliteStore } from '../../../mock-server/src/store/sqlite-store.ts';
import { createNodeFetch } from '../chain/endpoint.ts';
import { type BrowserNode, openBrowserNode } from '../chain/node.ts';
import { createRpc } from '../chain/rpc.ts';
import { createBrowserIssuer } from '../issuer/issuer.ts';
import { putDatabase, takeDatabase } from '../node/sqlite.ts';
import { loadEnclaveProgram } from '../stack/enclave-program.ts';
import { startWitnesses } from '../stack/witnesses.ts';
import { kept } from './kept.ts';

/*
 * What mock-server/src/stack/start-stack.ts is on a machine: the same parts, joined in the same way. What the build exchanges below
 * them is listed in ../build.mjs.
 */

export type Place = {
  /** Where the playground's files are, with a slash at the end. */
  readonly base: URL;
  /** The page with the shop on it. */
  readonly hostOrigin: string;
};

export type PlaygroundStack = {
  readonly app: (request: Request) => Promise<Response>;
  readonly issuer: (request: Request) => Promise<Response>;
  readonly node: BrowserNode;
  readonly rpc: (method: string, params: readonly unknown[]) => Promise<unknown>;
};

const clientId = 'alcove-widget';
const databasePath = 'wallet.sqlite';
const nodeUrl = 'http://node.invalid';
const ports = { kms: 4300, secondKms: 4301 };
/** On a slow phone the first start of an enclave is a matter of many seconds; the widget has deadlines of its own. */
const enclaveAnswerTimeoutMs = 45_000;
const housekeepingIntervalMs = 5_000;
/** The visitor's own browser is the only caller there is; a hundred calls at once are a fast machine and not an attack. */
const relaxed = { burst: 1_000, perSecond: 100 };

const directory: DataDirectory = {
  path: '',
  keepsNothing: false,
  predecessorDied: false,
  runDir: 'run',
  file: (name) => name,
  close: async () => undefined,
};

const quiet = (): void => undefined;
const logger: Logger = {
  debug: quiet,
  info: quiet,
  warn: (fields, message) => console.warn(message, fields),
  error: (fields, message) => console.error(message, fields),
};

async function openChain(clock: Clock, onChange: () => void) {
  const { chainId } = developmentChain;
  const node = await openBrowserNode({ chainId, kept: kept.chain, clock, onChange });
  const rpc = createRpc(node, chainId);
  const nodeFetch = createNodeFetch(rpc);
  const ask = createEndpoint(nodeUrl, nodeFetch);
  await deployFixtures(ask);
  const faucet = createFaucet({ ask: () => ask, onError: (error) => logger.warn({ error }, 'a fresh wallet could not be funded') });
  return { node, rpc, nodeFetch, faucet };
}

/** Copies into what is kept the parts that live elsewhere while they are used. */
export function gatherKept(node: BrowserNode): void {
  kept.database = takeDatabase(databasePath);
  kept.chain = node.kept();
}

/** @param onChange something has changed by itself, such as a new block, and should be kept. */
export async function startPlayground({ base, hostOrigin }: Place, onChange: () => void): Promise<PlaygroundStack> {
  const clock: Clock = { nowMs: () => Date.now() };
  const random: RandomBytes = (length) => crypto.getRandomValues(new Uint8Array(length));
  if (kept.database !== null) putDatabase(databasePath, kept.database);
  const [material, bundle, store, witnesses, chain] = await Promise.all([
    openDevelopmentMaterial(directory, clock, random),
    loadEnclaveProgram(new URL('enclave.js', base)),
    openSqliteStore({ path: databasePath }),
    startWitnesses(random),
    openChain(clock, onChange),
  ]);
  const measurements = measureEnclave(bundle);
  const rootSha256 = developmentRootSha256(material.attestationRoot);
  const common = { imageSha384: measurements[0], attestationRootsSha256: [rootSha256], directory, clock, random, logger };
  const [kms, secondKms] = await Promise.all([
    startKms({ ...common, name: 'kms', accountId: '111111111111', port: ports.kms, access: material.kms }),
    startKms({ ...common, name: 'kms-b', accountId: '222222222222', port: ports.secondKms, access: material.secondKms }),
  ]);
  const issuer = new URL('issuer', base).href;
  const walletOrigin = base.origin;
  const enclave = await startEnclave({
    bundlePath: 'enclave.js',
    nodePath: '',
    measurements,
    root: material.attestationRoot,
    kms: [
      { part: kms, port: ports.kms },
      { part: secondKms, port: ports.secondKms },
    ],
    witnesses,
    oidcIssuers: [{ issuer, clientIds: [clientId], jwks: JSON.stringify(publicJwks(material.issuer)) }],
    store,
    directory,
    clock,
    random,
    logger,
    teardown: createTeardown(),
    onRestart: () => undefined,
    answerTimeoutMs: enclaveAnswerTimeoutMs,
  });
  const release = { releaseSeq: enclave.releaseSeq, pcrs: measurements, manifestSha256: enclave.manifestSha256 };
  const pins = { bytes: new TextEncoder().encode(pinsModule(rootSha256, [release])), contentType: 'text/javascript; charset=utf-8', immutable: false };
  const deps: AppDeps = {
    clock,
    random,
    logger,
    store,
    enclave: enclave.client,
    chains: createGateway({ chains: [{ chain: developmentChain, rpcUrls: [nodeUrl] }], clock, fetch: chain.nodeFetch, random }),
    registry: createRegistry([{ ...demoApp({ issuer, clientId, chainIds: [developmentChain.chainId] }), allowedOrigins: [hostOrigin] }]),
    files: { read: async (path) => (path === 'w/pins.js' ? pins : null) },
    walletOrigin,
    issuerKeys: async () => publicJwks(material.issuer),
    tokenSecret: material.tokenSecret,
    fund: chain.faucet.fund,
    rateLimits: { address: relaxed, login: relaxed, session: relaxed, user: relaxed, app: relaxed, origin: relaxed },
  };
  setInterval(() => housekeep(deps).catch((error) => logger.warn({ error }, 'housekeeping failed; it is tried again')), housekeepingIntervalMs);
  return {
    app: createApp(deps),
    issuer: createBrowserIssuer({
      clock,
      random,
      issuer,
      clientId,
      clientName: 'Alcove',
      redirectUri: new URL('w/callback.html', base).href,
      material: material.issuer,
    }),
    node: chain.node,
    rpc: chain.rpc,
  };
}
