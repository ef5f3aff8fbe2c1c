import { randomUUID } from 'node:crypto';
import type { Hex } from '../../../../host-sdk/src/contract/types.ts';
import type { TransactionIntent } from '../../../../widget/src/contract/intent.ts';
import type { Clock } from '../../deps.ts';

/** The part all intents share, good for the next two minutes of the world's clock. */
export function intentHeader(world: { readonly clock: Clock }, account: Hex) {
  return {
    appId: 'demo',
    origin: 'https://dapp.example',
    requestId: randomUUID(),
    expiresAtSeconds: Math.floor(world.clock.nowMs() / 1000) + 120,
    account,
    accountIndex: 0,
    display: `0x${'11'.repeat(32)}` as const,
  };
}

/** One ether to somebody. */
export function transactionIntent(world: { readonly clock: Clock }, account: Hex, change: Partial<TransactionIntent> = {}): TransactionIntent {
  return {
    kind: 'transaction',
    ...intentHeader(world, account),
    chainId: 31337,
    nonce: 7,
    to: '0x00000000000000000000000000000000000000aa',
    valueWei: 10n ** 18n,
    data: '0x',
    gasLimit: 21_000n,
    maxFeePerGasWei: 2_000_000_000n,
    maxPriorityFeePerGasWei: 1_000_000_000n,
    ...change,
  };
}
