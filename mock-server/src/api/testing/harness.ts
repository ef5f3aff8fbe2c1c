import assert from 'node:assert/strict';
import { exportJWK, type JSONWebKeySet, SignJWT } from 'jose';
import { encodeIntent, type TransactionIntent } from '../../../../widget/src/contract/intent.ts';
import { createApp } from '../../app.ts';
import type { AppDeps, StaticFile } from '../../app-deps.ts';
import { createRegistry, demoApp } from '../../apps/registry.ts';
import { openSqliteStore } from '../../store/sqlite-store.ts';
import { FakeChain } from './fake-chain.ts';
import { FakeEnclave } from './fake-enclave.ts';
import { TestClient } from './test-client.ts';

export const WALLET_ORIGIN = 'http://localhost:4100';
export const ISSUER = 'http://localhost:4200';
export const CLIENT_ID = 'alcove-widget';
export const RECIPIENT = `0x${'22'.repeat(20)}` as const;
const START_MS = 1_800_000_000_000;

const base64 = (bytes: Uint8Array) => Buffer.from(bytes).toString('base64url');

function file(text: string, contentType: string, immutable = false): StaticFile {
  return { bytes: new TextEncoder().encode(text), contentType, immutable };
}

const files: Readonly<Record<string, StaticFile>> = {
  'w/index.html': file('<!doctype html><title>Wallet</title>', 'text/html'),
  'w/callback.html': file('<!doctype html><title>Back</title>', 'text/html'),
  'w/recover.html': file('<!doctype html><title>recover</title>', 'text/html'),
  'w/other.html': file('<!doctype html>', 'text/html'),
  'w/pins.js': file('export const pins = {};', 'text/javascript'),
  'w/assets/main-3f2a.js': file('export {};', 'text/javascript', true),
  'sdk/v1/alcove.js': file('(() => {})();', 'text/javascript'),
};

export type Harness = Awaited<ReturnType<typeof createHarness>>;

