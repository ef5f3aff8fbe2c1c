import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { WalletPolicy } from '../../../widget/src/contract/sealed.ts';
import { SealedFailure } from './failures.ts';
import type { EnclaveIntent, TransactionIntent } from './intent.ts';
import { MAX_SPENDS, SPENDING_WINDOW_MS, type Spend } from './limits.ts';
import { HOLD_CAP_WEI, isLimited, judgeSpending, NEW_DEVICE_CAP_WEI, type Standing } from './spending.ts';

/* Each limit over spending by itself, at its very wei and millisecond. Sums over many signatures are in spending.test.ts. */

const NOW_MS = 10 * SPENDING_WINDOW_MS;
const PAGE = 'https://dapp.example';
const header = {
  v: 1,
  appId: 'demo',
  origin: PAGE,
  requestId: '00000000-0000-4000-8000-000000000000',
  expiresAtSeconds: 0,
  account: new Uint8Array(20),
  accountIndex: 0,
  display: new Uint8Array(32),
} as const;
const intentHash = new Uint8Array(32).map((_, index) => index);
const intentId = intentHash.slice(0, 16);

/** Costs `wei`, one of them in fees. */
function transaction(wei: bigint, change: Partial<TransactionIntent> = {}): TransactionIntent {
  const amounts = { valueWei: wei - 1n, gasLimit: 1n, maxFeePerGasWei: 1n, maxPriorityFeePerGasWei: 0n };
  return { ...header, kind: 'transaction', chainId: 1, nonce: 0, to: new Uint8Array(20), data: new Uint8Array(0), ...amounts, ...change };
}
const message: EnclaveIntent = { ...header, kind: 'message', message: new Uint8Array(0) };

function policyOf(change: Partial<WalletPolicy> = {}): WalletPolicy {
  return { dailyCaps: [], origins: [], others: 'allow', ...change };
}
const capped = (capWei: bigint, chainId = 1) => policyOf({ dailyCaps: [{ chainId, capWei: capWei.toString() }] });
const spend = (atMs: number, wei: bigint, chainId = 1, id = 200): Spend => ({ atMs, wei, chainId, intentId: new Uint8Array(16).fill(id) });

type Given = { readonly policy?: WalletPolicy; readonly spends?: readonly Spend[]; readonly holdUntilMs?: number; readonly deviceHoldUntilMs?: number };
function standingOf({ policy, spends = [], holdUntilMs = 0, deviceHoldUntilMs = 0 }: Given): Standing {
  return { limits: { policy: policy ?? null, spends }, holdUntilMs, deviceHoldUntilMs };
}
const judge = (intent: EnclaveIntent, given: Given, isGrant = false) => judgeSpending(intent, intentHash, standingOf(given), { nowMs: NOW_MS, isGrant });

function refusal(act: () => unknown): unknown {
  let error: unknown = null;
  assert.throws(act, (thrown) => {
    error = thrown instanceof SealedFailure ? thrown.error : null;
    return thrown instanceof SealedFailure;
  });
  return error;
}
const refused = (intent: EnclaveIntent, given: Given, error: unknown, isGrant = false) =>
  assert.deepEqual(
    refusal(() => judge(intent, given, isGrant)),
    error,
  );
const counted = (wei: bigint, chainId = 1): Spend => ({ atMs: NOW_MS, chainId, wei, intentId });

describe('what is limited', () => {
  it('a wallet with a policy, a fresh recovery or a new device, each by itself and to the millisecond', () => {
    assert.equal(isLimited(standingOf({}), NOW_MS), false);
    assert.equal(isLimited(standingOf({ policy: policyOf() }), NOW_MS), true);
    for (const name of ['holdUntilMs', 'deviceHoldUntilMs']) {
      assert.equal(isLimited(standingOf({ [name]: NOW_MS + 1 }), NOW_MS), true);
      assert.equal(isLimited(standingOf({ [name]: NOW_MS }), NOW_MS), false);
      assert.equal(isLimited(standingOf({ [name]: NOW_MS - 1 }), NOW_MS), false);
    }
  });

  it('nothing else is counted', () => {
    assert.equal(judge(transaction(10n ** 30n), {}), null);
    assert.equal(judge(transaction(10n ** 30n), { policy: policyOf() }), null);
    assert.equal(judge(transaction(10n ** 30n), { policy: capped(5n, 2) }), null, 'a cap on another chain');
    assert.equal(judge(message, { policy: capped(0n), holdUntilMs: NOW_MS + 1, deviceHoldUntilMs: NOW_MS + 1 }), null);
  });
});

