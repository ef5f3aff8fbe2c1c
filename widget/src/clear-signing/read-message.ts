import type { TypedData } from '../../../host-sdk/src/contract/typed-data-guard.ts';
import type { Hex } from '../../../host-sdk/src/contract/types.ts';
import type { ApiClient } from '../api/wallet-client.ts';
import type { Chain } from '../contract/api.ts';
import type { DisplayRow, Meaning, Warning } from '../state/state.ts';
import { builtDescriptors } from './built-descriptors.ts';
import { describeMessage } from './describe-message.ts';
import type { Descriptors } from './descriptor.ts';
import { tokenReader } from './read-call.ts';

/** What typed data means, if anything is known of it, and what is wrong with it. */
export type ReadMessage = { readonly meaning?: Meaning; readonly summary?: readonly DisplayRow[]; readonly warnings: readonly Warning[] };

/** A name that belongs to others on this chain: whoever signs for it thinks of them. */
async function isImpostor({ domain }: TypedData, chainId: number, descriptors: Descriptors): Promise<boolean> {
  if (typeof domain.name !== 'string') return false;
  const bearers = await descriptors.bearersOf(chainId, domain.name);
  return bearers !== null && !bearers.includes(String(domain.verifyingContract ?? '').toLowerCase());
}

/** Reads typed data by the descriptor of its verifying contract, or by a standard's form. Descriptors that cannot be loaded are not used. */
export async function readMessage(
  api: Pick<ApiClient, 'rpc'>,
  { typed, account, chain }: { readonly typed: TypedData; readonly account: Hex; readonly chain: Chain },
  descriptors: Descriptors = builtDescriptors,
): Promise<ReadMessage> {
  const { chainId, nativeCurrency: native } = chain;
  const around = { chainId, native, descriptors, token: tokenReader(api, chainId) };
  const [described, impostor] = await Promise.all([
    describeMessage(typed, account, around).catch(() => null),
    isImpostor(typed, chainId, descriptors).catch(() => false),
  ]);
  const warnings: Warning[] = impostor ? [{ code: 'domain_mismatch', level: 'danger' }] : [];
  if (described === null) return { warnings };
  warnings.push(...described.dangers.map((code): Warning => ({ code, level: 'danger' })));
  if (!described.bound) warnings.push({ code: 'unverified_contract', level: 'caution' });
  return { meaning: { intent: described.intent, owner: described.owner }, summary: described.rows, warnings };
}
