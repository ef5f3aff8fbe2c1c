import { type Connection, lostError, openConnection } from './connection.ts';
import { BRIDGE_VERSION, type BridgeEvent } from './contract/bridge.ts';
import { fromWire, toWire, WalletError } from './contract/errors.ts';
import type { Json, Preferences, ThemeReport, WalletStatus, WalletView } from './contract/types.ts';
import type { Finding } from './diagnosis.ts';
import { createEmitter, type Listener } from './emitter.ts';
import type { Frame, FrameOptions } from './frame.ts';
import { loadDoctor } from './load-doctor.ts';
import { checkOptions, initError, type WalletOptions } from './options.ts';
import { createProvider, type Provider, type ProviderEvents } from './provider.ts';

/** A wallet on the page. Whatever needs the frame loads it first; every promise settles. */
export type Wallet = {
  /** The EIP-1193 provider; the same object for the wallet's whole life. */
  readonly provider: Provider;
  /** Loads the wallet ahead of its first use. Throws `WalletError` -32080 with `data.hint` when it cannot start. */
  start(): Promise<void>;
  /** Takes the frame off the page; pending requests fail with 4900. The next request loads it again. */
  stop(): void;
  /** Lets the person sign in, with one of the app's providers if named. Call it from a click: a window opens. */
  login(options?: { readonly providerId?: string }): Promise<{ readonly accounts: readonly string[] }>;
  /** Ends the session, here and at the server. */
  logout(): Promise<void>;
  /** Where the wallet is; changes come as the event `status`. */
  status(): WalletStatus;
  /** Opens a screen of the wallet. Default `home`. */
  open(view?: WalletView): Promise<void>;
  /** Closes the wallet; what waits for the person is rejected with 4001. */
  close(): Promise<void>;
  /**
   * Sets the theme, in place of the one before, such as `{ '--alcove-color-accent': '#0a7', '--alcove-radius': '8px' }`. Colours that
   * could not be read are moved until they can; the answer names them, and the tokens that were refused.
   */
  setTheme(tokens: { readonly [token: string]: string }): Promise<ThemeReport>;
  setPreferences(preferences: Preferences): Promise<void>;
  /** Listens to the provider's events and to `status`. Returns the way to stop listening. */
  on<Name extends keyof ProviderEvents>(name: Name, listener: Listener<ProviderEvents[Name]>): () => void;
  /**
   * Finds out what keeps the wallet from working on this page, prints it to the console, and returns it, errors first, each with
   * the line that mends it. Loads its code when called; takes up to five seconds. Rejects only when that code cannot be loaded.
   */
  doctor(): Promise<readonly Finding[]>;
  /** Removes the wallet for good. */
  destroy(): void;
};

/** Methods a person may take part in; all others answer within the call's deadline. A test compares it with the method table. */
export const humanMethods = /^(wallet_|personal_|eth_(requestAccounts|send|sign))/;

/** Frames on the page by wallet and app: two of them would answer for one another. */
const running = new Set<string>();

/** The frame and the connection of one start. */
type Session = { readonly frame: Frame; readonly ready: Promise<Connection>; readonly end: (error: WalletError) => void; isReady: boolean };

/**
 * Creates a wallet that stands in a frame of the page's own making: the bridge, the provider and the lifecycle, without
 * a dialog. `createWallet` is this with the dialog.
 *
 * @param createFrame puts the wallet's frame on the page, shows it and hides it. `createFrame` of `frame.ts` is the model.
 * @example
 * ```ts
 * const wallet = createWalletWith(myFrame, { appId: 'demo', walletUrl: 'http://localhost:4100' });
 * ```
 */
