import { toWire, type WalletError } from '../../../host-sdk/src/contract/errors.ts';
import { toFailure } from '../approvals/failure.ts';
import type { Database } from '../state/database.ts';
import { type WalletConnectCommand, walletConnectKey } from '../state/wallet-connect.ts';
import type { DispatchDeps } from './dispatch.ts';
import type { WalletConnect } from './walletconnect/walletconnect.ts';

/** WalletConnect, whose code comes when a person first looks at it, and where connections are kept. */
export function createWalletConnectGate(deps: DispatchDeps, database: Database) {
  let userKey = '';
  let loading: Promise<WalletConnect> | null = null;

  function handle(command: WalletConnectCommand): void {
    loading ??= import('./walletconnect/walletconnect.ts').then(({ createWalletConnect }) => createWalletConnect({ deps, database, userKey }));
    loading
      .then((part) => part.handle(command))
      .catch((cause: unknown) => {
        loading = null;
        deps.store.set({ problem: toWire(toFailure(cause)) });
      });
  }

  return {
    handle,
    async signedIn(key: string): Promise<void> {
      userKey = key;
      if (await database.get(walletConnectKey(key))) handle({ do: 'resume' });
    },
    /** What is kept outlives a session that ran out, and not a sign-out. */
    signedOut({ data }: WalletError): void {
      const isSignOut = data?.reason === 'signed_out';
      void loading?.then((part) => part.close(isSignOut));
      loading = null;
      deps.store.set({ walletConnect: null });
      if (isSignOut) void database.delete(walletConnectKey(userKey));
    },
  };
}