describe('a cap', () => {
  for (const [name, holdName, field, capWei] of [
    ['of a fresh recovery', 'holdUntilMs', 'valueWei', HOLD_CAP_WEI],
    ['of a new device', 'deviceHoldUntilMs', 'device', NEW_DEVICE_CAP_WEI],
  ] as const) {
    it(`${name} holds to the wei, over all chains, until its millisecond`, () => {
      const given = { [holdName]: NOW_MS + 5 };
      const error = { code: 'hold', field, retryAtMs: NOW_MS + 5 };
      assert.deepEqual(judge(transaction(capWei), given), [counted(capWei)]);
      refused(transaction(capWei + 1n), given, error);
      const spends = [spend(NOW_MS - 1, 3n, 7)];
      assert.deepEqual(judge(transaction(capWei - 3n), { ...given, spends }), [...spends, counted(capWei - 3n)]);
      refused(transaction(capWei - 2n), { ...given, spends }, error);
      assert.equal(judge(transaction(capWei + 1n), { [holdName]: NOW_MS }), null);
    });
  }

  it('of both holds: the smaller one', () => {
    assert.deepEqual([HOLD_CAP_WEI, NEW_DEVICE_CAP_WEI], [50_000_000_000_000_000n, 500_000_000_000_000_000n]);
    const given = { holdUntilMs: NOW_MS + 5, deviceHoldUntilMs: NOW_MS + 9 };
    refused(transaction(HOLD_CAP_WEI + 1n), given, { code: 'hold', field: 'valueWei', retryAtMs: NOW_MS + 5 });
  });

  it('of one’s own holds to the wei, on its own chain', () => {
    const policy = capped(100n);
    assert.deepEqual(judge(transaction(100n), { policy }), [counted(100n)]);
    refused(transaction(101n), { policy }, { code: 'policy_refused', field: 'valueWei' });
    const elsewhere = [spend(NOW_MS - 1, 1_000n, 2)];
    assert.deepEqual(judge(transaction(100n), { policy, spends: elsewhere }), [...elsewhere, counted(100n)]);
    const here = [spend(NOW_MS - 1, 40n)];
    assert.deepEqual(judge(transaction(60n), { policy, spends: here }), [...here, counted(60n)]);
    refused(transaction(61n), { policy, spends: here }, { code: 'policy_refused', field: 'valueWei', retryAtMs: NOW_MS - 1 + SPENDING_WINDOW_MS });
    const two = policyOf({
      dailyCaps: [
        { chainId: 2, capWei: '5' },
        { chainId: 1, capWei: '100' },
      ],
    });
    assert.deepEqual(judge(transaction(100n), { policy: two }), [counted(100n)]);
    refused(transaction(6n, { chainId: 2 }), { policy: two }, { code: 'policy_refused', field: 'valueWei' });
  });

  it('counts what is younger than 24 hours, to the millisecond, and drops what is older', () => {
    const policy = capped(100n);
    const old = spend(NOW_MS - SPENDING_WINDOW_MS, 100n);
    assert.deepEqual(judge(transaction(100n), { policy, spends: [old] }), [counted(100n)]);
    const young = spend(NOW_MS - SPENDING_WINDOW_MS + 1, 100n);
    refused(transaction(1n), { policy, spends: [young] }, { code: 'policy_refused', field: 'valueWei', retryAtMs: NOW_MS + 1 });
  });

  it('counts the very same intent once', () => {
    const policy = capped(100n);
    assert.equal(judge(transaction(100n), { policy, spends: [counted(100n)] }), null);
    const other = { ...counted(100n), intentId: intentId.map((byte, index) => (index === 15 ? byte ^ 1 : byte)) };
    assert.notEqual(
      refusal(() => judge(transaction(100n), { policy, spends: [other] })),
      null,
    );
    const old = { ...counted(100n), atMs: NOW_MS - SPENDING_WINDOW_MS };
    assert.deepEqual(judge(transaction(100n), { policy, spends: [old] }), [counted(100n)]);
  });

  it('says when there will be room: when enough of what counts is a day old, whatever its order', () => {
    const spends = [spend(NOW_MS - 10, 30n), spend(NOW_MS - 30, 20n), spend(NOW_MS - 20, 50n)];
    const room = (wei: bigint, retryAtMs: number | null) => {
      const error = { code: 'policy_refused', field: 'valueWei', ...(retryAtMs === null ? {} : { retryAtMs }) };
      refused(transaction(wei), { policy: capped(100n), spends }, error);
    };
    room(1n, NOW_MS - 30 + SPENDING_WINDOW_MS);
    room(20n, NOW_MS - 30 + SPENDING_WINDOW_MS);
    room(21n, NOW_MS - 20 + SPENDING_WINDOW_MS);
    room(70n, NOW_MS - 20 + SPENDING_WINDOW_MS);
    room(71n, NOW_MS - 10 + SPENDING_WINDOW_MS);
    room(100n, NOW_MS - 10 + SPENDING_WINDOW_MS);
    room(101n, null);
  });
});

