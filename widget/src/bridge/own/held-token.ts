import type { Hex } from '../../../../host-sdk/src/contract/types.ts';
import type { ApiClient } from '../../api/wallet-client.ts';
import { fetchCode } from '../../approvals/fetch-code.ts';
import { checksumAddress } from '../../crypto/ethereum.ts';
import type { TokenBalance } from '../../state/asset.ts';
import { quantity } from '../../wallet/fees.ts';

/** Selector of ERC-20's `balanceOf(address)`. */
const BALANCE_OF = '0x70a08231';

/**
 * A token that somebody asks to be paid in, by its own contract.
 *
 * @returns null for what is no token.
 * @throws ApiError when the chain cannot be reached.
 */
export async function readHeldToken(api: Pick<ApiClient, 'rpc'>, chainId: number, token: Hex, account: Hex): Promise<TokenBalance | null> {
  const { readTokenMetadata } = await fetchCode(() => import('../../clear-signing/token-metadata.ts'));
  const metadata = await readTokenMetadata(api, chainId, token);
  if (metadata === null) return null;
  const data = `${BALANCE_OF}${account.slice(2).toLowerCase().padStart(64, '0')}`;
  const balance = quantity(await api.rpc(chainId, 'eth_call', [{ to: token, data }, 'latest']), 'balance');
  return { chainId, address: checksumAddress(token), name: metadata.symbol, price: null, balance, ...metadata };
}
