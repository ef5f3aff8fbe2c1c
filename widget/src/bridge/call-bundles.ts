import type { Hex } from '../../../host-sdk/src/contract/types.ts';
import type { Database } from '../state/database.ts';

/** One `wallet_sendCalls` (EIP-5792): what each of its calls became. `hash` is null until the call was sent, or its reply was lost. */
export type CallBundle = {
  readonly id: string;
  readonly chainId: number;
  readonly createdAtMs: number;
  readonly calls: readonly { readonly requestId: string; readonly hash: Hex | null }[];
};

/** Whose bundle it is: an id means something to one page and one account only. */
export type BundleOwner = { readonly origin: string; readonly account: Hex };

/**
 * Bundles, kept in this browser (EIP-5792 asks for 24 hours at least; nothing deletes them). Each has a key of its own, so that
 * two pages never overwrite one another's.
 */
export type CallBundles = {
  find(owner: BundleOwner, id: string): Promise<CallBundle | null>;
  save(owner: BundleOwner, bundle: CallBundle): Promise<void>;
};

const keyOf = ({ origin, account }: BundleOwner, id: string) => `calls:${account.toLowerCase()}:${origin}:${id}`;

export function createCallBundles(database: Database): CallBundles {
  return {
    find: async (owner, id) => ((await database.get(keyOf(owner, id))) as CallBundle | undefined) ?? null,
    save: (owner, bundle) => database.put(keyOf(owner, bundle.id), bundle),
  };
}
