import type * as React from 'react';
import {
  type ButtonHTMLAttributes,
  createContext,
  createElement,
  type ReactElement,
  type ReactNode,
  useContext,
  useEffect,
  useMemo,
  useState,
  useSyncExternalStore,
} from 'react';
import type { WalletStatus } from './contract/types.ts';
import { createWallet } from './create-wallet.ts';
import type { WalletOptions } from './options.ts';
import type { Wallet } from './wallet.ts';

/** Options of a wallet, or a wallet that the page made itself. */
export type AlcoveProviderProps = (Pick<WalletOptions, 'appId' | 'walletUrl'> | { readonly wallet: Wallet }) & {
  /** Default false: the wallet loads when it is mounted. True: with the first thing that is asked of it. */
  readonly lazy?: boolean;
  readonly children?: ReactNode;
};

const WalletContext = createContext<Wallet | undefined>(undefined);
const idle: WalletStatus = { phase: 'idle' };
const none: readonly string[] = [];

/** How many providers show a wallet. Taken off and put back in one go, as strict mode does, it keeps running. */
const mounts = new WeakMap<Wallet, number>();

function mount(wallet: Wallet, isLazy: boolean): () => void {
  mounts.set(wallet, (mounts.get(wallet) ?? 0) + 1);
  // A failure is told as status, and to whoever asks for something.
  if (!isLazy) wallet.start().catch(() => {});
  return () => {
    mounts.set(wallet, (mounts.get(wallet) ?? 1) - 1);
    setTimeout(() => mounts.get(wallet) || wallet.stop());
  };
}

/**
 * Gives a wallet to all that is inside. Rendered on a server it does nothing. Unmounted it takes the wallet's frame away; a change of
 * `appId` or `walletUrl` makes another wallet.
 *
 * @example
 * ```tsx
 * <AlcoveProvider appId="demo" walletUrl="https://wallet.example">
 *   <AlcoveButton />
 * </AlcoveProvider>
 * ```
 */
export function AlcoveProvider(props: AlcoveProviderProps): ReactElement {
  const { children, lazy = false } = props;
  const given = 'wallet' in props ? props.wallet : undefined;
  const appId = 'appId' in props ? props.appId : '';
  const walletUrl = 'walletUrl' in props ? props.walletUrl : undefined;
  const wallet = useMemo(() => given ?? createWallet({ appId, walletUrl }), [given, appId, walletUrl]);
  useEffect(() => mount(wallet, lazy), [wallet, lazy]);
  return createElement(WalletContext.Provider, { value: wallet }, children);
}

/**
 * The wallet that is given from above; the same object on every render.
 *
 * @throws Error outside of `<AlcoveProvider>`.
 * @example
 * ```tsx
 * const { provider } = useWallet();
 * const pay = () => provider.request({ method: 'eth_sendTransaction', params: [{ to: '0x…', value: '0x1' }] });
 * ```
 */
export function useWallet(): Wallet {
  const wallet = useContext(WalletContext);
  if (!wallet) throw new Error('useWallet is called outside of <AlcoveProvider>');
  return wallet;
}

/**
 * Where the wallet is. On a server and while hydrating it is `idle`.
 *
 * @example
 * ```tsx
 * const { phase } = useStatus();
 * ```
 */
export function useStatus(): WalletStatus {
  const wallet = useWallet();
  const subscribe = useMemo(() => (changed: () => void) => wallet.on('status', changed), [wallet]);
  return useSyncExternalStore(subscribe, wallet.status, () => idle);
}

/**
 * The accounts that this page may see, checksummed (EIP-55); empty until somebody connects. Asks nobody for anything.
 *
 * @example
 * ```tsx
 * const [account] = useAccounts();
 * ```
 */
export function useAccounts(): readonly string[] {
  const wallet = useWallet();
  const { phase } = useStatus();
  const [accounts, setAccounts] = useState(none);
  const isThere = phase === 'locked' || phase === 'unlocked';
  useEffect(() => {
    let isCurrent = true;
    const set = (next: readonly string[]): void => {
      if (isCurrent) setAccounts(next);
    };
    const stop = wallet.on('accountsChanged', set);
    if (isThere)
      wallet.provider.request({ method: 'eth_accounts' }).then(
        (next) => set(next as readonly string[]),
        () => {},
      );
    else if (phase !== 'loading' && phase !== 'idle') set(none);
    return () => {
      isCurrent = false;
      stop();
    };
  }, [wallet, isThere, phase]);
  return accounts;
}

/** What a `<button>` takes, and what to do with a failure. */
export type AlcoveButtonProps = Omit<ButtonHTMLAttributes<HTMLButtonElement>, 'onError'> & {
  /** Told when connecting or opening failed, 4001 included. Default: nothing is told. */
  readonly onError?: (error: unknown) => void;
};

/**
 * A plain `<button>` that connects, and opens the wallet once it is connected. It has no style of its own; `data-phase` and
 * `data-connected` are there for the page's. Children take the place of its words.
 *
 * @example
 * ```tsx
 * <AlcoveButton className="primary" onError={console.error} />
 * ```
 */
export function AlcoveButton({ children, onError, ...rest }: AlcoveButtonProps): ReactElement {
  const wallet = useWallet();
  const { phase } = useStatus();
  const [account] = useAccounts();
  const [isBusy, setBusy] = useState(false);
  const act = async (): Promise<void> => {
    setBusy(true);
    try {
      await (account ? wallet.open() : wallet.provider.request({ method: 'eth_requestAccounts' }));
    } catch (error) {
      onError?.(error);
    } finally {
      setBusy(false);
    }
  };
  const words = account ? `${account.slice(0, 6)}…${account.slice(-4)}` : 'Connect wallet';
  const marks = { 'data-phase': phase, 'data-connected': account ? '' : undefined };
  return createElement('button', { type: 'button', 'aria-busy': isBusy, disabled: isBusy, title: account, ...marks, onClick: act, ...rest }, children ?? words);
}

declare module 'react' {
  namespace JSX {
    interface IntrinsicElements {
      /** `<alcove-wallet>`, once `@alcove/host-sdk/element` or the script tag has defined it. */
      'alcove-wallet': React.DetailedHTMLProps<React.HTMLAttributes<HTMLElement>, HTMLElement> & {
        'app-id': string;
        'wallet-url'?: string;
        mode?: 'dialog' | 'inline';
        debug?: boolean | '';
      };
    }
  }
}
