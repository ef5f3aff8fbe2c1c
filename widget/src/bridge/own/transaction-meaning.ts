import type { Hex } from '../../../../host-sdk/src/contract/types.ts';
import type { decodeTransaction as Decode } from '../../clear-signing/decode.ts';
import { formatUnits } from '../../clear-signing/format-units.ts';
import type { TokenMetadata } from '../../clear-signing/token-metadata.ts';
import type { Chain } from '../../contract/api.ts';
import type { Transaction } from '../../contract/wallet-api.ts';
import { checksumAddress } from '../../crypto/ethereum.ts';
import type { TransactionMeaning } from '../../state/history.ts';
import { recipientOf } from '../../wallet/send/known-recipients.ts';

/** Selectors of ERC-721's and ERC-1155's transfers; the piece stands in the third word. */
const pieceTransfers = /^0x(42842e0e|b88d4fde|f242432a)/;

/**
 * What a transaction did, in the reader of calls' words.
 *
 * @param token what the called contract says of itself; null when it is no token.
 */
export function readMeaning(transaction: Transaction, chain: Chain | null, token: TokenMetadata | null, decodeTransaction: typeof Decode): TransactionMeaning {
  const { from, valueWei } = transaction;
  const data = transaction.data as Hex;
  if (transaction.to === null) return { kind: 'created' };
  const to = checksumAddress(transaction.to);
  if (data === '0x') {
    if (to === checksumAddress(from) && valueWei === '0') return { kind: 'cancellation' };
    const { symbol, decimals } = chain?.nativeCurrency ?? { symbol: '', decimals: 18 };
    return { kind: 'sent', amount: formatUnits(BigInt(valueWei), decimals), symbol, to };
  }
  const recipient = recipientOf(transaction);
  if (pieceTransfers.test(data) && recipient !== null) {
    return { kind: 'sent-piece', tokenId: BigInt(`0x${data.slice(138, 202)}`).toString(), collection: to, to: recipient };
  }
  const { action, rows } = decodeTransaction(to, data, token);
  const party = rows.find((row) => row.kind === 'address' && ['To', 'Spender', 'Operator'].includes(row.label));
  const amount = rows.find((row) => row.label === 'Amount');
  const access = rows.find((row) => row.label === 'Access');
  if (party?.kind !== 'address') return { kind: 'call', to };
  const spender = party.address;
  if (access?.kind === 'text') {
    return data.endsWith('1') ? { kind: 'allowed-all', collection: to, spender } : { kind: 'forbidden', symbol: token?.symbol ?? '', spender };
  }
  if (action === 'approve-token') {
    if (amount?.kind === 'amount' && amount.value === '0') return { kind: 'forbidden', symbol: amount.symbol, spender };
    return { kind: 'allowed', amount: amount?.kind === 'amount' ? amount.value : null, symbol: token?.symbol ?? '', spender };
  }
  return amount?.kind === 'amount' ? { kind: 'sent', amount: amount.value, symbol: amount.symbol, to: spender } : { kind: 'call', to };
}
