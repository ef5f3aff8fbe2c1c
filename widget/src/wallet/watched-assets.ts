import type { Hex } from '../../../host-sdk/src/contract/types.ts';
import type { Database } from '../state/database.ts';
import type { Asset } from '../state/state.ts';

/** Tokens a person wants listed (EIP-747), per account, kept in this browser. */
export type WatchedAssets = {
  list(account: Hex): Promise<readonly Asset[]>;
  /** A token that is listed already takes its new description. */
  add(account: Hex, asset: Asset): Promise<void>;
};

export function createWatchedAssets(database: Database): WatchedAssets {
  const keyOf = (account: Hex) => `assets:${account.toLowerCase()}`;
  const list = async (account: Hex) => ((await database.get(keyOf(account))) as readonly Asset[] | undefined) ?? [];
  return {
    list,
    async add(account, asset) {
      const others = (await list(account)).filter(({ chainId, address }) => chainId !== asset.chainId || address !== asset.address);
      await database.put(keyOf(account), [...others, asset]);
    },
  };
}
