import { WalletError } from '../../../host-sdk/src/contract/errors.ts';
import type { Hex } from '../../../host-sdk/src/contract/types.ts';
import type { ApiClient } from '../api/client.ts';
import type { Wallet } from '../contract/api.ts';
import { sha256, toHex, wipe } from '../crypto/bytes.ts';
import { checksumAddress } from '../crypto/ethereum.ts';
import type { Session } from '../session/session.ts';
import type { Database } from '../state/database.ts';
import type { Account } from '../state/state.ts';
import { assertProof } from './checked-proof.ts';
import type { EnclaveClient } from './enclave-client.ts';
import { pinField } from './pin-field.ts';

/** First account of the wallet (BIP-44). */
const FIRST_PATH = "m/44'/60'/0'/0/0";

export type Accounts = {
  /**
   * Makes a wallet, exactly once per `walletId`: sealed create, proof of the address checked, address pinned, activated.
   * Nothing of the address is shown before the wallet is durable. When only the activation failed, calling it again with the
   * same id finishes that and asks for nothing else (`isCreated`).
   *
   * @throws SealedFailure `pin_policy`, ApiError, WalletError -32082.
   */
  create(walletId: string, pin: string): Promise<Account>;
  /** Whether the enclave has made this wallet and only its activation is missing. */
  isCreated(walletId: string): boolean;
  /** The user's usable wallets. @throws WalletError -32603 when the server names another address than this device has pinned. */
  list(): Promise<{ readonly wallets: readonly Wallet[]; readonly accounts: readonly Account[] }>;
};

export type AccountsOptions = {
  readonly api: Pick<ApiClient, 'wallets'>;
  readonly session: Pick<Session, 'credentials'>;
  readonly enclave: EnclaveClient;
  readonly database: Database;
};

const pinKey = (walletId: string, accountIndex: number) => `address:${walletId}:${accountIndex}`;

export function accountName(accountIndex: number): string {
  return `Account ${accountIndex + 1}`;
}

export function createAccounts({ api, session, enclave, database }: AccountsOptions): Accounts {
  // A server that shows another address would have money sent to it, so the first one seen is kept.
  async function pinnedAddress(walletId: string, accountIndex: number, address: Hex): Promise<Hex> {
    const pinned = await database.add(pinKey(walletId, accountIndex), address);
    if (pinned !== address) throw new WalletError(-32603, 'The wallet service names another address than before.', { reason: 'address_changed' });
    return address;
  }

  const created = new Map<string, { readonly account: Account; readonly resultHash: Uint8Array }>();

  async function createInEnclave(walletId: string, pin: string): Promise<{ readonly account: Account; readonly resultHash: Uint8Array }> {
    const field = pinField(pin);
    try {
      const { result, proofPublicKey, releaseSeq } = await enclave.call('wallet_create', walletId, { pin: field });
      await assertProof(result.proof, proofPublicKey, 'ADDRESS_DERIVATION', {
        releaseSeq,
        walletId,
        subjectHash: session.credentials().subjectHash,
        path: FIRST_PATH,
        address: result.address,
      });
      const address = await pinnedAddress(walletId, 0, checksumAddress(`0x${toHex(result.address)}`));
      return { account: { walletId, accountIndex: 0, address, name: accountName(0) }, resultHash: await sha256(result.proof.payload) };
    } finally {
      wipe(field);
    }
  }

  return {
    isCreated: (walletId) => created.has(walletId),
    async create(walletId, pin) {
      const { account, resultHash } = created.get(walletId) ?? (await createInEnclave(walletId, pin));
      created.set(walletId, { account, resultHash });
      await enclave.call('wallet_activate', walletId, { resultHash });
      created.delete(walletId);
      return account;
    },
    async list() {
      const wallets = await api.wallets();
      const accounts: Account[] = [];
      for (const { walletId, state, accounts: derived } of wallets) {
        // POPULATED: its owner never saw it come into being; it is shredded, and creating starts anew.
        if (state === 'POPULATED') continue;
        for (const { accountIndex, address } of derived) {
          accounts.push({
            walletId,
            accountIndex,
            address: await pinnedAddress(walletId, accountIndex, checksumAddress(address)),
            name: accountName(accountIndex),
          });
        }
      }
      return { wallets: wallets.filter(({ state }) => state !== 'POPULATED'), accounts };
    },
  };
}
