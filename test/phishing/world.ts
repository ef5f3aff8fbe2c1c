import assert from 'node:assert/strict';
import { join } from 'node:path';
import type { Hex } from 'viem';
import { lookUpMethod } from '../../host-sdk/src/contract/rpc.ts';
import type { MessageParams, TransactionParams, TypedDataParams } from '../../host-sdk/src/contract/rpc-guards.ts';
import type { Json } from '../../host-sdk/src/contract/types.ts';
import { packFolders } from '../../widget/descriptors/pack-folder.ts';
import { RpcError } from '../../widget/src/api/api-error.ts';
import { describeMessage, textOfMessage } from '../../widget/src/approvals/message.ts';
import { checkSiwe } from '../../widget/src/approvals/siwe.ts';
import { reviewTransaction } from '../../widget/src/approvals/transaction-review.ts';
import { withChecksum } from '../../widget/src/bridge/signing-methods.ts';
import { loadDescriptors } from '../../widget/src/clear-signing/load-descriptors.ts';
import { reviewTypedData } from '../../widget/src/clear-signing/typed-data.ts';
import type { Chain } from '../../widget/src/contract/api.ts';
import type { Transaction } from '../../widget/src/contract/wallet-api.ts';
import type { ApprovalContent, WarningCode } from '../../widget/src/state/state.ts';

/*
 * What a page sends, through the guard of its method and the review that an approval's screen shows, with a chain whose answers a case
 * chooses. The descriptors are the wallet's own.
 */

export const person: Hex = '0x70997970C51812dc3A010C7d01b50e0d17dc79C8';
export const thief: Hex = '0x3C44CdDdB6a900fa2b585dd299e03d12FA4293BC';
export const friend: Hex = '0x90F79bf6EB2c4f870365E785982E1f101E93b906';
/** A contract nobody has a descriptor for. */
export const stranger: Hex = '0x5FbDB2315678afecb367f032d93F642f64180aa3';
export const usdc: Hex = '0xA0b86991c6218b36c1d19D4a2e9Eb0cE3606eB48';
export const permit2: Hex = '0x000000000022D473030F116dDEE9F6B43aC78BA3';
export const origin = 'https://shop.example';
export const nowMs = Date.UTC(2026, 10, 23, 12);

const chain: Chain = { chainId: 1, name: 'Ethereum', nativeCurrency: { name: 'Ether', symbol: 'ETH', decimals: 18 }, explorerUrl: null, testnet: false };
const word = (value: bigint | number) => value.toString(16).padStart(64, '0');

export type Log = { readonly address: Hex; readonly topics: readonly Hex[]; readonly data: Hex };

/** What the chain says in a case. */
export type ChainAnswers = {
  readonly balanceWei?: bigint;
  /** Words of the node when the test run fails. */
  readonly failure?: string;
  /** What the simulation logs; null when it cannot simulate. */
  readonly logs?: readonly Log[] | null;
  /** Whom the person has paid before. */
  readonly paid?: readonly Hex[];
};

export type PhishingCase = ChainAnswers & {
  readonly name: string;
  readonly method: string;
  readonly params: readonly unknown[];
} & (
    | {
        /** Exactly these, in any order; a danger unless `:caution` is behind it. */
        readonly warns: readonly (WarningCode | `${WarningCode}:caution`)[];
        /** Texts that must be among the rows. */
        readonly shows?: readonly string[];
        readonly means?: string;
      }
    | { readonly refused: string }
  );

const pack = packFolders([join(import.meta.dirname, '../../widget/descriptors/standards')], join(import.meta.dirname, '../../widget/descriptors/standards'));
const descriptors = loadDescriptors({
  indexSha256: pack.indexSha256,
  read: async (name) => pack.files.get(name) ?? assert.fail(`${name} is not in the pack`),
});

function answersOf({ balanceWei = 10n ** 18n, failure, logs = null }: ChainAnswers) {
  const answers: { readonly [method: string]: (call: { readonly to?: string; readonly data?: string }) => Json } = {
    eth_feeHistory: () => ({ baseFeePerGas: ['0x3b9aca00', '0x3b9aca00'], reward: [['0x3b9aca00']] }),
    eth_getBalance: () => `0x${balanceWei.toString(16)}`,
    eth_getTransactionCount: () => '0x7',
    eth_estimateGas: () => {
      if (failure !== undefined) throw new RpcError(3, failure, null);
      return '0xb411';
    },
    eth_simulateV1: () => {
      if (logs === null) throw new RpcError(-32601, 'the method does not exist', null);
      return [{ calls: [{ status: '0x1', logs: logs as unknown as Json, returnData: '0x', gasUsed: '0xb411' }] }];
    },
    eth_call: ({ to, data }) => {
      if (to?.toLowerCase() !== usdc.toLowerCase()) return '0x';
      return data === '0x95d89b41' ? `0x${word(32)}${word(4)}${'55534443'.padEnd(64, '0')}` : `0x${word(6)}`;
    },
  };
  return {
    async rpc(_chainId: number, method: string, params: readonly Json[]): Promise<Json> {
      const answer = answers[method] ?? assert.fail(`${method} was not expected`);
      const [first] = params;
      return answer(typeof first === 'object' && first !== null && !Array.isArray(first) ? (first as { readonly to?: string }) : {});
    },
  };
}

/** What would be on the screen. @throws WalletError for what is refused. */
export async function review(phishing: PhishingCase): Promise<Exclude<ApprovalContent, { readonly kind: 'connect' }>> {
  const { method, params, paid = [friend] } = phishing;
  const guarded = lookUpMethod(method).params(params);
  const api = answersOf(phishing);
  if (method === 'personal_sign') {
    const { message } = guarded as MessageParams;
    checkSiwe(textOfMessage(message) ?? '', { origin, account: person, chainId: chain.chainId, nowMs });
    return describeMessage(person, message);
  }
  if (method === 'eth_signTypedData_v4') return reviewTypedData(api, person, (guarded as TypedDataParams).json, chain, descriptors);
  const activity = paid.map((to): Transaction => ({ to, data: '0x' }) as Transaction);
  const call = withChecksum(guarded as TransactionParams, 'params[0]');
  return reviewTransaction(api, { params: call, chain, account: person, activity, descriptors });
}
