import type { Hex } from '../../../host-sdk/src/contract/types.ts';

/** What a transaction of the account's did, as far as it can be read. Amounts are decimal numbers of the whole unit. */
export type TransactionMeaning =
  | { readonly kind: 'sent'; readonly amount: string; readonly symbol: string; readonly to: Hex }
  | { readonly kind: 'sent-piece'; readonly tokenId: string; readonly collection: Hex; readonly to: Hex }
  /** `amount` null: without a limit. */
  | { readonly kind: 'allowed'; readonly amount: string | null; readonly symbol: string; readonly spender: Hex }
  | { readonly kind: 'allowed-all'; readonly collection: Hex; readonly spender: Hex }
  | { readonly kind: 'forbidden'; readonly symbol: string; readonly spender: Hex }
  /** Nothing to oneself: it only takes the place of another. */
  | { readonly kind: 'cancellation' }
  | { readonly kind: 'call'; readonly to: Hex }
  | { readonly kind: 'created' };

/** A token that came in, by the log of its contract. Anybody can make a contract that says so. */
export type IncomingTransfer = {
  /** Of the transaction and the place of its log: one transaction may bring several. */
  readonly id: string;
  readonly chainId: number;
  readonly hash: Hex;
  readonly from: Hex;
  readonly token: Hex;
  readonly symbol: string;
  /** Null for a piece of a collection. */
  readonly amount: string | null;
  readonly tokenId: string | null;
  readonly blockNumber: number;
  readonly atMs: number;
};

/** What activity shows beside the server's list. */
export type History = {
  /** By transaction hash; one that is missing is still being read. */
  readonly meanings: Readonly<Record<string, TransactionMeaning>>;
  /** Newest first; null while they are asked for. */
  readonly incoming: readonly IncomingTransfer[] | null;
  /** Which one is looked at: a transaction's hash, or the id of what came in. */
  readonly shown: string | null;
  /** A transaction is being prepared to take the place of the one that is looked at. */
  readonly busy: boolean;
  /** Why that, or reading what came in, went wrong last. */
  readonly problem: 'not_replaced' | 'unreachable' | null;
};
