import { randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import type { JSONWebKeySet } from 'jose';
import type { Logger } from '../../mock-server/src/app-deps.ts';
import { createRegistry, demoApp } from '../../mock-server/src/apps/registry.ts';
import { createGateway } from '../../mock-server/src/chain/gateway.ts';
import type { ChainGateway } from '../../mock-server/src/chain/port.ts';
import type { EnclaveClient } from '../../mock-server/src/enclave-client/port.ts';
import type { DevelopmentRoot } from '../../mock-server/src/nsm/development-root.ts';
import { measureEnclave } from '../../mock-server/src/nsm/measure.ts';
import { openDataDirectory } from '../../mock-server/src/stack/data-directory.ts';
import { developmentChain } from '../../mock-server/src/stack/development-chain.ts';
import type { AccessKey } from '../../mock-server/src/stack/development-material.ts';
import { startEnclave } from '../../mock-server/src/stack/enclave-part.ts';
import { openStackStore } from '../../mock-server/src/stack/stack-store.ts';
import { createTeardown } from '../../mock-server/src/stack/teardown.ts';
import { startWalletServer } from '../../mock-server/src/stack/wallet-server.ts';
import type { Store } from '../../mock-server/src/store/store.ts';
import { crashPoint, endWithTest, tellTest, withPoints } from './crash-point.ts';
import { createSkewedClock } from './skewed-clock.ts';

/*
 * The wallet server with its enclave as `npm start` runs them, and nothing else in the process: KMS and witnesses are
 * processes of their own. What it keeps and whom it asks goes past labelled points. `node crash-server.mjs JSON`.
 */

export type CrashServerOptions = {
  readonly folder: string;
  readonly nodePath: string;
  readonly enclaveBundle: string;
  readonly port: number;
  readonly walletOrigin: string;
  readonly root: DevelopmentRoot;
  readonly kms: readonly { readonly port: number; readonly keyArn: string; readonly tlsRootPem: string; readonly enclaveAccess: AccessKey }[];
  /** `publicKey` in base64. */
  readonly witnesses: readonly { readonly id: string; readonly publicKey: string; readonly socketPath: string }[];
  readonly issuer: string;
  readonly clientId: string;
  readonly jwks: JSONWebKeySet;
  readonly nodeUrl: string;
  /** base64 */
  readonly tokenSecret: string;
  /** Whether it stands still at its points. */
  readonly hasPoints: boolean;
  /** PostgreSQL; null for SQLite in `folder`. */
  readonly databaseUrl: string | null;
  /** Where the issuer publishes its keys; null where the server has `jwks` and asks nobody. */
  readonly jwksUrl: string | null;
};

endWithTest();
const options = JSON.parse(process.argv[2] ?? '') as CrashServerOptions;
const clock = createSkewedClock();
const random = (length: number) => new Uint8Array(randomBytes(length));
const silent: Logger = { debug: () => undefined, info: () => undefined, warn: () => undefined, error: () => undefined };

function pointed(store: Store): Store {
  if (!options.hasPoints) return store;
  return {
    ...store,
    beginIdempotent: withPoints(store.beginIdempotent, () => 'store.beginIdempotent'),
    finishIdempotent: withPoints(store.finishIdempotent, () => 'store.finishIdempotent'),
    createWallet: withPoints(store.createWallet, () => 'store.createWallet'),
    setWalletState: withPoints(store.setWalletState, () => 'store.setWalletState'),
    reserveNonce: withPoints(store.reserveNonce, () => 'store.reserveNonce'),
    saveSignedTransaction: withPoints(store.saveSignedTransaction, () => 'store.saveSignedTransaction'),
    updateTransaction: withPoints(store.updateTransaction, (_hash, change) => `store.updateTransaction ${Object.keys(change).sort().join(',')}`),
  };
}

function pointedEnclave(client: EnclaveClient): EnclaveClient {
  if (!options.hasPoints) return client;
  return {
    ...client,
    challenge: withPoints(client.challenge, ({ operation }) => `enclave.challenge ${operation}`),
    call: withPoints(client.call, ({ operation }) => `enclave.call ${operation}`),
  };
}

function pointedChain(gateway: ChainGateway): ChainGateway {
  if (!options.hasPoints) return gateway;
  return { ...gateway, broadcast: withPoints(gateway.broadcast, () => 'chain.broadcast') };
}

const directory = await openDataDirectory(options.folder, { pid: process.pid, url: options.walletOrigin });
const store = await openStackStore({ databaseUrl: options.databaseUrl, sqlitePath: directory.file('wallet.sqlite'), random });
const refuse = (): never => {
  throw new Error('ends with its process');
};
const enclave = await startEnclave({
  name: 'enclave',
  bundlePath: options.enclaveBundle,
  nodePath: options.nodePath,
  measurements: measureEnclave(readFileSync(options.enclaveBundle)),
  root: options.root,
  kms: options.kms.map(({ port, ...part }) => ({ port, part: { ...part, policyChanged: false, close: refuse } })),
  witnesses: options.witnesses.map(({ publicKey, ...witness }) => ({
    ...witness,
    publicKey: new Uint8Array(Buffer.from(publicKey, 'base64')),
    process: { current: () => null, stop: refuse },
  })),
  oidcIssuers: [{ issuer: options.issuer, clientIds: [options.clientId], jwks: JSON.stringify(options.jwks) }],
  store,
  directory,
  clock,
  random,
  logger: silent,
  teardown: createTeardown(),
  onRestart: (_name, pid) => tellTest('enclave', { pid }),
});
/** Asked for each time and never remembered, so that an issuer that is away is missed at once. */
async function issuerKeys(): Promise<JSONWebKeySet> {
  if (options.jwksUrl === null) return options.jwks;
  const answer = await fetch(options.jwksUrl, { signal: AbortSignal.timeout(3_000) });
  return (await answer.json()) as JSONWebKeySet;
}

const generous = { burst: 1_000_000, perSecond: 1_000_000 };
await startWalletServer(
  { host: 'localhost', port: options.port },
  {
    clock,
    random,
    logger: silent,
    store: pointed(store),
    enclave: pointedEnclave(enclave.client),
    chains: pointedChain(createGateway({ chains: [{ chain: developmentChain, rpcUrls: [options.nodeUrl] }], clock, fetch: globalThis.fetch })),
    registry: createRegistry([demoApp({ issuer: options.issuer, clientId: options.clientId, chainIds: [developmentChain.chainId] })]),
    files: { read: async () => null },
    walletOrigin: options.walletOrigin,
    issuerKeys,
    tokenSecret: new Uint8Array(Buffer.from(options.tokenSecret, 'base64')),
    fund: null,
    // One person here makes the calls of hundreds.
    rateLimits: { address: generous, login: generous, session: generous, user: generous, app: generous, origin: generous },
  },
);
crashPoint('server started');
tellTest('ready', { enclavePid: enclave.process.current()?.pid ?? 0, manifestSha256: enclave.manifestSha256 });
