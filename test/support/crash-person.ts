import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { importJWK, type JWK, SignJWT } from 'jose';
import { WalletError } from '../../host-sdk/src/contract/errors.ts';
import type { Hex } from '../../host-sdk/src/contract/types.ts';
import { oidcNonce } from '../../mock-server/src/enclave/testing/wallet-client.ts';
import { ApiError } from '../../widget/src/api/api-error.ts';
import { createApiClient } from '../../widget/src/api/client.ts';
import { fromBase64url, toBase64url } from '../../widget/src/crypto/bytes.ts';
import { openSessionKey } from '../../widget/src/session/session-key.ts';
import type { Database } from '../../widget/src/state/database.ts';
import { createAccounts } from '../../widget/src/wallet/accounts.ts';
import { createEnclaveClient } from '../../widget/src/wallet/enclave-client.ts';
import { createSigning } from '../../widget/src/wallet/signing.ts';
import { createTransactions } from '../../widget/src/wallet/transactions.ts';
import type { CrashDeployment } from './crash-deployment.ts';

/* Somebody with a browser: the widget's own engine over HTTP, who presses "Try again" for as long as it takes. */

const retryPauseMs = 100;
const patienceMs = 90_000;

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

/** What of a request goes into its point's name. */
function nameOf(path: string, body: unknown): string {
  const operation = typeof body === 'string' ? (/"operation":"([a-z_]+)"/.exec(body)?.[1] ?? '') : '';
  return `${path.replace('/v1/', '')} ${operation}`.trim();
}

/** Logs a new person in. */
export async function openCrashPerson(deployment: CrashDeployment) {
  const { origin, issuer, pins } = deployment;
  const database = memoryDatabase();
  const sessionKey = await openSessionKey(database);
  let accessToken: string | null = null;
  let eat: string | null = null;

  const observed: typeof fetch = async (input, init) => {
    const name = nameOf(new URL(String(input)).pathname, init?.body);
    if (eat === name) {
      eat = null;
      deployment.wire.eatNextReply();
    }
    const response = await fetch(input, init);
    await deployment.reached(`client ${name} answered`);
    return response;
  };
  const api = createApiClient({
    origin,
    fetch: observed,
    nowMs: Date.now,
    proofKey: () => sessionKey,
    tokens: () => ({
      accessToken: async () => accessToken ?? Promise.reject(new ApiError('unauthorized')),
      renewedToken: () => Promise.reject(new ApiError('unauthorized')),
    }),
  });

  const nonceRandom = crypto.getRandomValues(new Uint8Array(32));
  const idToken = await new SignJWT({ nonce: await oidcNonce(sessionKey.thumbprint, nonceRandom) })
    .setProtectedHeader({ alg: 'ES256', kid: String(issuer.signingKey?.kid) })
    .setIssuer(issuer.issuer)
    .setAudience(issuer.clientId)
    .setSubject(randomUUID())
    .setIssuedAt()
    .setExpirationTime('5m')
    .sign(await importJWK(issuer.signingKey as JWK, 'ES256'));
  const opened = await api.openSession(
    { idToken, appId: 'demo', providerId: 'demo', nonceRandom: toBase64url(nonceRandom), deviceLabel: 'test' },
    randomUUID(),
  );
  accessToken = opened.access_token;

  const session = { credentials: () => ({ certificate: opened.session_certificate, subjectHash: fromBase64url(opened.subject_hash, 'subject_hash') }) };
  const enclave = createEnclaveClient({ appId: 'demo', api, session, sessionKey, pins, nowMs: Date.now, onCheck: () => undefined });
  const accounts = createAccounts({ api, session, enclave, database });
  const signing = createSigning(enclave);
  const transactions = createTransactions(api, signing);

  /** Presses "Try again" until it works. @throws what is not a failure of a part; the last failure after 90 s. */
  async function persist<T>(work: () => Promise<T>): Promise<T> {
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

  return {
    api,
    accounts,
    signing,
    transactions,
    persist,
    /** The reply to the next request of this name is lost on the way. */
    loseReplyTo(name: string): void {
      eat = name;
    },
    /** A payment's draft; each has its own request id, which stays through all repetitions. */
    draft: (account: Hex, to: Hex, valueWei: bigint) => ({
      kind: 'transaction' as const,
      appId: 'demo',
      origin: 'http://127.0.0.1:4000',
      requestId: randomUUID(),
      account,
      accountIndex: 0,
      display: `0x${'11'.repeat(32)}` as Hex,
      chainId: deployment.chainId,
      to,
      valueWei,
      data: '0x' as Hex,
      gasLimit: 21_000n,
      maxFeePerGasWei: 2_000_000_000n,
      maxPriorityFeePerGasWei: 1_000_000_000n,
      wantedNonce: null,
    }),
  };
}
export type CrashPerson = Awaited<ReturnType<typeof openCrashPerson>>;
