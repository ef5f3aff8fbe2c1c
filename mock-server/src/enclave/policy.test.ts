import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { SealedFailure } from './failures.ts';
import type { MessageIntent, TransactionIntent, TypedDataIntent } from './intent.ts';
import { grantCost } from './policy.ts';

const account = new Uint8Array(20).fill(0xaa);
const somebody = new Uint8Array(20).fill(0xbb);
const header = {
  v: 1,
  appId: 'demo',
  origin: 'https://dapp.example',
  requestId: '00000000-0000-4000-8000-000000000000',
  expiresAtSeconds: 1_800_000_000,
  account,
  accountIndex: 0,
  display: new Uint8Array(32),
} as const;

/** Costs 7 wei at most: 1 of value, 2 gas at 3. */
function transaction(change: Partial<TransactionIntent> = {}): TransactionIntent {
  const amounts = { valueWei: 1n, gasLimit: 2n, maxFeePerGasWei: 3n, maxPriorityFeePerGasWei: 0n };
  return { ...header, kind: 'transaction', chainId: 31337, nonce: 0, to: somebody, data: new Uint8Array(0), ...amounts, ...change };
}
const message: MessageIntent = { ...header, kind: 'message', message: new Uint8Array(0) };
const typedData: TypedDataIntent = { ...header, kind: 'typed-data', json: '{}' };

/** A call's data: selector and 32-byte words; a word given by its last bytes. */
function call(selector: string, ...words: readonly Uint8Array[]): Uint8Array<ArrayBuffer> {
  const padded = words.map((word) => Buffer.concat([Buffer.alloc(32 - word.length), word]));
  return new Uint8Array(Buffer.concat([Buffer.from(selector, 'hex'), ...padded]));
}
const amount = Uint8Array.of(5);

function refusal(act: () => unknown): unknown {
  let thrown: unknown = null;
  assert.throws(act, (error) => {
    thrown = error;
    return error instanceof SealedFailure;
  });
  return (thrown as SealedFailure).error;
}

describe('what a grant may sign without the PIN', () => {
  const cost = { chainId: 31337, wei: 7n };
  const needsPin = (data: Uint8Array, change: Partial<TransactionIntent> = {}) =>
    assert.deepEqual(
      refusal(() => grantCost(transaction({ data, ...change }), [])),
      { code: 'pin_required', field: 'data' },
    );

  it('a plain payment, at its value and its highest fee, on its chain', () => {
    assert.deepEqual(grantCost(transaction(), []), cost);
    assert.deepEqual(grantCost(transaction({ chainId: 1, valueWei: 100n, gasLimit: 21_000n, maxFeePerGasWei: 10n }), []), { chainId: 1, wei: 210_100n });
  });

  it('not the creation of a contract, however short', () => {
    needsPin(new Uint8Array(0), { to: null });
    needsPin(Uint8Array.of(0x60), { to: null });
    needsPin(call('a9059cbb', somebody, amount), { to: null });
  });

  it('ERC-20 transfer(address,uint256)', () => {
    assert.deepEqual(grantCost(transaction({ data: call('a9059cbb', somebody, amount) }), []), cost);
  });

  for (const [selector, name] of [
    ['23b872dd', 'transferFrom(address,address,uint256)'],
    ['42842e0e', 'safeTransferFrom(address,address,uint256)'],
  ] as const) {
    it(`${name}: of one's own, not of somebody else's by an allowance`, () => {
      assert.deepEqual(grantCost(transaction({ data: call(selector, account, somebody, amount) }), []), cost);
      needsPin(call(selector, somebody, account, amount));
      const oneBitOff = account.map((byte, index) => (index === 19 ? byte ^ 1 : byte));
      needsPin(call(selector, oneBitOff, somebody, amount));
    });

    it(`${name}: both addresses have twelve zero bytes in front`, () => {
      const dirtyFrom = new Uint8Array(32).fill(0xaa);
      needsPin(call(selector, dirtyFrom, somebody, amount));
      needsPin(call(selector, account, Uint8Array.of(1, ...somebody), amount));
      // The amount may be as large as it likes.
      assert.deepEqual(grantCost(transaction({ data: call(selector, account, somebody, new Uint8Array(32).fill(0xff)) }), []), cost);
    });
  }

  it('transfer: the address has twelve zero bytes in front, each of them looked at', () => {
    for (let index = 0; index < 12; index++) {
      const data = call('a9059cbb', somebody, amount);
      data[4 + index] = 1;
      needsPin(data);
    }
    assert.deepEqual(grantCost(transaction({ data: call('a9059cbb', somebody, new Uint8Array(32).fill(0xff)) }), []), cost);
  });

  it('a transfer in exactly its own length', () => {
    for (const [selector, words] of [
      ['a9059cbb', [somebody, amount]],
      ['23b872dd', [account, somebody, amount]],
      ['42842e0e', [account, somebody, amount]],
    ] as const) {
      const data = call(selector, ...words);
      needsPin(data.subarray(0, -1));
      needsPin(Uint8Array.of(...data, 0));
      needsPin(data.subarray(0, 4));
    }
  });

  it('no other call: approve, setApprovalForAll, permit, multicall, an unknown one, less than a selector', () => {
    for (const selector of ['095ea7b3', 'a22cb465', 'd505accf', 'ac9650d8', '00000000', 'a9059cbc']) needsPin(call(selector, somebody, amount));
    needsPin(call('095ea7b3', account, somebody, amount));
    for (const length of [1, 2, 3]) needsPin(call('a9059cbb').subarray(0, length));
  });

  it('messages, at no cost', () => assert.equal(grantCost(message, []), null));

  it('typed data that spends nothing, at no cost', () => {
    assert.equal(grantCost(typedData, []), null);
    assert.equal(grantCost(typedData, ['Mail', 'Person']), null);
  });

  it('no typed data with the name of something that spends, in any case and anywhere among its types', () => {
    for (const name of [
      'Permit',
      'PERMITSINGLE',
      'MyPermit',
      'Approval',
      'approve',
      'OrderComponents',
      'order',
      'Delegation',
      'delegate',
      'TokenTransfer',
      'Transfer',
    ]) {
      for (const names of [[name], ['Mail', name], [name, 'Mail']]) {
        assert.deepEqual(
          refusal(() => grantCost(typedData, names)),
          { code: 'pin_required', field: 'json.primaryType' },
          names.join(),
        );
      }
    }
  });
});
