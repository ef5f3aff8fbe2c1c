import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { encodeIntent, type TransactionIntent } from '../../../widget/src/contract/intent.ts';
import { ApiProblem } from '../http/problem.ts';
import { readIntent } from './intent.ts';

const hexOf = (length: number) =>
  fc.uint8Array({ minLength: length, maxLength: length }).map((bytes): `0x${string}` => `0x${Buffer.from(bytes).toString('hex')}`);
const wei = fc.bigInt({ min: 0n, max: 2n ** 256n - 1n });
const count = fc.nat({ max: Number.MAX_SAFE_INTEGER });

const transactionIntents: fc.Arbitrary<TransactionIntent> = fc.record({
  kind: fc.constant('transaction' as const),
  appId: fc.string(),
  origin: fc.webUrl().map((url) => new URL(url).origin),
  requestId: fc.uuid({ version: 4 }),
  expiresAtSeconds: count,
  account: hexOf(20),
  accountIndex: fc.nat(),
  display: hexOf(32),
  chainId: count,
  nonce: count,
  to: fc.option(hexOf(20)),
  valueWei: wei,
  data: fc.uint8Array({ maxLength: 300 }).map((bytes): `0x${string}` => `0x${Buffer.from(bytes).toString('hex')}`),
  gasLimit: wei,
  maxFeePerGasWei: wei,
  maxPriorityFeePerGasWei: wei,
});

describe('reading an intent', () => {
  it('behavior: what the contract encodes is read back field by field', () => {
    fc.assert(
      fc.property(transactionIntents, (intent) => {
        const { kind, requestId, origin, account, chainId, nonce, to, valueWei, data } = intent;
        assert.deepEqual(readIntent(encodeIntent(intent)), { kind, requestId, origin, account, chainId, nonce, to, valueWei, data });
      }),
      { numRuns: 300 },
    );
  });

  it('error: any other bytes are refused by a typed error', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => {
        assert.throws(() => readIntent(bytes), ApiProblem);
      }),
      { numRuns: 1000 },
    );
  });

  it('error: one flipped bit gives another intent or a typed error, never a crash', () => {
    fc.assert(
      fc.property(transactionIntents, fc.nat(), (intent, at) => {
        const bytes = encodeIntent(intent);
        const index = at % (bytes.length * 8);
        bytes[index >> 3] = (bytes[index >> 3] ?? 0) ^ (1 << (index & 7));
        try {
          readIntent(bytes);
        } catch (error) {
          assert.ok(error instanceof ApiProblem, String(error));
        }
      }),
      { numRuns: 1000 },
    );
  });
});
