import { namehash, normalize } from 'viem/ens';
import { encodeFunctionData, parseAbi } from 'viem/utils';
import type { Hex } from '../../../host-sdk/src/contract/types.ts';
import type { NameResponse } from '../../../widget/src/contract/names-api.ts';
import { readAddress } from '../assets/contract-reads.ts';
import { ChainError, type ChainGateway } from '../chain/port.ts';

/** ENSIP-1. */
const abi = parseAbi(['function resolver(bytes32 node) view returns (address)', 'function addr(bytes32 node) view returns (address)']);

/** Each label is hashed twice, and nobody has a name of so many. */
const LABEL_LIMIT = 16;
/** What nodes say when a contract refuses (https://github.com/ethereum/execution-apis, `eth_call`). */
const REVERTED = 3;
/** Selector of `OffchainLookup` (EIP-3668). */
const OFFCHAIN_LOOKUP = '0x556f1830';

/**
 * ENSIP-15: one spelling for all that mean the same, and none for letters of several scripts in one label.
 *
 * @returns null for what is no name, and for one of more than 16 labels.
 * @example
 * ```ts
 * normaliseName('Alice.ETH'); // 'alice.eth'
 * normaliseName('аlice.eth'); // null: its first letter is Cyrillic
 * ```
 */
export function normaliseName(name: string): string | null {
  try {
    const normalised = normalize(name);
    return normalised === '' || normalised.split('.').length > LABEL_LIMIT ? null : normalised;
  } catch {
    return null;
  }
}

/** Reads the tables of ENSIP-15, which takes a third of a second: the first to ask for a name would have everybody wait. */
export const readNameTables = (): void => void normaliseName('alice.eth');

/**
 * Whom a name stands for, by the chain's registry (ENSIP-1). Names that are resolved elsewhere (CCIP-Read, EIP-3668) are told as such: no third party
 * is asked whom somebody is about to pay.
 *
 * @param name normalised.
 * @returns null for a name without an address, and where registry or resolver refuse.
 * @throws ChainError `chain_unavailable` when the chain cannot be asked, or a node does not know the answer.
 * @example
 * ```ts
 * await resolveName(chains, { chainId: 1, registry: '0x00000000000C2E074eC69A0dFb2997BA6C7d2e1e' }, 'alice.eth');
 * // { address: '0x…', isElsewhere: false }
 * ```
 */
export async function resolveName(
  chains: Pick<ChainGateway, 'rpc'>,
  { chainId, registry }: { readonly chainId: number; readonly registry: Hex },
  name: string,
): Promise<Omit<NameResponse, 'name'>> {
  const args = [namehash(name)] as const;

  async function ask(to: Hex, functionName: 'resolver' | 'addr'): Promise<Hex | 'nobody' | 'elsewhere'> {
    const params = [{ to, data: encodeFunctionData({ abi, functionName, args }) }, 'latest'];
    const [answer] = await chains.rpc(chainId, [{ jsonrpc: '2.0', id: 1, method: 'eth_call', params }]);
    if (answer !== undefined && 'error' in answer) {
      const { code, message, data } = answer.error;
      if (String(data).startsWith(OFFCHAIN_LOOKUP)) return 'elsewhere';
      if (code === REVERTED || /revert/i.test(message)) return 'nobody';
    }
    if (answer === undefined || !('result' in answer)) throw new ChainError('chain_unavailable', `A node of chain ${chainId} could not look up a name.`);
    const address = typeof answer.result === 'string' ? readAddress(answer.result as Hex) : null;
    return address === null || BigInt(address) === 0n ? 'nobody' : address;
  }

  const resolver = await ask(registry, 'resolver');
  const found = resolver.startsWith('0x') ? await ask(resolver as Hex, 'addr') : resolver;
  return { address: found.startsWith('0x') ? found : null, isElsewhere: found === 'elsewhere' };
}
