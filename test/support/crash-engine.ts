import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { importJWK, type JWK, SignJWT } from 'jose';
import { WalletError } from '../../host-sdk/src/contract/errors.ts';
import type { Hex } from '../../host-sdk/src/contract/types.ts';
import { oidcNonce } from '../../mock-server/src/enclave/testing/wallet-client.ts';
import { ApiError } from '../../widget/src/api/api-error.ts';
import { createApiClient } from '../../widget/src/api/client.ts';
import type { EnclavePins } from '../../widget/src/contract/attestation.ts';
import { fromBase64url, toBase64url } from '../../widget/src/crypto/bytes.ts';
import { openSessionKey } from '../../widget/src/session/session-key.ts';
import type { Database } from '../../widget/src/state/database.ts';
import type { Account } from '../../widget/src/state/state.ts';
import { createAccounts } from '../../widget/src/wallet/accounts.ts';
import { createEnclaveClient } from '../../widget/src/wallet/enclave-client.ts';
import { createSigning } from '../../widget/src/wallet/signing.ts';
import { createTransactions } from '../../widget/src/wallet/transactions.ts';

/* Somebody with a browser: the widget's own engine over HTTP, who presses "Try again" for as long as it takes. */

const retryPauseMs = 100;
const patienceMs = 90_000;

export type EnginePersonOptions = {
  readonly origin: string;
  readonly chainId: number;
  /** `signingKey`: the issuer's private key, which stands for its login pages. */
  readonly issuer: { readonly issuer: string; readonly clientId: string; readonly signingKey: JWK };
  readonly pins: EnclavePins;
  readonly fetch: typeof fetch;
};

function memoryDatabase(): Database {
  const values = new Map<string, unknown>();
  return {
    persistent: false,
    get: async (key) => values.get(key),
    add: async (key, value) => {
      if (!values.has(key)) values.set(key, value);
      return values.get(key);
    },
    put: async (key, value) => void values.set(key, value),
    delete: async (key) => void values.delete(key),
  };
}

/** Presses "Try again" until it works. @throws what is not a failure of a part; the last failure after 90 s. */
export async function persist<T>(work: () => Promise<T>): Promise<T> {
  const beganMs = performance.now();
  for (;;) {
    try {
      return await work();
    } catch (error) {
      const isPart = error instanceof ApiError || (error instanceof WalletError && error.code === -32082);
      if (!isPart || performance.now() - beganMs > patienceMs) throw error;
      await sleep(retryPauseMs);
    }
  }
}

/** Logs a new person in. */
export async function openEnginePerson(options: EnginePersonOptions) {
  const { origin, issuer } = options;
  const database = memoryDatabase();
  const sessionKey = await openSessionKey(database);
  let accessToken: string | null = null;
  const api = createApiClient({
    origin,
    fetch: options.fetch,
    nowMs: Date.now,
    proofKey: () => sessionKey,
    tokens: () => ({
      accessToken: async () => accessToken ?? Promise.reject(new ApiError('unauthorized')),
      renewedToken: async () => {
        ({ access_token: accessToken } = await api.refreshSession());
        return accessToken;
      },
    }),
  });

  const nonceRandom = crypto.getRandomValues(new Uint8Array(32));
  const idToken = await new SignJWT({ nonce: await oidcNonce(sessionKey.thumbprint, nonceRandom) })
    .setProtectedHeader({ alg: 'ES256', kid: String(issuer.signingKey.kid) })
    .setIssuer(issuer.issuer)
    .setAudience(issuer.clientId)
    .setSubject(randomUUID())
    .setIssuedAt()
    .setExpirationTime('5m')
    .sign(await importJWK(issuer.signingKey, 'ES256'));
  const login = { idToken, appId: 'demo', providerId: 'demo', nonceRandom: toBase64url(nonceRandom), deviceLabel: 'test' };
  const opened = await persist(() => api.openSession(login, randomUUID()));
  accessToken = opened.access_token;
  const session = { credentials: () => ({ certificate: opened.session_certificate, subjectHash: fromBase64url(opened.subject_hash, 'subject_hash') }) };

  /** The page as it is loaded: what it pins came with it. */
  function load(pins: EnclavePins) {
    const enclave = createEnclaveClient({ appId: 'demo', api, session, sessionKey, pins, nowMs: Date.now, onCheck: () => undefined });
    const signing = createSigning(enclave);
    return { accounts: createAccounts({ api, session, enclave, database }), signing, transactions: createTransactions(api, signing) };
  }
  let page = load(options.pins);

  /** A payment's draft; each has its own request id, which stays through all repetitions. */
  const draft = (account: Hex, to: Hex, valueWei: bigint) => ({
    kind: 'transaction' as const,
    appId: 'demo',
    origin: 'http://127.0.0.1:4000',
    requestId: randomUUID(),
    account,
    accountIndex: 0,
    display: `0x${'11'.repeat(32)}` as Hex,
    chainId: options.chainId,
    to,
    valueWei,
    data: '0x' as Hex,
    gasLimit: 21_000n,
    maxFeePerGasWei: 2_000_000_000n,
    maxPriorityFeePerGasWei: 1_000_000_000n,
    wantedNonce: null,
  });

  return {
    api,
    page: () => page,
    reload(pins: EnclavePins): void {
      page = load(pins);
    },
    draft,
    /** Signs a message, which the engine checks to be by the account. It proves that PIN, record, data key and ledger belong together. */
    signMessage(account: Account, message: Hex, pin: string): Promise<Hex> {
      const { appId, origin: host, requestId, account: address, accountIndex, display } = draft(account.address, account.address, 0n);
      const unsigned = { kind: 'message', appId, origin: host, requestId, account: address, accountIndex, display, message } as const;
      return page.signing.signMessage(account, unsigned, pin);
    },
  };
}
export type EnginePerson = Awaited<ReturnType<typeof openEnginePerson>>;
