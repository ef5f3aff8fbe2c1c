import { decodeAbiParameters, encodeFunctionData, parseAbi } from 'viem/utils';
import type { Hex } from '../../../host-sdk/src/contract/types.ts';
import type { ChainGateway } from '../chain/port.ts';

export type ContractRead = { readonly to: Hex; readonly data: Hex };

const abi = parseAbi([
  'function name() view returns (string)',
  'function symbol() view returns (string)',
  'function decimals() view returns (uint8)',
  'function ownerOf(uint256 tokenId) view returns (address)',
  'function balanceOf(address account, uint256 id) view returns (uint256)',
  'function tokenURI(uint256 tokenId) view returns (string)',
  'function uri(uint256 id) view returns (string)',
]);

/** A picture inside a data: address, in hexadecimal digits, is the longest thing worth reading. */
const RESULT_LENGTH_LIMIT = 4 * 1024 * 1024;

/** Calls of the token standards (ERC-20, ERC-721, ERC-1155). */
export const reads = {
  name: (to: Hex): ContractRead => ({ to, data: encodeFunctionData({ abi, functionName: 'name' }) }),
  symbol: (to: Hex): ContractRead => ({ to, data: encodeFunctionData({ abi, functionName: 'symbol' }) }),
  decimals: (to: Hex): ContractRead => ({ to, data: encodeFunctionData({ abi, functionName: 'decimals' }) }),
  ownerOf: (to: Hex, id: bigint): ContractRead => ({ to, data: encodeFunctionData({ abi, functionName: 'ownerOf', args: [id] }) }),
  amountOf: (to: Hex, account: Hex, id: bigint): ContractRead => ({ to, data: encodeFunctionData({ abi, functionName: 'balanceOf', args: [account, id] }) }),
  tokenUri: (to: Hex, id: bigint): ContractRead => ({ to, data: encodeFunctionData({ abi, functionName: 'tokenURI', args: [id] }) }),
  uri: (to: Hex, id: bigint): ContractRead => ({ to, data: encodeFunctionData({ abi, functionName: 'uri', args: [id] }) }),
} as const;

/**
 * Asks contracts at the latest block, all in one batch. Null where one reverts, or says more than anybody reads.
 *
 * @throws ChainError when the chain cannot be asked.
 */
export async function callContracts(chains: Pick<ChainGateway, 'rpc'>, chainId: number, calls: readonly ContractRead[]): Promise<readonly (Hex | null)[]> {
  if (calls.length === 0) return [];
  const answers = await chains.rpc(
    chainId,
    calls.map((call, id) => ({ jsonrpc: '2.0', id, method: 'eth_call', params: [call, 'latest'] })),
  );
  return answers.map((answer) => {
    const result = 'result' in answer ? answer.result : null;
    return typeof result === 'string' && result.length <= RESULT_LENGTH_LIMIT && /^0x([0-9a-f]{2})*$/i.test(result) ? (result as Hex) : null;
  });
}

/** A string, or the `bytes32` that some early tokens answer; null for what is neither. */
export function readText(result: Hex | null): string | null {
  if (result === null || result === '0x') return null;
  try {
    if (result.length !== 66) return decodeAbiParameters([{ type: 'string' }], result)[0];
    const bytes = Uint8Array.from(result.slice(2).match(/../g) ?? [], (pair) => Number.parseInt(pair, 16));
    const end = bytes.indexOf(0);
    return new TextDecoder().decode(end === -1 ? bytes : bytes.subarray(0, end));
  } catch {
    return null;
  }
}

export function readUint(result: Hex | null): bigint | null {
  return result?.length === 66 ? BigInt(result) : null;
}

/** In lower case. */
export function readAddress(result: Hex | null): Hex | null {
  return result?.length === 66 && result.startsWith('0x000000000000000000000000') ? `0x${result.slice(26).toLowerCase()}` : null;
}
