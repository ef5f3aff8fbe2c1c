import { WalletError } from '../../../host-sdk/src/contract/errors.ts';
import type { ApiClient } from '../api/client.ts';
import { createAccountGate } from '../approvals/account-gate.ts';
import { createApprovalFlow } from '../approvals/approval-flow.ts';
import { toFailure } from '../approvals/failure.ts';
import { createPendingRequests } from '../approvals/pending-requests.ts';
import { pinProblemOf } from '../approvals/pin-problem.ts';
import { createApprovalQueue } from '../approvals/queue.ts';
import type { EnclavePins } from '../contract/attestation.ts';
import { toBase64url } from '../crypto/bytes.ts';
import type { Session } from '../session/session.ts';
import type { SessionKey } from '../session/session-key.ts';
import type { Database } from '../state/database.ts';
import type { Store } from '../state/store.ts';
import { createAccounts } from '../wallet/accounts.ts';
import { createCreateFlow } from '../wallet/create-flow.ts';
import { createEnclaveClient } from '../wallet/enclave-client.ts';
import { createHomeData } from '../wallet/home-data.ts';
import { createSigning } from '../wallet/signing.ts';
import { createTransactions } from '../wallet/transactions.ts';
import { createCallBundles } from './call-bundles.ts';
import { createDispatch } from './dispatch.ts';
import type { Frame } from './frame.ts';
import { createPermissions } from './permissions.ts';
import { visibleAccounts } from './request-context.ts';
import { announceSession } from './session-events.ts';
import { createWatchedAssets } from './watched-assets.ts';

export type EngineOptions = {
  readonly appId: string;
  readonly store: Store;
  readonly api: ApiClient;
  readonly session: Session;
  readonly sessionKey: SessionKey;
  readonly database: Database;
  readonly pins: EnclavePins;
  readonly frame: Pick<Frame, 'show' | 'hide' | 'send'>;
  readonly nowMs: () => number;
  /** Hears when an origin's grants changed. */
  readonly onPermissions: () => void;
  /** Whether the person opened the wallet for its own sake: then it stays when a request is done. */
  readonly keepsOpen: () => boolean;
};

export type Engine = ReturnType<typeof createEngine>;

/**
 * Everything behind the first screen: keys, approvals, payments and the page's requests. It is one module, so that it loads
 * as one piece while the person reads the first screen.
 */
export function createEngine(options: EngineOptions) {
  const { appId, store, api, session, sessionKey, database, pins, frame, nowMs, onPermissions, keepsOpen } = options;
  const enclave = createEnclaveClient({ appId, api, session, sessionKey, pins, nowMs, onCheck: (check) => store.set({ enclave: check }) });
  const accounts = createAccounts({ api, session, enclave, database });
  const home = createHomeData(store, api, accounts);
  const permissions = createPermissions(database, () => {
    onPermissions();
    announce();
  });
  const announce = announceSession({ store, permissions }, frame.send);
  const pending = createPendingRequests();
  const signing = createSigning(enclave);
  const transactions = createTransactions(api, signing);

  const hideWhenIdle = () => {
    if (queue.first() === null && pending.size() === 0 && !keepsOpen()) frame.hide();
  };
  const queue = createApprovalQueue({ nowMs, onChange: () => approvals.sync() });
  const approvals = createApprovalFlow({ store, queue, onShown: frame.show, onEmpty: hideWhenIdle, onDone: home.refresh });
  const gate = createAccountGate(store, frame.show);
  const creation = createCreateFlow({
    store,
    accounts,
    onCreated: home.loadAccounts,
    toError: toFailure,
    pinProblemOf: (failure) => pinProblemOf(failure.error),
  });
  const dispatch = createDispatch({
    appId,
    store,
    api,
    gate,
    queue,
    permissions,
    signing,
    transactions,
    bundles: createCallBundles(database),
    assets: createWatchedAssets(database),
    show(view) {
      store.set({ view });
      frame.show();
    },
    nowMs,
    pending,
    onAnswered: hideWhenIdle,
  });

  return {
    /** Failures leave the enclave unchecked or refused in the state; every sealed call checks again and decides. */
    checkEnclave: () => enclave.check().catch(() => {}),
    dispatch,
    approvals,
    creation,
    gate,
    home,
    pending,
    visibleAccounts: (origin: string) => visibleAccounts({ store, permissions }, origin),
    /** After a session was opened or picked up again: grants first, so that the page hears of its accounts once. */
    async signedIn(): Promise<void> {
      await permissions.load(toBase64url(session.credentials().subjectHash));
      store.set({ user: session.user() });
      await home.loadAccounts();
    },
    /** After the session ended: whoever waits hears why, and nothing of the user stays on the screen. */
    async signedOut(error: WalletError): Promise<void> {
      pending.cancelAll(error);
      creation.reset();
      home.clear();
      store.set({ status: { phase: 'signed-out' } });
      await permissions.load(null);
    },
    /** The person closed the wallet. */
    close(): void {
      approvals.close();
      creation.reset();
      gate.close();
    },
    cancel(id: string): void {
      pending.cancel(id, new WalletError(4001, 'The request was cancelled by the page.', { reason: 'cancelled' }));
    },
  };
}