/** The server on an in-memory store, with a clock to turn, an enclave and a chain to break, and an issuer to log in with. */
export async function createHarness(change: Partial<AppDeps> = {}) {
  const clock = { ms: START_MS, nowMs: () => clock.ms };
  const enclave = new FakeEnclave(clock.nowMs);
  const chain = new FakeChain();
  const store = change.store ?? (await openSqliteStore({ path: ':memory:' }));
  const logged: string[] = [];
  const log = (fields: object, message: string) => {
    logged.push(`${message} ${JSON.stringify(fields, (_key, value: unknown) => (value instanceof Error ? `${value.message} ${value.stack}` : value))}`);
  };
  const funded: string[] = [];
  const issuerKeyPair = await crypto.subtle.generateKey({ name: 'ECDSA', namedCurve: 'P-256' }, true, ['sign', 'verify']);
  const jwks: JSONWebKeySet = { keys: [{ ...(await exportJWK(issuerKeyPair.publicKey)), kid: 'key-1', alg: 'ES256' }] };
  const deps: AppDeps = {
    clock,
    random: (length) => crypto.getRandomValues(new Uint8Array(length)),
    logger: { debug: log, info: log, warn: log, error: log },
    store,
    enclave,
    chains: chain,
    registry: createRegistry([demoApp({ issuer: ISSUER, clientId: CLIENT_ID, chainIds: [31337], relayUrl: 'ws://localhost:4100/wc' })]),
    files: { read: async (path) => files[path] ?? null },
    walletOrigin: WALLET_ORIGIN,
    issuerKeys: async () => jwks,
    tokenSecret: new Uint8Array(32).fill(7),
    fund: (address) => {
      funded.push(address);
    },
    ...change,
  };
  const app = createApp(deps);
  const newClient = () => TestClient.create(app, deps.walletOrigin, clock.nowMs);

  type IdTokenChange = { readonly header?: Record<string, unknown>; readonly claims?: Record<string, unknown>; readonly key?: CryptoKey | Uint8Array };
  async function idToken(client: TestClient, { header, claims, key }: IdTokenChange = {}): Promise<string> {
    const iat = Math.floor(clock.ms / 1000);
    const payload = { iss: ISSUER, sub: 'ada', aud: CLIENT_ID, iat, exp: iat + 3600, nonce: await client.oidcNonce(), name: 'Ada', ...claims };
    return new SignJWT(payload).setProtectedHeader({ alg: 'ES256', kid: 'key-1', ...header }).sign(key ?? issuerKeyPair.privateKey);
  }

  function sessionBody(client: TestClient, token: string) {
    return {
      grant_type: 'urn:ietf:params:oauth:grant-type:token-exchange',
      subject_token_type: 'urn:ietf:params:oauth:token-type:id_token',
      subject_token: token,
      app_id: 'demo',
      provider_id: 'demo',
      nonce_random: base64(client.nonceRandom),
      device_label: 'Laptop',
    };
  }

  async function signIn(subject = 'ada'): Promise<TestClient> {
    const client = await newClient();
    const response = await client.post('/v1/session', sessionBody(client, await idToken(client, { claims: { sub: subject } })));
    assert.equal(response.status, 200, await response.clone().text());
    await client.adopt(response);
    return client;
  }

  function callBody(client: TestClient, operation: string, walletId: string, intent?: Uint8Array) {
    return {
      operation,
      walletId,
      enclaveId: 'enclave-1',
      challenge: base64(crypto.getRandomValues(new Uint8Array(32))),
      pinEpoch: 0,
      sessionCertificate: client.certificate,
      enc: base64(new Uint8Array(65)),
      ciphertext: base64(new Uint8Array(80)),
      stamp: base64(new Uint8Array(64)),
      ...(intent === undefined ? {} : { intent: base64(intent) }),
    };
  }

  async function createWallet(client: TestClient): Promise<{ readonly walletId: string; readonly address: `0x${string}` }> {
    const walletId = crypto.randomUUID();
    for (const operation of ['wallet_create', 'wallet_activate']) {
      const response = await client.post('/v1/enclave/call', callBody(client, operation, walletId));
      assert.equal(response.status, 200, await response.clone().text());
    }
    const account = enclave.accounts.get(walletId);
    assert.ok(account);
    return { walletId, address: account.address };
  }

  function transactionIntent(account: `0x${string}`, intentChange: Partial<TransactionIntent> = {}): TransactionIntent {
    return {
      kind: 'transaction',
      appId: 'demo',
      origin: 'http://127.0.0.1:4000',
      requestId: crypto.randomUUID(),
      expiresAtSeconds: Math.floor(clock.ms / 1000) + 60,
      account,
      accountIndex: 0,
      display: `0x${'00'.repeat(32)}`,
      chainId: 31337,
      nonce: 0,
      to: RECIPIENT,
      valueWei: 10n ** 16n,
      data: '0x',
      gasLimit: 21_000n,
      maxFeePerGasWei: 2_000_000_000n,
      maxPriorityFeePerGasWei: 1_000_000_000n,
      ...intentChange,
    };
  }

  /** Signs, and gives what the widget would send on. */
  async function sign(client: TestClient, walletId: string, intent: TransactionIntent) {
    const response = await client.post('/v1/enclave/call', callBody(client, 'sign_intent', walletId, encodeIntent(intent)));
    assert.equal(response.status, 200, await response.clone().text());
    const row = await store.findTransactionByRequest(walletId, intent.requestId);
    assert.ok(row);
    return { chainId: intent.chainId, walletId, requestId: intent.requestId, rawTransaction: row.rawTransaction };
  }

  return {
    ...{ app, deps, clock, enclave, chain, store, logged, funded, jwks, issuerKeyPair },
    ...{ newClient, idToken, sessionBody, signIn, callBody, createWallet, transactionIntent, sign },
    close: () => store.close(),
  };
}

export type ProblemBody = { readonly code: string; readonly status: number; readonly field?: string; readonly detail?: string; readonly retryAfterMs?: number };

/** Checks that a response is a problem document with this code. @returns the document. */
export async function expectProblem(response: Response, status: number, code: string, field?: string): Promise<ProblemBody> {
  const text = await response.text();
  assert.equal(response.status, status, text);
  assert.equal(response.headers.get('content-type'), 'application/problem+json');
  const problem = JSON.parse(text) as ProblemBody;
  assert.equal(problem.code, code, text);
  assert.equal(problem.status, status);
  if (field !== undefined) assert.equal(problem.field, field, text);
  return problem;
}