describe('sixteen spendings', () => {
  const policy = capped(10n ** 9n);
  const others = (count: number, from = 10) => Array.from({ length: count }, (_, index) => spend(NOW_MS - 100 + index, 5n, from + index, index));

  it('fit as they are', () => {
    assert.equal(MAX_SPENDS, 16);
    const spends = [...others(14), spend(NOW_MS - 1, 7n)];
    assert.deepEqual(judge(transaction(3n), { policy, spends }), [...spends, counted(3n)]);
  });

  it('and one more: the two oldest of one chain become one, as young as the younger and as large as both', () => {
    // Chains 10 and 11 have two each; those of chain 11 come first.
    const [first, second] = [spend(NOW_MS - 300, 5n, 11, 1), spend(NOW_MS - 200, 6n, 11, 2)];
    const lone = others(12, 20);
    const [third, fourth] = [spend(NOW_MS - 50, 7n, 10, 3), spend(NOW_MS - 40, 8n, 10, 4)];
    const spends = [first, ...lone, second, third, fourth];
    const merged = { ...second, wei: 11n };
    const expected = [merged, ...lone, third, fourth, counted(3n)].sort((left, right) => left.atMs - right.atMs);
    assert.deepEqual(judge(transaction(3n), { policy, spends }), expected);
    assert.equal(expected.length, 16);
    // Also where the younger one stands first: it counts for longer, never for less.
    const swapped = [second, ...lone, first, third, fourth];
    const kept = judge(transaction(3n), { policy, spends: swapped })?.find(({ chainId }) => chainId === 11);
    assert.deepEqual(kept, { ...first, wei: 11n, atMs: second.atMs });
  });

  it('and one more, where the oldest of all is alone on its chain: it stays', () => {
    const lone = [spend(NOW_MS - 400, 5n, 19), ...others(13, 20)];
    const [younger, youngest] = [spend(NOW_MS - 50, 7n, 10, 3), spend(NOW_MS - 40, 8n, 10, 4)];
    const merged = { ...youngest, wei: 15n };
    assert.deepEqual(judge(transaction(3n), { policy, spends: [...lone, younger, youngest] }), [...lone, merged, counted(3n)]);
  });

  it('of sixteen chains: one more has to wait for the oldest', () => {
    const spends = [...others(15, 30).toReversed(), spend(NOW_MS - 500, 5n, 99)];
    refused(transaction(3n), { policy, spends }, { code: 'hold', field: 'chainId', retryAtMs: NOW_MS - 500 + SPENDING_WINDOW_MS });
  });
});

describe('pages and accounts', () => {
  const known = {
    origins: [
      { origin: 'https://other.example', accounts: [1] },
      { origin: PAGE, accounts: [0, 3] },
    ],
  };
  const intents = (accountIndex: number, origin: string = PAGE): readonly EnclaveIntent[] => [
    { ...message, accountIndex, origin },
    transaction(1n, { accountIndex, origin }),
  ];

  it('with "allow" any page may ask for any account', () => {
    for (const intent of [...intents(9), ...intents(0, 'https://unknown.example')]) {
      for (const isGrant of [false, true]) assert.equal(judge(intent, { policy: policyOf({ ...known, others: 'allow' }) }, isGrant), null);
    }
  });

  it('a listed page may ask for its own accounts', () => {
    for (const others of ['ask', 'refuse'] as const) {
      for (const intent of [...intents(0), ...intents(3), ...intents(1, 'https://other.example')]) {
        for (const isGrant of [false, true]) assert.equal(judge(intent, { policy: policyOf({ ...known, others }) }, isGrant), null);
      }
    }
  });

  it('with "refuse" nobody else, with "ask" nobody else without the PIN', () => {
    for (const [other, field] of [
      [intents(1), 'accountIndex'],
      [intents(0, 'https://other.example'), 'accountIndex'],
      [intents(0, 'https://unknown.example'), 'origin'],
      [intents(0, `${PAGE}.`), 'origin'],
    ] as const) {
      for (const intent of other) {
        for (const isGrant of [false, true]) refused(intent, { policy: policyOf({ ...known, others: 'refuse' }) }, { code: 'policy_refused', field }, isGrant);
        refused(intent, { policy: policyOf({ ...known, others: 'ask' }) }, { code: 'pin_required', field }, true);
        assert.equal(judge(intent, { policy: policyOf({ ...known, others: 'ask' }) }, false), null);
      }
    }
  });

  it('are judged before any cap', () => {
    const policy = { ...capped(1n), others: 'refuse' as const };
    refused(transaction(5n), { policy, holdUntilMs: NOW_MS + 1 }, { code: 'policy_refused', field: 'origin' });
  });
});
