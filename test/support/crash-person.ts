import { randomUUID } from 'node:crypto';
import { WalletError } from '../../host-sdk/src/contract/errors.ts';
import type { Hex } from '../../host-sdk/src/contract/types.ts';
import { ApiError } from '../../widget/src/api/api-error.ts';
import { createTransactions } from '../../widget/src/wallet/transactions.ts';
import type { CrashDeployment } from './crash-deployment.ts';
import { openEnginePerson, persist } from './engine-person.ts';

/* The person who tries again, with the points of their requests and replies that are lost. */

/** An enclave that is being started again cannot prove yet what it runs. */
const isPart = (error: unknown) => error instanceof ApiError || (error instanceof WalletError && error.code === -32082);

/** What of a request goes into its point's name. */
function nameOf(path: string, body: unknown): string {
  const operation = typeof body === 'string' ? (/"operation":"([a-z_]+)"/.exec(body)?.[1] ?? '') : '';
  return `${path.replace('/v1/', '')} ${operation}`.trim();
}

/** Logs a new person in. */
export async function openCrashPerson(deployment: CrashDeployment) {
  const { origin, issuer, pins } = deployment;
  let eat: string | null = null;

  const observed: typeof fetch = async (input, init) => {
    const name = nameOf(new URL(String(input)).pathname, init?.body);
    if (eat === name) {
      eat = null;
      deployment.wire.eatNextReply();
    }
    const response = await fetch(input, init);
    await deployment.reached(`client ${name} answered`);
    return response;
  };
  const { signingKey } = issuer;
  if (signingKey === undefined) throw new TypeError('the issuer of a deployment has its signing key');
  const { api, page } = await openEnginePerson({ origin, issuer: { ...issuer, signingKey }, pins, fetch: observed });
  const { accounts, signing } = page();

  return {
    api,
    accounts,
    signing,
    transactions: createTransactions(api, signing),
    persist: <T>(work: () => Promise<T>) => persist(work, isPart),
    /** The reply to the next request of this name is lost on the way. */
    loseReplyTo(name: string): void {
      eat = name;
    },
    /** A payment's draft; each has its own request id, which stays through all repetitions. */
    draft: (account: Hex, to: Hex, valueWei: bigint) => ({
      kind: 'transaction' as const,
      appId: 'demo',
      origin: 'http://127.0.0.1:4000',
      requestId: randomUUID(),
      account,
      accountIndex: 0,
      display: `0x${'11'.repeat(32)}` as Hex,
      chainId: deployment.chainId,
      to,
      valueWei,
      data: '0x' as Hex,
      gasLimit: 21_000n,
      maxFeePerGasWei: 2_000_000_000n,
      maxPriorityFeePerGasWei: 1_000_000_000n,
      wantedNonce: null,
    }),
  };
}
export type CrashPerson = Awaited<ReturnType<typeof openCrashPerson>>;
