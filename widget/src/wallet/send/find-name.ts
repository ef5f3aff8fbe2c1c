import type { Hex } from '../../../../host-sdk/src/contract/types.ts';
import { ApiError } from '../../api/api-error.ts';
import type { ApiClient } from '../../api/wallet-client.ts';
import { nameSchema } from '../../contract/names-api.ts';
import { checksumAddress } from '../../crypto/ethereum.ts';
import type { RecipientProblem } from '../../state/send.ts';
import { readRecipient } from './recipient.ts';

export type FoundName = { readonly name: string; readonly address: Hex };

/**
 * Whom a name stands for on a chain that has a registry of names.
 *
 * @param name as typed.
 * @returns whom, with the name in its one spelling (ENSIP-15), or why nobody.
 * @throws ApiError when server or chain cannot be reached, `response_invalid` for what could not have been typed as one.
 */
export async function findName(api: Pick<ApiClient, 'send'>, chainId: number, name: string): Promise<FoundName | RecipientProblem> {
  try {
    const found = await api.send({ method: 'POST', path: `/v1/names/${chainId}`, body: { name }, schema: nameSchema, authentication: 'token' });
    // Whatever would not be taken for a name when typed is shown as none either.
    if (readRecipient(found.name).kind !== 'name') throw new ApiError('response_invalid');
    if (found.address !== null) return { name: found.name, address: checksumAddress(found.address as Hex) };
    return found.isElsewhere ? 'name_elsewhere' : 'name_unknown';
  } catch (cause) {
    if (cause instanceof ApiError && cause.code === 'invalid_request' && cause.field === 'name') return 'name_invalid';
    throw cause;
  }
}
