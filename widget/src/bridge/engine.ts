import { toWire, WalletError } from '../../../host-sdk/src/contract/errors.ts';
import type { WalletView } from '../../../host-sdk/src/contract/types.ts';
import type { FirstApiClient } from '../api/client.ts';
import { withWalletCalls } from '../api/wallet-client.ts';
import { createAccountGate } from '../approvals/account-gate.ts';
import { createApprovalFlow } from '../approvals/approval-flow.ts';
import { toFailure } from '../approvals/failure.ts';
import { createPendingRequests } from '../approvals/pending-requests.ts';
import { pinProblemOf } from '../approvals/pin-problem.ts';
import { createApprovalQueue } from '../approvals/queue.ts';
import type { Provider } from '../contract/api.ts';
import type { EnclavePins } from '../contract/attestation.ts';
import { toBase64url } from '../crypto/bytes.ts';
import type { Session } from '../session/session.ts';
import type { SessionKey } from '../session/session-key.ts';
import type { Database } from '../state/database.ts';
import type { ApprovalProgress } from '../state/state.ts';
import type { Store } from '../state/store.ts';
import type { TaskKind } from '../state/task.ts';
import { createAccounts } from '../wallet/accounts.ts';
import { createCreateFlow } from '../wallet/create-flow.ts';
import { createEnclaveClient } from '../wallet/enclave-client.ts';
import { createHomeData } from '../wallet/home-data.ts';
import { createSigning } from '../wallet/signing.ts';
import { createTaskGate } from '../wallet/task-gate.ts';
import type { TasksOptions } from '../wallet/tasks/tasks.ts';
import { createTransactions } from '../wallet/transactions.ts';
import { createWatchedAssets } from '../wallet/watched-assets.ts';
import { createCallBundles } from './call-bundles.ts';
import { createDispatch, type DispatchDeps } from './dispatch.ts';
import type { Frame } from './frame.ts';
import { createOwnGate } from './own-gate.ts';
import { createPermissions } from './permissions.ts';
import { visibleAccounts } from './request-context.ts';
import { announceSession } from './session-events.ts';
import { createWalletConnectGate } from './walletconnect-gate.ts';

export type EngineOptions = {
  readonly appId: string;
  readonly store: Store;
  readonly api: FirstApiClient;
  readonly session: Session;
  readonly sessionKey: SessionKey;
  readonly database: Database;
  readonly pins: EnclavePins;
  readonly frame: Pick<Frame, 'show' | 'hide' | 'send'>;
  readonly nowMs: () => number;
  /** Hears when an origin's grants changed. */
  readonly onPermissions: () => void;
  /** Hears when such a change is stored. */
  readonly onPermissionsSaved: () => void;
  /** Whether the person opened the wallet for its own sake: then it stays when a request is done. */
  readonly keepsOpen: () => boolean;
  /** This window: the page that a login comes back to, whether another page is around it, whether its session is another window's. */
  readonly place: Pick<TasksOptions, 'redirectUri' | 'isFramed' | 'isHandedOver'>;
  /** A task has left the screen. */
  readonly onTaskEnd: () => void;
};

export type Engine = ReturnType<typeof createEngine>;

/**
 * Everything behind the first screen: keys, approvals, payments and the page's requests. It is one module, so that it loads
 * as one piece while the person reads the first screen.
 */
