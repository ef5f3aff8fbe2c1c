import { randomBytes, randomUUID } from 'node:crypto';
import { decode, encode } from 'cborg';
import { exportJWK, generateKeyPair, type JWTPayload, SignJWT } from 'jose';
import type { Hex } from '../../../../host-sdk/src/contract/types.ts';
import { createMemoryClient } from '../../enclave-client/memory-client.ts';
import { type DevelopmentNsm, openDevelopmentNsm } from '../../nsm/development-nsm.ts';
import { createDevelopmentRoot } from '../../nsm/development-root.ts';
import { measureEnclave } from '../../nsm/measure.ts';
import { bootEnclave } from '../boot.ts';
import { encodeManifest } from '../boot-request.ts';
import type { Enclave } from '../enclave.ts';
import type { Manifest } from '../manifest.ts';
import type { SecurityModule } from '../ports.ts';
import { createFakeKms, createFakeLedger, createTestClock, random } from './fakes.ts';
import { createSessionKey, createWalletClient, oidcNonce, pinField, type SessionKey, type WalletClient } from './wallet-client.ts';

export const APP_ID = 'demo';
export const ISSUER = 'http://localhost:4200';
export const CLIENT_ID = 'alcove-widget';
export const PIN = '902746';
export const WRONG_PIN = '381059';

function inMemory(nsm: DevelopmentNsm): SecurityModule {
  async function ask(request: unknown, name: string, field: string): Promise<Uint8Array> {
    const reply = decode(await nsm.handle(encode(request)), { useMaps: true }) as Map<string, Map<string, Uint8Array>>;
    const bytes = reply.get(name)?.get(field);
    if (bytes === undefined) throw new Error(`the security module refused ${name}`);
    return bytes;
  }
  return {
    attest: ({ publicKey, userData, nonce }) =>
      ask({ Attestation: { public_key: publicKey ?? null, user_data: userData ?? null, nonce: nonce ?? null } }, 'Attestation', 'document'),
    random: async (length) => (await ask('GetRandom', 'GetRandom', 'random')).slice(0, length),
  };
}

/** Everything an enclave needs, in memory, with a clock that tests turn; enclaves come and go in it. */
export async function createWorld(overrides: Partial<Manifest> = {}) {
  const clock = createTestClock(Date.UTC(2026, 10, 22));
  const root = await createDevelopmentRoot({ clock, random });
  const nsm = openDevelopmentNsm({ root, pcrs: measureEnclave(new Uint8Array(16)), moduleId: 'i-0-enc0', clock, random });
  const issuerKeys = await generateKeyPair('ES256', { extractable: true });
  const jwk = { ...(await exportJWK(issuerKeys.publicKey)), kid: 'k1', alg: 'ES256', use: 'sig' };
  const manifest: Manifest = {
    v: 1,
    releaseSeq: 1,
    sourceCommit: 'test',
    kms: [{ keyId: 'key-a', region: 'us-east-1', host: 'localhost', tlsRootsPem: 'none in memory' }],
    witnesses: ['a', 'b', 'c'].map((id) => ({ id, publicKey: random(32) })),
    quorum: 2,
    // Fast on purpose: what is tested is the protocol around it. Argon2id itself is held by RFC 9106's vector.
    argon2: { memoryKib: 64, passes: 1, parallelism: 1 },
    oidcIssuers: [{ issuer: ISSUER, clientIds: [CLIENT_ID], jwks: JSON.stringify({ keys: [jwk] }) }],
    minWidgetVersion: '0.0.0',
    ...overrides,
  };
  const kms = createFakeKms('key-a');
  /** In use when the manifest lists it. */
  const secondKms = createFakeKms('key-b');
  const ledger = createFakeLedger();
  let sealedSecret: Uint8Array | null = null;

  /** A new process over the same outside, from inside. */
  async function boot(change: Partial<Manifest> = {}): Promise<Enclave> {
    const booted = await bootEnclave({
      enclaveId: randomUUID(),
      manifest: encodeManifest({ ...manifest, ...change }),
      sealedSecret,
      securityModule: inMemory(nsm),
      openKms: (current) => current.kms.map(({ keyId }) => (keyId === 'key-b' ? secondKms : kms)),
      openLedger: () => ledger,
      clock,
      random,
      cores: 2,
    });
    sealedSecret = booted.reply.sealedSecret ?? sealedSecret;
    return booted.enclave;
  }

  /** The same as the server sees it. */
  async function startEnclave(change: Partial<Manifest> = {}) {
    return createMemoryClient(await boot(change));
  }

  async function idToken(
    sessionKey: SessionKey,
    nonceRandom: Uint8Array,
    claims: JWTPayload = {},
    header: { alg: string; kid: string } = { alg: 'ES256', kid: 'k1' },
  ) {
    const nowSeconds = Math.floor(clock.nowMs() / 1000);
    const nonce = await oidcNonce(sessionKey.thumbprint, nonceRandom);
    return await new SignJWT({ iss: ISSUER, aud: CLIENT_ID, sub: 'alice', iat: nowSeconds, exp: nowSeconds + 300, nonce, ...claims })
      .setProtectedHeader(header)
      .sign(issuerKeys.privateKey);
  }

  /** Logs `subject` in and gives the client of one wallet. */
  async function login(
    enclave: Awaited<ReturnType<typeof startEnclave>>,
    subject = 'alice',
    walletId?: string,
    device: { readonly sessionKey?: SessionKey; readonly previousCertificate?: Uint8Array; readonly claims?: JWTPayload } = {},
  ): Promise<WalletClient> {
    const { sessionKey = await createSessionKey(), previousCertificate = null, claims = {} } = device;
    const nonceRandom = new Uint8Array(randomBytes(32));
    const token = await idToken(sessionKey, nonceRandom, { sub: subject, ...claims });
    const login = { appId: APP_ID, issuer: ISSUER, clientId: CLIENT_ID, idToken: token, nonceRandom, sessionKey: sessionKey.jwk, previousCertificate };
    const session = await enclave.sessionOpen(login);
    return createWalletClient({ enclave, appId: APP_ID, session, sessionKey, ...(walletId === undefined ? {} : { walletId }) });
  }

  return { clock, nsm, root, manifest, kms, secondKms, ledger, boot, startEnclave, idToken, login };
}
/** Two KMS, as `Manifest.kms` lists them. */
export const twoKms: Manifest['kms'] = ['key-a', 'key-b'].map((keyId) => ({ keyId, region: 'us-east-1', host: 'localhost', tlsRootsPem: 'none in memory' }));

export type World = Awaited<ReturnType<typeof createWorld>>;

/** Creates and activates a wallet; gives its record and first address. */
export async function createActiveWallet(client: WalletClient, pin = PIN): Promise<{ readonly record: Uint8Array; readonly address: Hex }> {
  const created = await client.call('wallet_create', { pin: pinField(pin) }, null);
  if (!created.body.ok || created.effects.kind !== 'created') throw new Error(`not created: ${JSON.stringify(created.body)}`);
  const { payload } = created.body.result.proof as unknown as { payload: Uint8Array };
  const resultHash = new Uint8Array(await crypto.subtle.digest('SHA-256', Uint8Array.from(payload)));
  const activated = await client.call('wallet_activate', { resultHash }, created.effects.record);
  if (!activated.body.ok) throw new Error(`not activated: ${JSON.stringify(activated.body)}`);
  return { record: created.effects.record, address: created.effects.address as Hex };
}
