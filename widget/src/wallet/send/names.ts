import { ens_normalize } from '@adraffy/ens-normalize';
import type { Hex } from '../../../../host-sdk/src/contract/types.ts';
import type { ApiClient } from '../../api/wallet-client.ts';
import { concatBytes } from '../../contract/dcbor.ts';
import { toHex, utf8 } from '../../crypto/bytes.ts';
import { checksumAddress, keccak256 } from '../../crypto/ethereum.ts';

/** Selectors of the registry's `resolver(bytes32)` and the resolver's `addr(bytes32)` (ENSIP-1). */
const RESOLVER = '0x0178b8bf';
const ADDR = '0x3b3b57de';

/**
 * ENSIP-15: one spelling for all that mean the same, and none for letters of several scripts in one label.
 *
 * @returns null for what is no name.
 */
export function normaliseName(name: string): string | null {
  try {
    return ens_normalize(name) || null;
  } catch {
    return null;
  }
}

/** https://docs.ens.domains/ensip/1#namehash-algorithm, of a normalised name. */
export function namehash(name: string): Hex {
  const labels = name.split('.').reverse();
  return `0x${toHex(labels.reduce((node, label) => keccak256(concatBytes(node, keccak256(utf8(label)))), new Uint8Array(32)))}`;
}

/**
 * Whom a name stands for, by the chain's registry. Names that are resolved elsewhere (CCIP-Read, EIP-3668) are not known here: the wallet asks no
 * third party whom somebody is about to pay.
 *
 * @returns null for a name without an address.
 * @throws ApiError when the chain cannot be reached, RpcError when a resolver fails.
 */
export async function resolveName(api: Pick<ApiClient, 'rpc'>, { chainId, registry }: { readonly chainId: number; readonly registry: Hex }, name: string) {
  const node = namehash(name).slice(2);
  const ask = async (to: string, selector: string): Promise<Hex | null> => {
    const word = String(await api.rpc(chainId, 'eth_call', [{ to, data: `${selector}${node}` }, 'latest']));
    return /^0x0{24}[0-9a-fA-F]{40}$/.test(word) && !/^0x0+$/.test(word) ? checksumAddress(`0x${word.slice(26)}`) : null;
  };
  const resolver = await ask(registry, RESOLVER);
  return resolver === null ? null : ask(resolver, ADDR);
}
