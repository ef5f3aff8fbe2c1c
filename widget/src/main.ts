import { toWire, WalletError } from '../../host-sdk/src/contract/errors.ts';
import type { Language } from '../../host-sdk/src/contract/types.ts';
import type { Actions } from './actions.ts';
import { ApiError } from './api/api-error.ts';
import { createApiClient } from './api/client.ts';
import type { ApprovalWindow } from './bridge/approval-window.ts';
import { type FrameParameters, readFrameParameters, type WindowTask } from './bridge/connect.ts';
import type { Engine } from './bridge/engine.ts';
import { createFrame } from './bridge/frame.ts';
import type { BridgeActions } from './bridge/handlers.ts';
import { type HostLink, linkToHost } from './bridge/host-link.ts';
import { drawInTurns } from './elements/turns.ts';
import { preferredLanguage, setLanguage } from './i18n/locale.ts';
import type { Keeper } from './keeper/keeper.ts';
import { pins } from './pins.ts';
import { deviceLabel } from './session/device-label.ts';
import type { TakenOver } from './session/hand-over.ts';
import { createSession, type Session } from './session/session.ts';
import { openSessionKey, type SessionKey, sessionKeyOf } from './session/session-key.ts';
import { createSignInFlow, type SignInFlow } from './session/sign-in-flow.ts';
import { type Database, openDatabase } from './state/database.ts';
import { initialState } from './state/state.ts';
import { createStore, waitForState } from './state/store.ts';
import './views/app-root/app-root.ts';

/*
 * The composition root: the only place that knows both halves, the engine and the views. The first screen is up at once; the
 * engine loads while it is read, and a page's requests wait for it.
 */

const nowMs = () => Date.now();
const store = createStore(initialState);
const root = document.createElement('alc-app');
const frame = createFrame(store, drawInTurns);
const isFramed = window.parent !== window;
const redirectUri = new URL('callback.html', new URL('.', location.href)).href;

/** What has been brought up so far. Each part is made once, so that trying again goes on where it failed. */
let key: SessionKey | null = null;
let session: Session | null = null;
let database: Database | null = null;
let signIn: SignInFlow | null = null;
let engine: Engine | null = null;
let keeper: Keeper | null = null;
let approvalWindow: ApprovalWindow | null = null;
let link: Promise<HostLink> | null = null;
/** Whether the person, or the page on their behalf, opened the wallet for its own sake. */
let opened = false;
/** What this window was opened for by the wallet's frame on a page, and the session it goes on with. */
let task: WindowTask | null = null;
let taken: TakenOver | null = null;

const api = createApiClient({ origin: location.origin, fetch, nowMs, proofKey: () => key, tokens: () => session });

/** The engine's table of failures, once it is there; until then the reason alone, which is what the screen needs. */
let toFailure = (cause: unknown): WalletError => {
  if (cause instanceof WalletError) return cause;
  return new WalletError(-32080, 'The wallet could not start.', { reason: cause instanceof ApiError ? cause.code : 'unexpected' }, { cause });
};

function report(cause: unknown): void {
  store.set({ problem: toWire(toFailure(cause)) });
}

/** The engine, once it is there. @throws the reason why the wallet cannot start. */
async function readyEngine(): Promise<Engine> {
  if (engine === null) await waitForState(store, ({ status }) => engine !== null || status.phase === 'failed', AbortSignal.timeout(20_000));
  const { status } = store.get();
  if (engine === null) throw new WalletError(-32080, status.phase === 'failed' ? status.message : 'The wallet could not start.', { reason: 'not_started' });
  return engine;
}

function sessionEnded(): void {
  // Whoever is at the wallet reads why, and can sign in again there, though the request that brought it up has ended.
  opened ||= store.get().visible;
  void endSession(new WalletError(4100, 'Your session has ended. Sign in again.', { reason: 'session_expired' })).catch(report);
}

async function endSession(error: WalletError): Promise<void> {
  if (error.data?.reason === 'session_expired') store.set({ problem: toWire(error) });
  await engine?.signedOut(error);
  void signIn?.prepare();
}

async function signOut(): Promise<void> {
  await Promise.all([session?.close(), endSession(new WalletError(4100, 'You signed out.', { reason: 'signed_out' }))]);
}

