import { toWire, WalletError } from '../../../host-sdk/src/contract/errors.ts';
import type { Preferences } from '../../../host-sdk/src/contract/types.ts';
import type { Change } from '../actions.ts';
import { toFailure } from '../approvals/failure.ts';
import { pinProblemOf } from '../approvals/pin-problem.ts';
import type { Engine } from '../bridge/engine.ts';
import type { Session } from '../session/session.ts';
import type { Database } from '../state/database.ts';
import type { AppState } from '../state/state.ts';
import type { Store } from '../state/store.ts';
import { createAccountList } from '../wallet/account-list.ts';
import { createDevices } from '../wallet/devices.ts';
import { SealedFailure } from '../wallet/sealed-results.ts';
import { checkPin } from './check-pin.ts';
import { createChoices } from './choices.ts';
import { followTabs } from './follow.ts';
import { createIdleLock } from './idle-lock.ts';
import { createSites } from './sites.ts';
import { joinTabs, type Word } from './tabs.ts';

export type KeeperOptions = {
  readonly appId: string;
  readonly store: Store;
  readonly database: Database;
  readonly nowMs: () => number;
  readonly isFramed: boolean;
  readonly engine: Pick<Engine, 'api' | 'enclave' | 'home' | 'own' | 'permissions' | 'startTask' | 'walletConnect'>;
  readonly showLanguage: (language: AppState['language']) => Promise<void>;
  readonly session: Pick<Session, 'resume' | 'forget'>;
  /** Another tab has signed in, and the session is here as well. */
  readonly onSignedIn: () => Promise<void>;
  /** The person signs this device out. */
  readonly signOut: () => void;
  /** The session of all tabs was ended in another. */
  readonly onSignedOut: (error: WalletError) => Promise<void>;
};

export type Keeper = {
  change(change: Change): void;
  wish(preferences: Preferences): void;
  /** A change of what sites may see is stored. */
  sitesSaved(): void;
};

/**
 * Looks after the wallet while it is open: the person's choices, its lock, the connected sites, and that all tabs of it in this browser
 * agree. Resolves when the choices are on the screen.
 */
export async function createKeeper(options: KeeperOptions): Promise<Keeper> {
  const { appId, store, database, nowMs, isFramed, engine, showLanguage, session } = options;
  const fail = (cause: unknown) => store.set({ problem: toWire(toFailure(cause)) });
  const reload = () => void engine.home.loadAccounts().catch(() => {});
  const choices = createChoices({ store, database, showLanguage, root: document.documentElement });
  const sites = createSites({ store, permissions: engine.permissions, nowMs });
  const devices = createDevices({ store, api: engine.api, toError: toFailure, signOut: options.signOut });
  const accountList = createAccountList({ store, api: engine.api, database, toError: toFailure, onSelected: engine.home.refresh });
  const tabs = joinTabs(appId, (word) => hear(word));
  const follow = followTabs({
    store,
    say: tabs.say,
    signedIn: () => void session.resume().then((resumed) => (resumed ? options.onSignedIn() : undefined), fail),
    signedOut(reason) {
      session.forget();
      options.onSignedOut(new WalletError(4100, 'The session was ended in another tab.', { reason })).catch(fail);
    },
    loadAccounts: reload,
    selectAccount: accountList.select,
  });
  const lock = createIdleLock({
    store,
    database,
    nowMs,
    isFramed,
    checkPin: (walletId, pin) => checkPin(engine.enclave, walletId, pin),
    pinProblemOf: (cause) => (cause instanceof SealedFailure ? pinProblemOf(cause.error) : null),
    toError: toFailure,
    onDestroyed: reload,
    onLock: (isLocked) => tabs.say({ what: isLocked ? 'lock' : 'unlock' }),
    onUse: () => tabs.say({ what: 'used' }),
  });

  function hear(word: Word): void {
    switch (word.what) {
      case 'lock':
        lock.close();
        break;
      case 'unlock':
        lock.open();
        break;
      case 'used':
        lock.used();
        break;
      case 'sites':
        engine.permissions.reload().then(sites.refresh, fail);
        break;
      case 'choices':
        choices.load().catch(fail);
        break;
      default:
        follow(word);
    }
  }

  async function apply(change: Change): Promise<void> {
    switch (change.what) {
      case 'remove-backup':
        engine.startTask(change.what, change.id);
        break;
      case 'revoke-device':
        devices.revoke(change.id);
        break;
      case 'select-account':
        accountList.select(change.account);
        break;
      case 'rename-account':
        accountList.rename(change.account, change.name);
        break;
      case 'hide-account':
        accountList.hide(change.account, change.hidden);
        break;
      case 'walletconnect':
        engine.walletConnect(change.command);
        break;
      case 'send':
        engine.own.change(change.change);
        break;
      case 'lock':
        lock.lock();
        break;
      case 'unlock':
        await lock.unlock(change.pin);
        break;
      case 'revoke-site':
        await sites.revoke(change.origin);
        break;
      default:
        await choices.choose(change);
        tabs.say({ what: 'choices' });
    }
  }

  let { view } = store.get();
  store.subscribe(() => {
    const before = view;
    ({ view } = store.get());
    if (view !== before && (view === 'sites' || view === 'settings')) sites.refresh();
  });

  await choices.load();
  return {
    change: (change) => void apply(change).catch(fail),
    wish: (preferences) => void choices.wish(preferences).catch(fail),
    sitesSaved() {
      sites.refresh();
      tabs.say({ what: 'sites' });
    },
  };
}
