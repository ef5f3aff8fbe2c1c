import * as v from 'valibot';
import type { TokenDescription } from '../../../widget/src/contract/assets-api.ts';
import { plainLabel } from './plain-label.ts';

/** The tokens a wallet shows on each chain, whether somebody has any or not. */
export type TokenList = (chainId: number) => readonly TokenDescription[];

/** https://tokenlists.org: what is read of it. */
export const tokenListSchema = v.object({
  tokens: v.pipe(
    v.array(
      v.object({
        chainId: v.pipe(v.number(), v.safeInteger(), v.minValue(1)),
        address: v.pipe(v.string(), v.regex(/^0x[0-9a-fA-F]{40}$/)),
        symbol: v.pipe(v.string(), v.minLength(1), v.maxLength(20)),
        name: v.pipe(v.string(), v.minLength(1), v.maxLength(60)),
        decimals: v.pipe(v.number(), v.safeInteger(), v.minValue(0), v.maxValue(36)),
      }),
    ),
    v.maxLength(10_000),
  ),
});
export type ListedTokens = v.InferOutput<typeof tokenListSchema>['tokens'];

export const SYMBOL_LENGTH = 16;
export const NAME_LENGTH = 60;

export function createTokenList(tokens: ListedTokens): TokenList {
  const byChain = Map.groupBy(tokens, ({ chainId }) => chainId);
  const describe = ({ address, symbol, name, decimals }: ListedTokens[number]): TokenDescription => ({
    address: address.toLowerCase(),
    symbol: plainLabel(symbol, SYMBOL_LENGTH),
    name: plainLabel(name, NAME_LENGTH),
    decimals,
  });
  return (chainId) => (byChain.get(chainId) ?? []).map(describe);
}
