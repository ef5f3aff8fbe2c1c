import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { type Hex, keccak256, parseTransaction, recoverTransactionAddress } from 'viem';
import { type CrashDeployment, startCrashDeployment } from '../support/crash-deployment.ts';
import { startTcpRelay, type TcpRelay } from '../support/crash-relay.ts';
import { startPostgres } from '../support/postgres.ts';
import { changing } from './changed-lines.ts';
import { chaosEnclave } from './chaos-enclave.ts';
import { type DatabaseCopies, postgresCopies, sqliteCopies } from './database-copy.ts';
import { createDisks, type Disks } from './disks.ts';
import type { SignedBytes } from './history.ts';
import type { Plant } from './plants.ts';

/* Everything there is to break: processes, lines between them, disks, clocks, the database. One world serves many seeds. */

export type StoreKind = 'sqlite' | 'postgres';

export type ChaosWorld = {
  readonly deployment: CrashDeployment;
  readonly disks: Disks;
  readonly copies: DatabaseCopies;
  /** To where the issuer publishes its keys. */
  readonly issuerLine: TcpRelay;
  close(): Promise<void>;
};

/** What signed bytes say, and by whom they are. */
export async function readSigned(raw: string): Promise<SignedBytes> {
  const { chainId, nonce, to, value } = parseTransaction(raw as Hex);
  const from = await recoverTransactionAddress({ serializedTransaction: raw as `0x02${string}` });
  return {
    hash: keccak256(raw as Hex),
    chainId: chainId ?? 0,
    from: from.toLowerCase(),
    nonce: nonce ?? 0,
    to: (to ?? '').toLowerCase(),
    valueWei: String(value ?? 0n),
  };
}

/** Serves an issuer's keys, behind a line that can be cut. */
async function startIssuer() {
  let document = '{"keys":[]}';
  const server = createServer((_request, response) => response.writeHead(200, { 'content-type': 'application/json', connection: 'close' }).end(document));
  server.listen({ port: 0, host: '127.0.0.1' });
  await once(server, 'listening');
  const line = await startTcpRelay((server.address() as AddressInfo).port);
  return {
    line,
    async publish(jwks: object): Promise<string> {
      document = JSON.stringify(jwks);
      return `http://127.0.0.1:${line.port}/jwks`;
    },
    async close(): Promise<void> {
      await line.close();
      server.close();
      server.closeAllConnections();
    },
  };
}

/** @param plant a bug to build in. @throws Error when a part does not start. */
export async function startChaosWorld(store: StoreKind, plant: Plant | null = null): Promise<ChaosWorld> {
  const disks = createDisks();
  const issuer = await startIssuer();
  const postgres = store === 'postgres' ? await startPostgres() : null;
  // Ended by a signal, this process waits for nothing; its server would live on.
  const stopNow = (): void => postgres?.stopNow();
  process.once('exit', stopNow);
  const databaseUrl = (await postgres?.newDatabase())?.url;
  const end = async (): Promise<void> => {
    disks.unmountAll();
    await issuer.close();
    process.off('exit', stopNow);
    await postgres?.stop();
  };
  const deployment = await startCrashDeployment({
    hasPoints: false,
    enclavePlugins: [changing([...chaosEnclave, ...(plant?.enclave ?? [])])],
    serverPlugins: [changing(plant?.server ?? [])],
    ...(databaseUrl === undefined ? {} : { databaseUrl }),
    jwksUrl: issuer.publish,
    // With PostgreSQL there is nothing on the server's own disk that it writes.
    onDisk: (name, path) => (name === 'data' && databaseUrl !== undefined ? undefined : disks.mount(name, path)),
    onEnd: end,
  });
  return {
    deployment,
    disks,
    copies: postgres === null || databaseUrl === undefined ? sqliteCopies(deployment) : postgresCopies(deployment, postgres, databaseUrl),
    issuerLine: issuer.line,
    close: () => deployment.close(),
  };
}
