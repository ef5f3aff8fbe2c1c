import { chainIdAt, invalid, isPlainObject, listOf, printable } from './rpc-guards.ts';

/** `wallet_addEthereumChain` (EIP-3085), as far as this wallet compares it: its chains and their nodes are the operator's. */
export type AddChainParams = { readonly chainId: number; readonly symbol: string | null; readonly decimals: number | null };

const known: ReadonlySet<string> = new Set(['chainId', 'chainName', 'nativeCurrency', 'rpcUrls', 'blockExplorerUrls', 'iconUrls']);

const at = (key: string): string => `params[0].${key}`;

/** Letters that look like others could name one currency as another, so a symbol is plain ASCII. */
function symbolAt(field: string, value: unknown): string {
  if (typeof value !== 'string' || !/^[A-Za-z0-9.$-]{1,11}$/.test(value)) throw invalid(field, 'must be 1 to 11 plain letters or digits', 'symbol_invalid');
  return value;
}

/** `decimals` of a currency or token. */
function decimalsAt(field: string, value: unknown): number {
  if (typeof value !== 'number' || !Number.isInteger(value) || value < 0 || value > 36) throw invalid(field, 'must be a whole number from 0 to 36');
  return value;
}

/** A token's or currency's own words: absent ones are null. @throws WalletError -32602 */
export function unitAt(
  place: string,
  { symbol, decimals }: { readonly symbol?: unknown; readonly decimals?: unknown },
): { readonly symbol: string | null; readonly decimals: number | null } {
  return {
    symbol: symbol === undefined || symbol === null ? null : symbolAt(`${place}.symbol`, symbol),
    decimals: decimals === undefined || decimals === null ? null : decimalsAt(`${place}.decimals`, decimals),
  };
}

function guardUrls(field: string, value: unknown): void {
  if (value === undefined || value === null) return;
  if (!Array.isArray(value) || value.length === 0) throw invalid(field, 'must be a list of one or more addresses');
  value.forEach((url: unknown, index) => {
    if (typeof url !== 'string' || !URL.canParse(url) || new URL(url).protocol !== 'https:') throw invalid(`${field}[${index}]`, 'must be an https:// address');
  });
}

function guardName(field: string, value: unknown): void {
  if (value === undefined || value === null) return;
  if (typeof value !== 'string' || value.trim() === '' || value.length > 64 || /[\p{Cc}\p{Cf}]/u.test(value)) {
    throw invalid(field, 'must be a name of at most 64 readable characters');
  }
}

/**
 * `wallet_addEthereumChain`: everything EIP-3085 says a wallet must refuse. The page's RPC addresses are checked and then
 * ignored: this wallet speaks to its operator's nodes only.
 *
 * @throws WalletError -32602 naming the field.
 * @example
 * ```ts
 * guardAddChain([{ chainId: '0x7a69', nativeCurrency: { name: 'Ether', symbol: 'ETH', decimals: 18 } }]).chainId; // 31337
 * ```
 */
export function guardAddChain(params: unknown): AddChainParams {
  const [request] = listOf(params, 1, 1);
  if (!isPlainObject(request)) throw invalid('params[0]', 'must be an object with a chainId');
  for (const key of Object.keys(request)) if (!known.has(key)) throw invalid(at(printable(key)), 'is not expected');
  const { chainId, chainName, nativeCurrency, rpcUrls, blockExplorerUrls, iconUrls } = request;
  const checkedChainId = chainIdAt(at('chainId'), chainId);
  guardName(at('chainName'), chainName);
  guardUrls(at('rpcUrls'), rpcUrls);
  guardUrls(at('blockExplorerUrls'), blockExplorerUrls);
  guardUrls(at('iconUrls'), iconUrls);
  if (nativeCurrency === undefined || nativeCurrency === null) return { chainId: checkedChainId, symbol: null, decimals: null };
  if (!isPlainObject(nativeCurrency)) throw invalid(at('nativeCurrency'), 'must be an object');
  const { name, symbol, decimals } = nativeCurrency;
  guardName(at('nativeCurrency.name'), name);
  if (symbol === undefined || decimals === undefined) throw invalid(at('nativeCurrency'), 'needs a symbol and decimals');
  return { chainId: checkedChainId, ...unitAt(at('nativeCurrency'), { symbol, decimals }) };
}
