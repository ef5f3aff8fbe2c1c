import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import type { WalletPolicy } from '../../../widget/src/contract/sealed.ts';
import { SealedFailure } from './failures.ts';
import type { TransactionIntent } from './intent.ts';
import {
  encodePolicy,
  type Limits,
  MAX_POLICY_BYTES,
  MAX_SPENDS,
  NO_LIMITS,
  openLimits,
  readPolicy,
  SPENDING_WINDOW_MS,
  type Spend,
  sealLimits,
} from './limits.ts';
import { LedgerError } from './ports.ts';
import { HOLD_CAP_WEI, isLimited, judgeSpending, NEW_DEVICE_CAP_WEI, type Standing } from './spending.ts';
import { random } from './testing/fakes.ts';
import { MAX_LIMITS_BYTES } from './witness-entry.ts';

const NOW_MS = 1_795_000_000_000;
const unlimited: Standing = { limits: NO_LIMITS, holdUntilMs: 0, deviceHoldUntilMs: 0 };
const policyOf = (caps: WalletPolicy['dailyCaps']): WalletPolicy => ({ dailyCaps: caps, origins: [], others: 'allow' });

/** Costs exactly `wei`: no gas price. */
function payment(
  wei: bigint,
  chainId: number,
  name = String(Math.max(1, Number(wei % 1000n))),
): { readonly intent: TransactionIntent; readonly hash: Uint8Array } {
  const intent: TransactionIntent = {
    v: 1,
    kind: 'transaction',
    appId: 'demo',
    origin: 'https://dapp.example',
    requestId: '00000000-0000-4000-8000-000000000000',
    expiresAtSeconds: 0,
    account: new Uint8Array(20),
    accountIndex: 0,
    display: new Uint8Array(32),
    chainId,
    nonce: 0,
    to: new Uint8Array(20),
    valueWei: wei,
    data: new Uint8Array(0),
    gasLimit: 21_000n,
    maxFeePerGasWei: 0n,
    maxPriorityFeePerGasWei: 0n,
  };
  return { intent, hash: new Uint8Array(createHash('sha256').update(name).digest()) };
}

function outcome(standing: Standing, wei: bigint, chainId: number, nowMs: number, name: string): readonly Spend[] | string | null {
  const { intent, hash } = payment(wei, chainId, name);
  try {
    return judgeSpending(intent, hash, standing, { nowMs, isGrant: false });
  } catch (error) {
    if (error instanceof SealedFailure) return error.error.code;
    throw error;
  }
}

describe('sums over 24 hours', () => {
  it('behavior: without a policy, a fresh recovery or a new device nothing is counted', () => {
    assert.equal(outcome(unlimited, 10n ** 30n, 1, NOW_MS, 'a'), null);
    assert.deepEqual([isLimited(unlimited, NOW_MS), isLimited({ ...unlimited, holdUntilMs: NOW_MS }, NOW_MS)], [false, false]);
  });

  it('behavior: a cap is reached exactly, and not passed by one wei; a hold ends at its time', () => {
    const held = { ...unlimited, holdUntilMs: NOW_MS + 1 };
    assert.equal(Array.isArray(outcome(held, HOLD_CAP_WEI, 1, NOW_MS, 'a')), true);
    assert.equal(outcome(held, HOLD_CAP_WEI + 1n, 1, NOW_MS, 'a'), 'hold');
    assert.equal(outcome(held, HOLD_CAP_WEI + 1n, 1, NOW_MS + 1, 'a'), null);
    const fresh = { ...unlimited, deviceHoldUntilMs: NOW_MS + 1 };
    assert.equal(Array.isArray(outcome(fresh, NEW_DEVICE_CAP_WEI, 1, NOW_MS, 'a')), true);
    assert.equal(outcome(fresh, NEW_DEVICE_CAP_WEI + 1n, 1, NOW_MS, 'a'), 'hold');
    const own = { ...unlimited, limits: { policy: policyOf([{ chainId: 5, capWei: '7' }]), spends: [] } };
    assert.equal(Array.isArray(outcome(own, 7n, 5, NOW_MS, 'a')), true);
    assert.equal(outcome(own, 8n, 5, NOW_MS, 'a'), 'policy_refused');
    assert.equal(outcome(own, 8n, 6, NOW_MS, 'a'), null);
  });

  it('property: in no 24 hours more is signed than the cap, and what is refused would not have fitted for long', () => {
    const step = fc.record({ waitMs: fc.nat(SPENDING_WINDOW_MS / 3), wei: fc.bigInt(0n, 60n), chainId: fc.constantFrom(1, 2, 3) });
    fc.assert(
      fc.property(fc.array(step, { maxLength: 60 }), fc.bigInt(1n, 100n), (steps, capWei) => {
        const policy = policyOf([1, 2, 3].map((chainId) => ({ chainId, capWei: String(capWei) })));
        let limits: Limits = { policy, spends: [] };
        let nowMs = NOW_MS;
        const signed: { readonly atMs: number; readonly chainId: number; readonly wei: bigint }[] = [];
        for (const [index, { waitMs, wei, chainId }] of steps.entries()) {
          nowMs += waitMs;
          const said = outcome({ ...unlimited, limits }, wei, chainId, nowMs, String(index));
          if (!Array.isArray(said)) continue;
          limits = { policy, spends: said as readonly Spend[] };
          signed.push({ atMs: nowMs, chainId, wei });
          assert.ok(limits.spends.length <= MAX_SPENDS);
        }
        for (const { atMs, chainId } of signed) {
          const inWindow = signed.filter((other) => other.chainId === chainId && other.atMs <= atMs && other.atMs > atMs - SPENDING_WINDOW_MS);
          assert.ok(inWindow.reduce((sum, { wei }) => sum + wei, 0n) <= capWei);
        }
      }),
      { numRuns: 300 },
    );
  });

  it('behavior: sixteen at most; more of one chain count longer, a seventeenth chain waits', () => {
    const held = (spends: readonly Spend[]): Standing => ({ limits: { policy: null, spends }, holdUntilMs: NOW_MS + SPENDING_WINDOW_MS, deviceHoldUntilMs: 0 });
    let spends: readonly Spend[] = [];
    for (let index = 0; index < 40; index++) spends = outcome(held(spends), 1n, 1, NOW_MS + index, `one ${index}`) as readonly Spend[];
    assert.equal(spends.length, MAX_SPENDS);
    assert.equal(
      spends.reduce((sum, { wei }) => sum + wei, 0n),
      40n,
    );
    assert.ok(spends.every(({ atMs }, index) => index === 0 || atMs >= (spends[index - 1]?.atMs ?? 0)));
    let chains: readonly Spend[] = [];
    for (let index = 0; index < MAX_SPENDS; index++) chains = outcome(held(chains), 1n, index + 1, NOW_MS, `chain ${index}`) as readonly Spend[];
    assert.equal(outcome(held(chains), 1n, 99, NOW_MS, 'another'), 'hold');
  });

  it('behavior: the very intent that was counted is not counted again, and another one of the same cost is', () => {
    const held = (spends: readonly Spend[]): Standing => ({ ...unlimited, holdUntilMs: NOW_MS + 1, limits: { policy: null, spends } });
    const first = outcome(held([]), HOLD_CAP_WEI, 1, NOW_MS, 'a') as readonly Spend[];
    assert.equal(outcome(held(first), HOLD_CAP_WEI, 1, NOW_MS, 'a'), null);
    assert.equal(outcome(held(first), 1n, 1, NOW_MS, 'b'), 'hold');
  });
});

