import type { Hex } from '../../../../host-sdk/src/contract/types.ts';
import type { SendAsset } from '../../state/send.ts';

export type TransferCall = { readonly to: Hex; readonly valueWei: bigint; readonly data: Hex };

const word = (value: bigint): string => value.toString(16).padStart(64, '0');
const addressWord = (address: Hex): string => address.slice(2).toLowerCase().padStart(64, '0');

/** ERC-20 `transfer(address,uint256)`, ERC-721 `safeTransferFrom(address,address,uint256)`, ERC-1155 `safeTransferFrom(address,address,uint256,uint256,bytes)`. */
const TRANSFER = '0xa9059cbb';
const SAFE_TRANSFER_721 = '0x42842e0e';
const SAFE_TRANSFER_1155 = '0xf242432a';

/**
 * The transaction that sends something.
 *
 * @param amount in the asset's smallest unit, or of pieces.
 */
export function transferCall(asset: SendAsset, from: Hex, to: Hex, amount: bigint): TransferCall {
  if (asset.kind === 'token') {
    const { address } = asset.token;
    if (address === null) return { to, valueWei: amount, data: '0x' };
    return { to: address, valueWei: 0n, data: `${TRANSFER}${addressWord(to)}${word(amount)}` };
  }
  const { contract, tokenId, standard } = asset.nft;
  const parties = `${addressWord(from)}${addressWord(to)}${word(tokenId)}`;
  if (standard === 'erc721') return { to: contract, valueWei: 0n, data: `${SAFE_TRANSFER_721}${parties}` };
  // No bytes for the recipient: they stand behind the five words, and there are none.
  return { to: contract, valueWei: 0n, data: `${SAFE_TRANSFER_1155}${parties}${word(amount)}${word(160n)}${word(0n)}` };
}
