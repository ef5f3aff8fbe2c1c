import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { exportJWK, generateKeyPair, SignJWT } from 'jose';
import { createSessionKey, createWalletClient, oidcNonce, pinField } from '../enclave/testing/wallet-client.ts';
import { CLIENT_ID, createActiveWallet, ISSUER, PIN, WRONG_PIN } from '../enclave/testing/world.ts';
import { EnclaveError } from './port.ts';
import { openEnclaveClient, type SocketEnclaveClient } from './socket-client.ts';
import { type EnclaveProcess, enclaveArguments, spawnEnclave } from './spawn.ts';
import { buildEnclaveBundle } from './testing/enclave-bundle.ts';
import { startSurroundings } from './testing/enclave-surroundings.ts';

const isUnavailable = (error: unknown) => error instanceof EnclaveError && error.code === 'enclave_unavailable';

describe('the enclave process among the real parts', () => {
  const folder = mkdtempSync(join(tmpdir(), 'enclave-'));
  const socketPath = join(folder, 'enclave.sock');
  let bundlePath: string;
  let surroundings: Awaited<ReturnType<typeof startSurroundings>>;
  let issuer: Awaited<ReturnType<typeof generateKeyPair>>;
  let running: EnclaveProcess | null = null;
  let client: SocketEnclaveClient;
  let sealedSecret: Uint8Array | null = null;

  async function start(): Promise<void> {
    running = spawnEnclave({ bundlePath, socketPath });
    await client.waitUntilListening(10_000);
  }

  async function boot(): Promise<void> {
    const reply = await client.boot(surroundings.bootRequest(sealedSecret));
    assert.equal(reply.sealedSecret === null, sealedSecret !== null, 'a secret is made once');
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
    const session = await client.sessionOpen({ appId: 'demo', issuer: ISSUER, clientId: CLIENT_ID, idToken, nonceRandom, sessionKey: sessionKey.jwk });
    return createWalletClient({ enclave: client, appId: 'demo', session, sessionKey, ...(walletId === undefined ? {} : { walletId }) });
  }

  before(async () => {
    issuer = await generateKeyPair('ES256');
    const jwks = JSON.stringify({ keys: [{ ...(await exportJWK(issuer.publicKey)), kid: 'k1', alg: 'ES256' }] });
    const built = await buildEnclaveBundle(folder);
    bundlePath = built.bundlePath;
    surroundings = await startSurroundings(folder, built.bundle, [{ issuer: ISSUER, clientIds: [CLIENT_ID], jwks }]);
    client = openEnclaveClient({ socketPath });
  });
  after(async () => {
    await kill('SIGKILL');
    client.close();
    await surroundings.close();
    rmSync(folder, { recursive: true, force: true });
  });

  it('serves nothing before its boot, then boots once and reports health', async () => {
    await start();
    await assert.rejects(client.attest(new Uint8Array(32)), isUnavailable);
    await boot();
    const health = await client.health();
    assert.deepEqual(
      { ...health },
      { enclaveId: 'enclave-1', pcr0: surroundings.pcrs[0], releaseSeq: 1, witnessesReachable: 3, witnessesForked: [], kmsReachable: true },
    );
    await assert.rejects(client.boot(surroundings.bootRequest(null)), { code: 'unknown_op' });
  });

  it('creates a wallet; after kill -9 calls fail at once, and a new process opens the wallet and remembers the wrong PIN', async () => {
    const person = await login();
    const { record, address } = await createActiveWallet(person);
    const wrong = await person.call('unlock', { pin: pinField(WRONG_PIN), ttlSeconds: 60, maxSignatures: 5, valueCapWei: '0' }, record);
    assert.deepEqual(wrong.body, { ok: false, error: { code: 'pin_wrong', remaining: 9 } });

    const underWay = client.health();
    const killed = kill('SIGKILL');
    const startedAt = performance.now();
    await assert.rejects(underWay, isUnavailable);
    await killed;
    await assert.rejects(client.health(), isUnavailable);
    assert.ok(performance.now() - startedAt < 1_000);

    await start();
    await boot();
    const again = await login(person.walletId);
    const unlocked = await again.call('unlock', { pin: pinField(PIN), ttlSeconds: 60, maxSignatures: 5, valueCapWei: '0' }, record);
    assert.ok(unlocked.body.ok);
    assert.equal(unlocked.body.result.failedSinceLastUnlock, 1);
    const grantId = unlocked.body.result.grantId as Uint8Array;
    const derived = await again.call('address_derive', { accountIndex: 0, grantId }, record);
    assert.equal(derived.effects.kind === 'account' && derived.effects.address, address);
  });

  it('ends when its standard input closes, as it does when the parent dies', async () => {
    running?.child.stdin?.end();
    assert.deepEqual(await running?.exited, { code: 0, signal: null });
    running = null;
  });

  it('error: another addon than the measured one is not loaded', async () => {
    const addon = join(folder, 'secp256k1.node');
    const original = readFileSync(addon);
    writeFileSync(addon, Buffer.concat([original, Buffer.of(0)]));
    try {
      await start();
      await assert.rejects(client.boot(surroundings.bootRequest(sealedSecret)), { code: 'internal' });
    } finally {
      await kill('SIGKILL');
      writeFileSync(addon, original);
    }
  });

  it('runs without write access, child processes, workers or an inspector', () => {
    const flags = enclaveArguments('/srv/enclave.mjs', '/run/enclave.sock');
    assert.deepEqual(
      flags.filter((flag) => flag.startsWith('--allow')),
      ['--allow-addons', '--allow-fs-read=/srv/enclave.mjs', '--allow-fs-read=/srv/secp256k1.node'],
    );
    assert.deepEqual(flags.slice(-2), ['/srv/enclave.mjs', '/run/enclave.sock']);
    assert.ok(flags.includes('--permission') && flags.includes('--disallow-code-generation-from-strings'));
  });
});