describe('limits in a ledger entry', () => {
  const enclave = { fleet: { limitsKey: random(32) } as never, random };
  const wallet = random(32);
  const longest: WalletPolicy = {
    dailyCaps: Array.from({ length: 8 }, (_, index) => ({ chainId: 2 ** 52 + index, capWei: '9'.repeat(78) })),
    origins: Array.from({ length: 5 }, (_, index) => ({ origin: `https://${'x'.repeat(60)}.${index}.example`, accounts: [0, 1, 2 ** 31 - 1] })),
    others: 'refuse',
  };
  const spends = Array.from({ length: MAX_SPENDS }, (_, index) => ({
    atMs: NOW_MS + index,
    chainId: 2 ** 53 - 1,
    wei: 2n ** 256n - 1n,
    intentId: random(16),
  }));

  it('behavior: come back as they were, of the greatest size too', () => {
    assert.deepEqual(readPolicy({ ...longest, origins: [...longest.origins], dailyCaps: [...longest.dailyCaps] } as never, 'policy').others, 'refuse');
    for (const limits of [
      { policy: longest, spends },
      { policy: null, spends },
      { policy: longest, spends: [] },
    ]) {
      const sealed = sealLimits(enclave, wallet, limits) ?? assert.fail();
      assert.ok(sealed.length <= MAX_LIMITS_BYTES, `${sealed.length}`);
      const opened = openLimits(enclave, wallet, sealed);
      assert.deepEqual(JSON.parse(JSON.stringify(opened, plain)), JSON.parse(JSON.stringify(limits, plain)));
    }
    assert.equal(sealLimits(enclave, wallet, NO_LIMITS), null);
    assert.equal(openLimits(enclave, wallet, undefined), NO_LIMITS);
    const accounts = [2 ** 31 - 1, 2 ** 31 - 2, 2 ** 31 - 3];
    const fill = (length: number): WalletPolicy => ({
      ...longest,
      origins: Array.from({ length: 6 }, (_, index) => ({ origin: `https://${'x'.repeat(length)}${index}`, accounts })),
    });
    const lengths = Array.from({ length: 200 }, (_, index) => index);
    const largest = fill(lengths.findLast((length) => encodePolicy(fill(length)).length <= MAX_POLICY_BYTES) ?? 0);
    assert.ok(encodePolicy(largest).length > MAX_POLICY_BYTES - 8);
    const both = sealLimits(enclave, wallet, { policy: largest, spends: spends.map((spend) => ({ ...spend, wei: 2n ** 260n })) });
    assert.ok((both?.length ?? 0) <= MAX_LIMITS_BYTES, 'a policy of the greatest size and all the spendings there can be fit one entry');
  });

  it('error: another wallet’s, another fleet’s, or a changed byte', () => {
    const sealed = sealLimits(enclave, wallet, { policy: longest, spends: [] }) ?? assert.fail();
    const isRefused = (error: unknown) => error instanceof LedgerError && error.code === 'ledger_rollback';
    assert.throws(() => openLimits(enclave, random(32), sealed), isRefused);
    assert.throws(() => openLimits({ fleet: { limitsKey: random(32) } as never }, wallet, sealed), isRefused);
    for (let offset = 0; offset < sealed.length; offset += 31) {
      assert.throws(() => openLimits(enclave, wallet, sealed.with(offset, (sealed[offset] as number) ^ 1)), isRefused);
    }
  });
});

const plain = (_key: string, value: unknown) => (typeof value === 'bigint' ? String(value) : value instanceof Uint8Array ? [...value] : value);
