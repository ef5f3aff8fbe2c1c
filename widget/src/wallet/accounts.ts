import { WalletError } from '../../../host-sdk/src/contract/errors.ts';
import type { Hex } from '../../../host-sdk/src/contract/types.ts';
import { ApiError } from '../api/api-error.ts';
import type { ApiClient } from '../api/wallet-client.ts';
import type { SealedResults } from '../contract/sealed.ts';
import type { Wallet } from '../contract/wallet-api.ts';
import { sha256, toHex, wipe } from '../crypto/bytes.ts';
import { checksumAddress } from '../crypto/ethereum.ts';
import type { Session } from '../session/session.ts';
import type { Database } from '../state/database.ts';
import type { Account } from '../state/state.ts';
import { assertProof } from './checked-proof.ts';
import type { EnclaveClient, EnclaveResult } from './enclave-client.ts';
import { pinField } from './pin-field.ts';
import { SealedFailure } from './sealed-results.ts';

/** An address the enclave has just named. */
export type DerivedAddress = EnclaveResult<SealedResults['address_derive']>;

export type Accounts = {
  /**
   * Makes a wallet, exactly once per `walletId`: sealed create, proof of the address checked, address pinned, activated.
   * Nothing of the address is shown before the wallet is durable. When only the activation failed, calling it again with the
   * same id finishes that and asks for nothing else (`isCreated`), unless the wallet is gone: then it has to be made anew.
   *
   * @throws SealedFailure `pin_policy`, ApiError, WalletError -32082.
   */
  create(walletId: string, pin: string): Promise<Account>;
  /** Whether the enclave has made this wallet and only its activation is missing. */
  isCreated(walletId: string): boolean;
  /** Like `create`, for a wallet that `make` has the enclave make: from words, say. */
  createBy(walletId: string, make: () => Promise<DerivedAddress>): Promise<Account>;
  /** Checks the proof of an address, and that it is the one this device has seen before. @throws ProofError, WalletError -32603 */
  prove(walletId: string, accountIndex: number, derived: DerivedAddress): Promise<Hex>;
  /**
   * The user's usable wallets. One that this device made and whose activation never came through, whatever happened to the page
   * meanwhile, is activated first.
   *
   * @throws WalletError -32603 when the server names another address than this device has pinned.
   */
  list(): Promise<{ readonly wallets: readonly Wallet[]; readonly accounts: readonly Account[] }>;
};

export type AccountsOptions = {
  readonly api: Pick<ApiClient, 'wallets'>;
  readonly session: Pick<Session, 'credentials'>;
  readonly enclave: EnclaveClient;
  readonly database: Database;
};

const pinKey = (walletId: string, accountIndex: number) => `address:${walletId}:${accountIndex}`;
/** Kept until the wallet is activated: the answer that proves to the enclave that its owner has seen it (PROTOCOL §6.6). */
const activationKey = (walletId: string) => `activation:${walletId}`;

/** Under which key this device keeps the active account of a wallet. */
export const activeAccountKey = (walletId: string) => `active-account:${walletId}`;

export function accountName(accountIndex: number): string {
  return `Account ${accountIndex + 1}`;
}

/** Too late to activate it, or made anew by another device meanwhile; or the service's database was set back to before it. */
const isGone = (cause: unknown) => cause instanceof SealedFailure || (cause instanceof ApiError && cause.code === 'wallet_unknown');

type Created = { readonly account: Account; readonly resultHash: Uint8Array };

export function createAccounts({ api, session, enclave, database }: AccountsOptions): Accounts {
  // A server that shows another address would have money sent to it, so the first one seen is kept.
  async function pinnedAddress(walletId: string, accountIndex: number, address: Hex): Promise<Hex> {
    const pinned = await database.add(pinKey(walletId, accountIndex), address);
    if (pinned !== address) throw new WalletError(-32603, 'The wallet service names another address than before.', { reason: 'address_changed' });
    return address;
  }

  async function prove(walletId: string, accountIndex: number, { result, proofPublicKey, releaseSeq }: DerivedAddress): Promise<Hex> {
    await assertProof(result.proof, proofPublicKey, 'ADDRESS_DERIVATION', {
      releaseSeq,
      walletId,
      subjectHash: session.credentials().subjectHash,
      // BIP-44: the account's index is the last step.
      path: `m/44'/60'/0'/0/${accountIndex}`,
      address: result.address,
    });
    return await pinnedAddress(walletId, accountIndex, checksumAddress(`0x${toHex(result.address)}`));
  }

  const created = new Map<string, Created>();

  async function activate(walletId: string, resultHash: Uint8Array): Promise<void> {
    try {
      await enclave.call('wallet_activate', walletId, { resultHash });
    } catch (cause) {
      if (!isGone(cause)) throw cause;
      // Its address was never shown to anybody: the next attempt makes a wallet from the start, if need be under the same id.
      await database.delete(pinKey(walletId, 0));
      await forget(walletId);
      throw cause;
    }
    await forget(walletId);
  }

  async function forget(walletId: string): Promise<void> {
    created.delete(walletId);
    await database.delete(activationKey(walletId));
  }

  async function createBy(walletId: string, make: () => Promise<DerivedAddress>): Promise<Account> {
    let made = created.get(walletId);
    if (made === undefined) {
      const derived = await make();
      const address = await prove(walletId, 0, derived);
      const resultHash = await sha256(derived.result.proof.payload);
      await database.put(activationKey(walletId), resultHash);
      made = { account: { walletId, accountIndex: 0, address, name: accountName(0) }, resultHash };
      created.set(walletId, made);
    }
    await activate(walletId, made.resultHash);
    return made.account;
  }

  /** @returns whether a wallet was activated that had been left behind. */
  async function finishActivations(wallets: readonly Wallet[]): Promise<boolean> {
    let finished = false;
    for (const { walletId, state } of wallets) {
      const resultHash = state === 'POPULATED' ? await database.get(activationKey(walletId)) : undefined;
      if (!(resultHash instanceof Uint8Array)) continue;
      try {
        await activate(walletId, resultHash);
        finished = true;
      } catch (cause) {
        if (!isGone(cause)) throw cause;
      }
    }
    return finished;
  }

  return {
    isCreated: (walletId) => created.has(walletId),
    create: (walletId, pin) =>
      createBy(walletId, async () => {
        const field = pinField(pin);
        try {
          return await enclave.call('wallet_create', walletId, { pin: field });
        } finally {
          wipe(field);
        }
      }),
    createBy,
    prove,
    async list() {
      let listed = await api.wallets();
      if (await finishActivations(listed)) listed = await api.wallets();
      // POPULATED: its owner never saw it come into being; it is shredded, and creating starts anew.
      const wallets = listed.filter(({ state }) => state !== 'POPULATED');
      const accounts: Account[] = [];
      for (const { walletId, accounts: derived } of wallets) {
        for (const { accountIndex, address, name, hidden } of derived) {
          accounts.push({
            walletId,
            accountIndex,
            address: await pinnedAddress(walletId, accountIndex, checksumAddress(address)),
            name: name ?? accountName(accountIndex),
            ...(hidden ? { hidden } : {}),
          });
        }
      }
      return { wallets, accounts };
    },
  };
}