function close(): void {
  opened = false;
  signIn?.cancel();
  engine?.close();
  frame.hide();
  closeTaskWindow();
}

function closeTaskWindow(): void {
  if (task !== null) window.close();
}

async function signedIn(): Promise<void> {
  await engine?.signedIn();
  if (task !== null) engine?.startTask(task);
}

async function showLanguage(language: Language): Promise<void> {
  await setLanguage(language);
  store.set({ language });
}

const actions: Actions = {
  signIn: (providerId) => signIn?.signIn(providerId),
  signOut: () => void signOut().catch(report),
  submitPin: (pin) => engine?.submitPin(pin),
  approve: (approvalId) => engine?.approvals.approve(approvalId),
  reject: (approvalId) => engine?.approvals.reject(approvalId),
  close,
  back() {
    if (store.get().signingInWith ?? store.get().redirect) signIn?.cancel();
    else engine?.back();
  },
  proceed() {
    store.set({ problem: null });
    const { phase } = store.get().status;
    if (phase === 'failed') void start();
    else if (phase === 'signed-out') void signIn?.prepare();
    else if (!engine?.approves() || !approvalWindow?.open()) engine?.proceed();
  },
  navigate: (view) => store.set({ view }),
  startTask: (kind) => engine?.startTask(kind),
  chooseTask: (choice) => engine?.answer('choice', choice),
  submitWords: (words, passphrase) => engine?.answer('words', { words, passphrase }),
  change: (change) => keeper?.change(change),
  switchChain(chainId) {
    if (!store.get().chains.some((chain) => chain.chainId === chainId)) return;
    store.set({ activeChainId: chainId, balanceWei: null });
    engine?.home.refresh();
  },
  resize: frame.resize,
};

/** What the page may call, given who it is. */
function bridgeActions(origin: string): BridgeActions {
  return {
    request: async (request) => (await readyEngine()).dispatch(request, origin),
    open(view) {
      opened = true;
      store.set({ view });
      frame.show();
    },
    close,
    async login() {
      const method = 'eth_requestAccounts';
      const accounts = await (await readyEngine()).dispatch({ id: crypto.randomUUID(), method }, origin);
      return { accounts: accounts as readonly string[] };
    },
    logout: signOut,
    status: () => store.get().status,
    // Few pages bring a theme, so its code is fetched by those that do.
    async setTheme(tokens) {
      const report = await (await import('./styles/theme-layers.ts')).setThemeLayer('page', tokens);
      frame.restyle();
      return report;
    },
    setPreferences: (wish) => void readyEngine().then(() => keeper?.wish(wish), report),
    cancel: (id) => engine?.cancel(id),
  };
}

async function openKey(appId: string): Promise<void> {
  database ??= await openDatabase(appId);
  key ??= taken === null ? await openSessionKey(database) : await sessionKeyOf(taken.pair, false);
  const [language, scheme] = await Promise.all([database.get('language'), database.get('scheme')]);
  // Before the first screen, so that it does not change under the eye.
  document.documentElement.style.colorScheme = String(scheme ?? '');
  await showLanguage(language === 'en' || language === 'ko' || language === 'ja' ? language : preferredLanguage());
}

function connectPage({ channel }: FrameParameters): Promise<HostLink> {
  const { app } = store.get();
  if (app === null) throw new TypeError('the app must be known before its page is');
  return linkToHost({
    app,
    channel,
    store,
    frame,
    actionsFor: bridgeActions,
    accountsFor: (origin) => engine?.visibleAccounts(origin) ?? [],
    toFailure: (cause) => toFailure(cause),
    nowMs,
    onLost: (error) => engine?.pending.cancelAll(error),
  });
}

/** One connection at a time; one that failed may be tried again. */
function linked(parameters: FrameParameters): Promise<HostLink> {
  if (link === null) {
    link = connectPage(parameters);
    link.catch(() => {
      link = null;
    });
  }
  return link;
}

async function loadEngine({ appId }: FrameParameters): Promise<Engine> {
  const [{ createEngine }, failure] = await Promise.all([import('./bridge/engine.ts'), import('./approvals/failure.ts')]);
  if (key === null || database === null || session === null) throw new TypeError('the session key must be open before the engine starts');
  toFailure = failure.toFailure;
  const onPermissions = () => void link?.then(({ sync }) => sync()).catch(() => {});
  const place = { redirectUri, isFramed, isHandedOver: taken !== null };
  const onPermissionsSaved = () => keeper?.sitesSaved();
  const hears = { onPermissions, onPermissionsSaved, keepsOpen: () => opened, onTaskEnd: closeTaskWindow };
  return createEngine({ appId, store, api, session, sessionKey: key, database, pins, frame, nowMs, place, ...hears });
}

