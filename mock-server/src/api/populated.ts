import type { AppDeps } from '../app-deps.ts';
import { EnclaveError } from '../enclave-client/port.ts';
import type { WalletRow } from '../store/store.ts';

type Deps = Pick<AppDeps, 'store' | 'enclave' | 'registry' | 'fund' | 'random' | 'clock' | 'logger'>;

/** Its owner has seen it: from now on it is a wallet, and in development it has something to spend. */
export async function markActivated(
  walletId: string,
  wallet: WalletRow | null,
  { store, registry, fund }: Pick<Deps, 'store' | 'registry' | 'fund'>,
): Promise<void> {
  await store.setWalletState(walletId, 'AVAILABLE');
  const app = wallet === null ? null : await registry.find(wallet.appId);
  const address = wallet?.accounts[0]?.address;
  if (fund !== null && app?.development === true && address !== undefined) fund(address as `0x${string}`);
}

/** Where the wallet stands in the ledger; null where that has no entry of it. @throws EnclaveError, also when no quorum of witnesses answers. */
async function ledgerStateOf({ walletId, userId, appId }: WalletRow, { store, enclave, random }: Deps): Promise<string | null> {
  const user = await store.findUser(userId);
  if (user === null) return null;
  try {
    return (await enclave.ledgerHead({ appId, subjectHash: user.subjectHash, walletId, nonce: random(32) })).state;
  } catch (error) {
    if (error instanceof EnclaveError && error.code === 'wallet_unknown') return null;
    throw error;
  }
}

async function settleOne(wallet: WalletRow, deps: Deps): Promise<WalletRow> {
  const { walletId } = wallet;
  const state = await ledgerStateOf(wallet, deps);
  if (state !== 'AVAILABLE' && state !== 'PIN_DESTROYED') return wallet;
  // Not whose: an id of somebody's wallet is not for the log.
  deps.logger.warn({ state }, 'the ledger has a wallet as activated that the database did not');
  if (state === 'AVAILABLE') await markActivated(walletId, wallet, deps);
  else await deps.store.setWalletState(walletId, state);
  return { ...wallet, state };
}

/**
 * Wallets as they are. A row is POPULATED until its activation was written here, which comes after the ledger's entry: when this server was
 * stopped between the two, or the database was set back to a copy of that moment, the wallet has been activated, and may hold
 * money. Only the ledger knows, so it is asked before anybody is told that such a wallet is none, and before another takes its place.
 *
 * @throws EnclaveError `ledger_unavailable`, `enclave_unavailable`
 */
export function settlePopulated(wallets: readonly WalletRow[], deps: Deps): Promise<readonly WalletRow[]> {
  return Promise.all(wallets.map(async (wallet) => (wallet.state === 'POPULATED' ? await settleOne(wallet, deps) : wallet)));
}

/**
 * Shreds wallets that nobody has activated until `createdBeforeMs`. When the ledger does not answer, they stay for the next time.
 *
 * @returns how many are gone.
 */
export async function shredPopulated(createdBeforeMs: number, deps: Deps): Promise<number> {
  const stale = await deps.store.listStalePopulated(createdBeforeMs);
  if (stale.length === 0) return 0;
  try {
    await settlePopulated(stale, deps);
  } catch (error) {
    if (!(error instanceof EnclaveError)) throw error;
    deps.logger.debug({ code: error.code }, 'the ledger did not answer; wallets that were never activated stay for now');
    return 0;
  }
  return deps.store.deleteStalePopulated(createdBeforeMs);
}
