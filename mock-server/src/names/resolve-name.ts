import { namehash, normalize } from 'viem/ens';
import { encodeFunctionData, parseAbi } from 'viem/utils';
import type { Hex } from '../../../host-sdk/src/contract/types.ts';
import { type ContractRead, callContracts, readAddress } from '../assets/contract-reads.ts';
import type { ChainGateway } from '../chain/port.ts';

/** ENSIP-1. */
const abi = parseAbi(['function resolver(bytes32 node) view returns (address)', 'function addr(bytes32 node) view returns (address)']);

/**
 * ENSIP-15: one spelling for all that mean the same, and none for letters of several scripts in one label.
 *
 * @returns null for what is no name.
 * @example
 * ```ts
 * normaliseName('Alice.ETH'); // 'alice.eth'
 * normaliseName('аlice.eth'); // null: its first letter is Cyrillic
 * ```
 */
export function normaliseName(name: string): string | null {
  try {
    return normalize(name) || null;
  } catch {
    return null;
  }
}

/**
 * Whom a name stands for, by the chain's registry (ENSIP-1). Names that are resolved elsewhere (CCIP-Read, EIP-3668) are not known here: no
 * third party is asked whom somebody is about to pay.
 *
 * @param name normalised.
 * @returns in lower case; null for a name without an address, and where registry or resolver fail.
 * @throws ChainError when the chain cannot be asked.
 * @example
 * ```ts
 * await resolveName(chains, { chainId: 1, registry: '0x00000000000C2E074eC69A0dFb2997BA6C7d2e1e' }, 'alice.eth'); // '0x…' or null
 * ```
 */
export async function resolveName(
  chains: Pick<ChainGateway, 'rpc'>,
  { chainId, registry }: { readonly chainId: number; readonly registry: Hex },
  name: string,
): Promise<Hex | null> {
  const args = [namehash(name)] as const;
  async function ask(call: ContractRead): Promise<Hex | null> {
    const [result = null] = await callContracts(chains, chainId, [call]);
    const address = readAddress(result);
    return address === null || BigInt(address) === 0n ? null : address;
  }
  const resolver = await ask({ to: registry, data: encodeFunctionData({ abi, functionName: 'resolver', args }) });
  return resolver === null ? null : ask({ to: resolver, data: encodeFunctionData({ abi, functionName: 'addr', args }) });
}
