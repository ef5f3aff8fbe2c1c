import type { TemplateResult } from 'lit';
import { loadWords } from '../../i18n/locale.ts';
import type { renderLazyScreen } from './render-lazy-screen.ts';
import type { LazyScreen, LazyScreenName, Screen, ScreenName } from './screen.ts';

type Loader = () => Promise<unknown>;
type DrawArguments = Parameters<typeof renderLazyScreen> extends [LazyScreen, ...infer Rest] ? Rest : never;

const walletConnectScreens: Loader = () => import('../walletconnect-view/walletconnect-screens.ts');
/** They share a file, and their words. */
const own: Loader = () => import('../own-words/own-views.ts');
/** They come with their words. */
const settingsScreens: Loader = async () => (await import('../settings-words/settings-screens.ts')).loadSettingsWords();

const loaders: Readonly<Record<LazyScreenName, Loader>> = {
  send: own,
  activity: own,
  transaction: own,
  redirect: () => import('../redirect-view/redirect-view.ts'),
  failure: () => import('../failure-view/failure-view.ts'),
  create: () => import('../create-view/create-view.ts'),
  home: () => import('../home-view/home-view.ts'),
  receive: () => import('../receive-view/receive-view.ts'),
  settings: settingsScreens,
  accounts: () => import('../accounts-view/accounts-view.ts'),
  backup: () => import('../backup-view/backup-view.ts'),
  devices: () => import('../devices-view/devices-view.ts'),
  walletconnect: walletConnectScreens,
  proposal: walletConnectScreens,
  sites: settingsScreens,
  about: settingsScreens,
  lock: settingsScreens,
  task: () => import('../task-view/task-view.ts'),
  connect: () => import('../connect-view/connect-view.ts'),
  'approve-transaction': () => import('../approve-transaction-view/approve-transaction-view.ts'),
  'approve-message': () => import('../approve-message-view/approve-message-view.ts'),
  'approve-typed-data': () => import('../approve-typed-data-view/approve-typed-data-view.ts'),
  window: () => import('../window-view/window-view.ts'),
  pin: () => import('../pin-view/pin-view.ts'),
  progress: () => import('../progress-view/progress-view.ts'),
};

/** Longest wait for a screen's code, in milliseconds. */
export const SCREEN_LOAD_TIMEOUT_MS = 10_000;

/** Fetches the code of screens when they are needed, once, with what draws them and their words. */
export class LazyScreens {
  #draw: typeof renderLazyScreen | null = null;
  readonly #loaded = new Set<ScreenName>(['loading', 'sign-in']);
  readonly #failed = new Set<ScreenName>();
  readonly #loading = new Map<ScreenName, Promise<void>>();

  /** @param onChange Called when a screen's code has come, or has failed to come. */
  constructor(
    private readonly onChange: () => void,
    private readonly load: Readonly<Record<LazyScreenName, Loader>> = loaders,
    private readonly timeoutMs = SCREEN_LOAD_TIMEOUT_MS,
  ) {}

  /** Where a screen's code is; asking for one that is not there starts to fetch it. */
  status(name: ScreenName): 'loaded' | 'loading' | 'failed' {
    if (this.#loaded.has(name)) return 'loaded';
    if (this.#failed.has(name)) return 'failed';
    void this.fetch(name);
    return 'loading';
  }

  /** Draws a screen whose code is there; null for one whose code is not, and for those of the first load. */
  render(screen: Screen, ...args: DrawArguments): TemplateResult | null {
    return this.#draw !== null && isLazyScreen(screen) && this.#loaded.has(screen.name) ? this.#draw(screen, ...args) : null;
  }

  /** Fetches a screen's code, also after a failure. Never rejects: `status` says how it went. */
  fetch(name: ScreenName): Promise<void> {
    if (!isLazy(name) || this.#loaded.has(name)) return Promise.resolve();
    const known = this.#loading.get(name);
    if (known !== undefined) return known;
    this.#failed.delete(name);
    const drawing = import('./render-lazy-screen.ts').then(({ renderLazyScreen }) => {
      this.#draw = renderLazyScreen;
    });
    const attempt = withDeadline(Promise.all([this.load[name](), drawing, loadWords()]), this.timeoutMs)
      .then(
        () => this.#loaded.add(name),
        () => this.#failed.add(name),
      )
      .then(() => {
        this.#loading.delete(name);
        this.onChange();
      });
    this.#loading.set(name, attempt);
    return attempt;
  }

  /** Fetches screens before they are needed, quietly: what fails here is tried again when it is asked for. */
  async prefetch(names: readonly LazyScreenName[]): Promise<void> {
    for (const name of names) {
      await this.fetch(name);
      this.#failed.delete(name);
    }
  }
}

function isLazyScreen(screen: Screen): screen is LazyScreen {
  return isLazy(screen.name);
}

function isLazy(name: ScreenName): name is LazyScreenName {
  return Object.hasOwn(loaders, name);
}

function withDeadline(work: Promise<unknown>, timeoutMs: number): Promise<void> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => reject(new Error('The screen did not load in time.')), timeoutMs);
    work.then(() => resolve(), reject).finally(() => clearTimeout(timer));
  });
}