export function createWalletWith(createFrame: (options: FrameOptions) => Frame, options: WalletOptions): Wallet {
  const emitter = createEmitter<ProviderEvents>();
  /** Told to each new frame again. */
  const settings = new Map<'setTheme' | 'setPreferences', never>();
  let status: WalletStatus = { phase: 'idle' };
  let session: Session | undefined;
  let destroyed: WalletError | undefined;
  let isConnected = false;

  const setStatus = (next: WalletStatus): void => {
    status = next;
    emitter.emit('status', next);
  };
  const fail = (error: WalletError): void => {
    console.error(error.message);
    setStatus({ phase: 'failed', reason: error.data?.reason ?? '', message: error.message });
  };
  const onEvent = ({ name, data }: BridgeEvent): void => {
    if (name === 'status') {
      setStatus(data);
      return;
    }
    isConnected = name === 'connect' || (name !== 'disconnect' && isConnected);
    emitter.emit(name, (name === 'disconnect' ? fromWire(data) : data) as never);
  };

  const examine = async (isBrief?: boolean) => (await loadDoctor())({ options, status }, isBrief);
  const begin = (): Session => {
    const { appId, widgetUrl, mode, container } = checkOptions(options, window);
    const { origin, href } = widgetUrl;
    const key = `${href} ${appId}`;
    if (running.has(key)) throw initError('already_started', 'keep one wallet per app id, or destroy() the first');
    const channel = crypto.randomUUID();
    let isLooking = false;

    const end = (error: WalletError): void => {
      if (session !== started) return;
      session = undefined;
      running.delete(key);
      removeEventListener('securitypolicyviolation', look);
      close(error);
      frame.remove();
      if (error.code === -32080) fail(error);
      else setStatus({ phase: 'idle' });
      if (isConnected) onEvent({ name: 'disconnect', data: toWire(error) });
    };
    const refuse = (reason: string): void => end(initError(reason, `list ${location.origin} at app ${appId}, allow frame-src ${origin}`));
    // A frame that the browser refuses says nothing: it loads and stays silent, or the page's policy was violated.
    const look = async (): Promise<void> => {
      if (session !== started || started.isReady || isLooking) return;
      isLooking = true;
      const [found] = await examine(true).catch(() => []);
      isLooking = false;
      if (found && !started.isReady) end(initError(found.reason, found.fix));
    };
    addEventListener('securitypolicyviolation', look);
    const frame = createFrame({
      src: `${href}?app_id=${appId}&channel=${channel}&v=${BRIDGE_VERSION}&mode=${mode}`,
      origin,
      mode,
      container,
      onLoad() {
        knock();
        setTimeout(look, 500);
      },
      onDismiss() {
        if (started.isReady) wallet.close().catch(() => {});
        else end(new WalletError(4001, 'The wallet was closed.'));
      },
      onRemoved: () => end(lostError('frame_removed')),
    });
    const { ready, knock, close } = openConnection({
      target: frame.target,
      origin,
      channel,
      methods: { show: ({ size }) => frame.show(size), hide: frame.hide, event: onEvent },
      onLost: (reason) => (reason ? end(lostError(reason)) : refuse('handshake_timeout')),
    });
    const started: Session = { frame, ready, end, isReady: false };
    running.add(key);
    setStatus({ phase: 'loading' });
    ready.then(
      ({ call }) => {
        started.isReady = true;
        for (const [method, value] of settings) call(method, value).catch(() => {});
      },
      () => {},
    );
    return started;
  };
  const start = (): Session => {
    if (destroyed) throw destroyed;
    if (typeof window === 'undefined') throw lostError('no_page');
    if (session) return session;
    try {
      session = begin();
    } catch (error) {
      fail(error as WalletError);
      throw error;
    }
    return session;
  };

  const ask: Connection['call'] = async (method, argument, isHuman) => (await start().ready).call(method, argument, isHuman);
  /** For what the person expects to see at once: while the wallet loads, its place is shown. */
  const inView = async <Result>(answer: (connection: Connection) => Promise<Result>): Promise<Result> => {
    const { frame, ready, isReady } = start();
    if (!isReady) frame.show();
    try {
      return await answer(await ready);
    } finally {
      frame.settle();
    }
  };
  const set = <Method extends 'setTheme' | 'setPreferences'>(method: Method, value: Parameters<Connection['call']>[1]) => {
    settings.set(method, value as never);
    return ask(method, value as never);
  };

  const wallet: Wallet = {
    provider: createProvider(emitter, async (request, signal) => {
      const { id, method } = request;
      const send = async ({ call }: Connection): Promise<Json> => {
        if (signal?.aborted) throw new WalletError(4001, 'The request was taken back.');
        const cancel = () => void call('cancel', id).catch(() => {});
        signal?.addEventListener('abort', cancel);
        try {
          return await call('request', request, humanMethods.test(method));
        } finally {
          signal?.removeEventListener('abort', cancel);
        }
      };
      return method === 'eth_requestAccounts' ? inView(send) : send(await start().ready);
    }),
    start: async () => void (await start().ready),
    stop: () => session?.end(lostError('stopped')),
    login: (choice = {}) => inView(({ call }) => call('login', choice, true)),
    logout: async () => void (await ask('logout')),
    status: () => status,
    open: async (view = 'home') => void (await inView(({ call }) => call('open', view))),
    close: async () => void (session && (await ask('close'))),
    setTheme: (tokens) => set('setTheme', tokens),
    setPreferences: async (preferences) => void (await set('setPreferences', preferences)),
    on(name, listener) {
      emitter.on(name, listener);
      return () => emitter.off(name, listener);
    },
    doctor: () => examine(),
    destroy() {
      destroyed = lostError('destroyed');
      session?.end(destroyed);
    },
  };
  return wallet;
}