export function createEngine(options: EngineOptions) {
  const { appId, store, session, sessionKey, database, pins, frame, nowMs, onPermissions, keepsOpen } = options;
  const api = withWalletCalls(options.api);
  const enclave = createEnclaveClient({ appId, api, session, sessionKey, pins, nowMs, onCheck: (check) => store.set({ enclave: check }) });
  const accounts = createAccounts({ api, session, enclave, database });
  const watched = createWatchedAssets(database);
  const refreshAssets = () => {
    // A page's request needs none of it; home asks again when it cannot be had.
    if (store.get().visible && pending.size() === 0)
      import('../wallet/assets.ts').then(
        (assets) => assets.refreshAssets({ store, api, watched }),
        () => {},
      );
  };
  const home = createHomeData(store, api, accounts, database, refreshAssets);
  const onChange = () => {
    onPermissions();
    announce();
  };
  const permissions = createPermissions(database, onChange, options.onPermissionsSaved);
  const announce = announceSession({ store, permissions }, frame.send);
  const pending = createPendingRequests();
  const signing = createSigning(enclave);
  const transactions = createTransactions(api, signing);

  /** Where the wallet stands, again; what is on the screen stays when that cannot be had. */
  const reload = () => void home.loadAccounts().catch(() => {});

  const loadTasks = async () => {
    const { createTasks } = await import('../wallet/tasks/tasks.ts');
    const onEnd = () => {
      // An approval whose PIN was forgotten or destroyed begins anew with the one there is now.
      approvals.back();
      options.onTaskEnd();
      hideWhenIdle();
    };
    const parts = { appId, store, send: api.send, session, sessionKey, enclave, accounts, ...options.place };
    return createTasks({ ...parts, toError: toFailure, pinProblemOf, refresh: home.loadAccounts, onEnd });
  };
  const tasks = createTaskGate(store, loadTasks, toFailure);

  const isDestroyed = () => store.get().wallets[0]?.state === 'PIN_DESTROYED';
  const isSettling = ({ step }: ApprovalProgress) => step !== 'review' && step !== 'pin';

  const hideWhenIdle = () => {
    if (queue.first() === null && pending.size() === 0 && !tasks.active() && !keepsOpen()) frame.hide();
  };
  const queue = createApprovalQueue({ nowMs, onChange: () => approvals.sync() });
  const approvals = createApprovalFlow({ store, queue, onShown: frame.show, onEmpty: hideWhenIdle, onDone: home.refresh, onLocked: reload });
  const gate = createAccountGate(store, frame.show);
  const creation = createCreateFlow({
    store,
    accounts,
    onCreated: home.loadAccounts,
    toError: toFailure,
    pinProblemOf: (failure) => pinProblemOf(failure.error),
  });
  const dispatchDeps: DispatchDeps = {
    appId,
    store,
    api,
    gate,
    queue,
    permissions,
    signing,
    transactions,
    bundles: createCallBundles(database),
    assets: watched,
    show(view: WalletView) {
      store.set({ view });
      frame.show();
    },
    nowMs,
    pending,
    onAnswered: hideWhenIdle,
  };
  const dispatch = createDispatch(dispatchDeps);
  const walletConnect = createWalletConnectGate(dispatchDeps, database);
  /** Sending and activity: their code comes with the first of these screens. */
  const own = createOwnGate(store, async () => (await import('./own/own-screens.ts')).createOwnScreens({ ...dispatchDeps, database, refresh: home.refresh }));

  /** Login by redirect is for browsers without windows: its code comes when one of them is met. */
  const redirect = () => import('../session/redirect.ts');
  const redirectParts = () => {
    const { redirectUri } = options.place;
    return { appId, store, session, sessionKey, database, send: api.send, redirectUri, nowMs, pending };
  };

  /** Whether what a person does is about an approval: it has the screen before a task, unless its PIN is destroyed. */
  const approves = () => approvals.active() && (!isDestroyed() || isSettling(store.get().progress));

  return {
    answer: tasks.answer,
    approves,
    submitPin(pin: string): void {
      if (approves()) approvals.submitPin(pin);
      else if (tasks.active()) tasks.answer('pin', pin);
      else creation.submitPin(pin);
    },
    back(): void {
      if (approves()) approvals.back();
      else if (tasks.active()) tasks.back();
      else if (!own.back()) creation.back();
    },
    proceed(): void {
      if (approves()) approvals.proceed();
      else if (tasks.active()) tasks.answer('proceed', true);
      else if (store.get().status.phase === 'needs-wallet') creation.proceed();
      else home.refresh();
    },
    /** The browser gave no window. */
    offerRedirect(provider: Provider): void {
      redirect()
        .then(({ offerRedirect }) => offerRedirect(redirectParts(), provider))
        .catch((cause: unknown) => store.set({ problem: toWire(toFailure(cause)) }));
    },
    /** Nobody is signed in. @returns whether a login by redirect has led back here and opened the session. */
    async cameBack(): Promise<boolean> {
      if (!database.persistent) {
        const message = 'The browser keeps no storage for the wallet.';
        store.set({ problem: toWire(new WalletError(-32080, message, { reason: 'storage_blocked', hint: `Allow site data for ${location.origin}.` })) });
        return false;
      }
      if ((await database.get('redirect')) === undefined) return false;
      const { cameBack } = await redirect();
      return cameBack(redirectParts(), { show: frame.show, dispatch, toFailure });
    },
    walletConnect: walletConnect.handle,
    own,
    /** A person begins to do something with the keys. A request they were about to approve is rejected: it has to be asked anew. */
    startTask(kind: TaskKind, wrapId?: string): void {
      tasks.start(kind, wrapId);
      if (!isDestroyed()) approvals.close();
    },
    /** Failures leave the enclave unchecked or refused in the state; every sealed call checks again and decides. */
    checkEnclave: () => enclave.check().catch(() => {}),
    dispatch,
    approvals,
    api,
    enclave,
    home,
    pending,
    permissions,
    visibleAccounts: (origin: string) => visibleAccounts({ store, permissions }, origin),
    /** After a session was opened or picked up again: grants first, so that the page hears of its accounts once. */
    async signedIn(): Promise<void> {
      const userKey = toBase64url(session.credentials().subjectHash);
      await permissions.load(userKey);
      store.set({ user: session.user() });
      await home.loadAccounts();
      await walletConnect.signedIn(userKey);
    },
    /** After the session ended: whoever waits hears why, and nothing of the user stays on the screen. */
    async signedOut(error: WalletError): Promise<void> {
      pending.cancelAll(error);
      walletConnect.signedOut(error);
      tasks.end();
      creation.reset();
      home.clear();
      store.set({ status: { phase: 'signed-out' } });
      await permissions.load(null);
    },
    /** The person closed the wallet. */
    close(): void {
      approvals.close();
      tasks.close();
      creation.reset();
      gate.close();
    },
    cancel(id: string): void {
      pending.cancel(id, new WalletError(4001, 'The request was cancelled by the page.', { reason: 'cancelled' }));
    },
  };
}