async function loadKeeper(appId: string, loaded: Engine): Promise<Keeper> {
  const { createKeeper } = await import('./keeper/keeper.ts');
  if (database === null || session === null) throw new TypeError('the database must be open before what is kept in it is read');
  return createKeeper({
    appId,
    store,
    database,
    nowMs,
    isFramed,
    engine: loaded,
    showLanguage,
    session,
    signOut: actions.signOut,
    onSignedIn: signedIn,
    onSignedOut: endSession,
  });
}

async function loadChains(): Promise<void> {
  const chains = await api.chains();
  const activeChainId = store.get().app?.chainIds.find((chainId) => chains.some((chain) => chain.chainId === chainId)) ?? null;
  store.set({ chains, activeChainId: store.get().activeChainId ?? activeChainId });
}

/** Brings the wallet up, or says why not. "Try again" calls it once more. */
async function start(): Promise<void> {
  store.set({ status: { phase: 'loading' }, problem: null });
  try {
    const parameters = readFrameParameters(location.search);
    if (store.get().app === null) store.set({ mode: parameters.mode, visible: !isFramed });
    document.documentElement.dataset.mode = parameters.mode;
    const { appId } = parameters;
    if (!isFramed && parameters.task !== null && task === null) {
      task = parameters.task;
      taken = await (await import('./session/hand-over.ts')).askForHandOver(window.opener as Window | null, appId);
    }
    const [app] = await Promise.all([store.get().app ?? api.app(appId), openKey(appId)]);
    store.set({ app });
    if (isFramed) await linked(parameters);
    if (session === null) {
      session = createSession({ appId, api, nowMs, deviceLabel: deviceLabel(navigator.userAgent), onEnded: sessionEnded });
      if (taken !== null) session.take(taken.session, taken.renew);
    }
    const [loaded, resumed] = await Promise.all([engine ?? loadEngine(parameters), session.user() !== null || session.resume(), loadChains()]);
    if (engine === null) {
      keeper = await loadKeeper(appId, loaded);
      loaded.home.start();
      void loaded.checkEnclave();
    }
    engine = loaded;
    if (isFramed && approvalWindow === null) {
      approvalWindow = (await import('./bridge/approval-window.ts')).createApprovalWindow({
        store,
        actions,
        appId,
        send: api.send,
        cancelAll: loaded.pending.cancelAll,
      });
    }
    if (key !== null)
      signIn ??= createSignInFlow({
        store,
        session,
        sessionKey: key,
        redirectUri,
        send: api.send,
        onSignedIn: signedIn,
        toFailure,
        onBlocked: loaded.offerRedirect,
      });
    if (resumed || (await loaded.cameBack())) {
      await signedIn();
    } else {
      store.set({ status: { phase: 'signed-out' } });
      void signIn?.prepare();
    }
  } catch (cause) {
    const { message, data } = toFailure(cause);
    store.set({ status: { phase: 'failed', reason: data?.reason ?? 'unexpected', message } });
  }
}

const watchConnection = () => store.set({ online: navigator.onLine });
window.addEventListener('online', watchConnection);
window.addEventListener('offline', watchConnection);
watchConnection();

root.store = store;
root.actions = actions;
const theme = document.querySelector<HTMLMetaElement>('meta[name=alcove-theme]')?.content;
// What the app registered is there before anything is drawn. A look that cannot be had keeps nobody from their wallet.
if (theme) await import('./styles/theme-layers.ts').then(({ setThemeLayer }) => setThemeLayer('app', JSON.parse(theme))).catch(() => {});
document.body.append(root);
if (!isFramed && /[?&]mode=popup\b/.test(location.search)) {
  const opener = window.opener as Window | null;
  void import('./bridge/mirror.ts').then(({ mirrorWallet }) => {
    root.actions = { ...actions, ...mirrorWallet({ store, showLanguage, opener, fragment: location.hash.slice(1) }) };
  });
} else void start();
