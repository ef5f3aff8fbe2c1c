import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Hex } from '../../host-sdk/src/contract/types.ts';
import { oidcNonce } from '../../mock-server/src/enclave/testing/wallet-client.ts';
import { ApiError } from '../../widget/src/api/api-error.ts';
import { createApiClient } from '../../widget/src/api/client.ts';
import { withWalletCalls } from '../../widget/src/api/wallet-client.ts';
import type { EnclavePins } from '../../widget/src/contract/attestation.ts';
import { fromBase64url, toBase64url } from '../../widget/src/crypto/bytes.ts';
import { openSessionKey } from '../../widget/src/session/session-key.ts';
import { createMemoryDatabase } from '../../widget/src/state/database.ts';
import type { Account } from '../../widget/src/state/state.ts';
import { createAccounts } from '../../widget/src/wallet/accounts.ts';
import { createEnclaveClient } from '../../widget/src/wallet/enclave-client.ts';
import { createSigning } from '../../widget/src/wallet/signing.ts';
import { type Issuer, signIdToken } from './issuer.ts';

/* Somebody with a browser: the widget's own engine over HTTP, who presses "Try again" for as long as it takes. The browser outlives the deployment: pages are loaded anew. */

const retryPauseMs = 100;
const patienceMs = 120_000;

export type EnginePersonOptions = {
  readonly origin: string;
  readonly issuer: Issuer;
  readonly pins: EnclavePins;
  readonly fetch: typeof fetch;
  /** Whom the issuer says it is. Default somebody new; the same again is another device of theirs. */
  readonly subject?: string;
};

/** Presses "Try again" until it works. @throws what is not a failure of a part; the last failure after two minutes. */
export async function persist<T>(work: () => Promise<T>, isPart: (error: unknown) => boolean = (error) => error instanceof ApiError): Promise<T> {
  const beganMs = performance.now();
  for (;;) {
    try {
      return await work();
    } catch (error) {
      if (!isPart(error) || performance.now() - beganMs > patienceMs) throw error;
      await sleep(retryPauseMs);
    }
  }
}

/** Logs a new person in. */
export async function openEnginePerson({ origin, issuer, pins, fetch, subject = randomUUID() }: EnginePersonOptions) {
  const database = createMemoryDatabase();
  const sessionKey = await openSessionKey(database);
  let accessToken: string | null = null;
  const first = createApiClient({
    origin,
    fetch,
    nowMs: Date.now,
    proofKey: () => sessionKey,
    tokens: () => ({
      accessToken: async () => accessToken ?? Promise.reject(new ApiError('unauthorized')),
      renewedToken: async () => {
        ({ access_token: accessToken } = await first.refreshSession());
        return accessToken;
      },
    }),
  });
  const api = withWalletCalls(first);

  const nonceRandom = crypto.getRandomValues(new Uint8Array(32));
  const idToken = await signIdToken(issuer, subject, await oidcNonce(sessionKey.thumbprint, nonceRandom));
  const login = { idToken, appId: 'demo', providerId: 'demo', nonceRandom: toBase64url(nonceRandom), deviceLabel: 'test' };
  const opened = await persist(() => api.openSession(login, randomUUID()));
  accessToken = opened.access_token;
  const session = { credentials: () => ({ certificate: opened.session_certificate, subjectHash: fromBase64url(opened.subject_hash, 'subject_hash') }) };

  /** The page as it is loaded: what it pins came with it. */
  function load(current: EnclavePins) {
    const enclave = createEnclaveClient({ appId: 'demo', api, session, sessionKey, pins: current, nowMs: Date.now, onCheck: () => undefined });
    return { enclave, accounts: createAccounts({ api, session, enclave, database }), signing: createSigning(enclave) };
  }
  let page = load(pins);
  return {
    api,
    page: () => page,
    reload(current: EnclavePins): void {
      page = load(current);
    },
    /** The engine checks that it is by the account: PIN, record, data key and ledger belong together. */
    signMessage({ walletId, address, accountIndex, name }: Account, message: Hex, pin: string): Promise<Hex> {
      const display: Hex = `0x${'11'.repeat(32)}`;
      const header = { appId: 'demo', origin: 'http://127.0.0.1:4000', requestId: randomUUID(), account: address, accountIndex, display };
      return page.signing.signMessage({ walletId, address, accountIndex, name }, { kind: 'message', ...header, message }, pin);
    },
  };
}
export type EnginePerson = Awaited<ReturnType<typeof openEnginePerson>>;
