import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { exportJWK, generateKeyPair, SignJWT } from 'jose';
import { createSessionKey, createWalletClient, oidcNonce } from '../../enclave/testing/wallet-client.ts';
import { APP_ID, CLIENT_ID, ISSUER } from '../../enclave/testing/world.ts';
import { openEnclaveClient } from '../socket-client.ts';
import { type EnclaveProcess, spawnEnclave } from '../spawn.ts';
import { buildEnclaveBundle } from './enclave-bundle.ts';
import { startSurroundings } from './enclave-surroundings.ts';

/** The enclave's own process among its real parts, in a folder of its own; started, booted and killed at will. */
export async function createRunningEnclave() {
  const folder = mkdtempSync(join(tmpdir(), 'enclave-'));
  const socketPath = join(folder, 'enclave.sock');
  const issuer = await generateKeyPair('ES256');
  const jwks = JSON.stringify({ keys: [{ ...(await exportJWK(issuer.publicKey)), kid: 'k1', alg: 'ES256' }] });
  const { bundlePath, bundle } = await buildEnclaveBundle(folder);
  const surroundings = await startSurroundings(folder, bundle, [{ issuer: ISSUER, clientIds: [CLIENT_ID], jwks }]);
  const client = openEnclaveClient({ socketPath });
  let running: EnclaveProcess | null = null;
  let sealedSecret: Uint8Array | null = null;

  async function start(): Promise<EnclaveProcess> {
    running = spawnEnclave({ bundlePath, socketPath });
    await client.waitUntilListening(10_000);
    return running;
  }

  async function boot(): Promise<void> {
    const reply = await client.boot(surroundings.bootRequest(sealedSecret));
    sealedSecret ??= reply.sealedSecret;
  }

  async function kill(signal: NodeJS.Signals): Promise<void> {
    running?.child.kill(signal);
    await running?.exited;
    running = null;
  }

  async function login(walletId?: string) {
    const sessionKey = await createSessionKey();
    const nonceRandom = new Uint8Array(randomBytes(32));
    const idToken = await new SignJWT({ nonce: await oidcNonce(sessionKey.thumbprint, nonceRandom) })
      .setProtectedHeader({ alg: 'ES256', kid: 'k1' })
      .setIssuer(ISSUER)
      .setAudience(CLIENT_ID)
      .setSubject('alice')
      .setIssuedAt()
      .setExpirationTime('5m')
      .sign(issuer.privateKey);
    const session = await client.sessionOpen({ appId: APP_ID, issuer: ISSUER, clientId: CLIENT_ID, idToken, nonceRandom, sessionKey: sessionKey.jwk });
    return createWalletClient({ enclave: client, appId: APP_ID, session, sessionKey, ...(walletId === undefined ? {} : { walletId }) });
  }

  return {
    folder,
    client,
    surroundings,
    sealedSecret: () => sealedSecret,
    running: () => running,
    start,
    boot,
    kill,
    login,
    async close(): Promise<void> {
      await kill('SIGKILL');
      client.close();
      await surroundings.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
export type RunningEnclave = Awaited<ReturnType<typeof createRunningEnclave>>;
