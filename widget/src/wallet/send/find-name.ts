import type { Hex } from '../../../../host-sdk/src/contract/types.ts';
import { ApiError } from '../../api/api-error.ts';
import type { ApiClient } from '../../api/wallet-client.ts';
import { nameSchema } from '../../contract/names-api.ts';
import { checksumAddress } from '../../crypto/ethereum.ts';

/**
 * Whom a name stands for on a chain that has a registry of names.
 *
 * @param name as typed.
 * @returns the name in its one spelling (ENSIP-15), with null for one that stands for nobody; `'invalid'` for what is no name.
 * @throws ApiError when server or chain cannot be reached.
 */
export async function findName(api: Pick<ApiClient, 'send'>, chainId: number, name: string): Promise<{ name: string; address: Hex | null } | 'invalid'> {
  const path = `/v1/names/${chainId}/${encodeURIComponent(name)}`;
  try {
    const found = await api.send({ method: 'GET', path, schema: nameSchema, authentication: 'token' });
    return { name: found.name, address: found.address === null ? null : checksumAddress(found.address as Hex) };
  } catch (cause) {
    if (cause instanceof ApiError && cause.code === 'invalid_request' && cause.field === 'name') return 'invalid';
    throw cause;
  }
}
