import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { keccak256, serializeTransaction, toBytes, toHex } from 'viem';
import { type CborValue, encodeDcbor } from '../../../widget/src/contract/dcbor.ts';
import { encodeIntent, type TransactionIntent } from '../../../widget/src/contract/intent.ts';
import { SealedFailure } from './failures.ts';
import { readIntent } from './intent.ts';
import { decodeStrict } from './strict-cbor.ts';
import { createTestClock } from './testing/fakes.ts';
import { intentHeader, transactionIntent } from './testing/intents.ts';
import { signedTransaction, transactionDigest } from './transaction.ts';

const clock = createTestClock(Date.UTC(2026, 10, 22));
const world = { clock };
const ACCOUNT = '0x00000000000000000000000000000000000000bb';
const session = { appId: 'demo', nowMs: clock.nowMs() };
const refused = (expected: object) => (error: unknown) => {
  assert.ok(error instanceof SealedFailure, String(error));
  assert.deepEqual(error.error, expected);
  return true;
};
const invalid = (field: string) => refused({ code: 'intent_invalid', field });
const asMap = (intent: TransactionIntent) => decodeStrict(encodeIntent(intent)) as { readonly [key: string]: CborValue };
const changed = (change: { readonly [key: string]: CborValue }) => encodeDcbor({ ...asMap(transactionIntent(world, ACCOUNT)), ...change });

describe('reading an intent', () => {
  it('gives back what the widget wrote', () => {
    const intent = readIntent(encodeIntent(transactionIntent(world, ACCOUNT)), session);
    assert.ok(intent.kind === 'transaction');
    assert.deepEqual([intent.valueWei, intent.gasLimit, intent.chainId], [10n ** 18n, 21_000n, 31337]);
    const message = readIntent(encodeIntent({ kind: 'message', ...intentHeader(world, ACCOUNT), message: '0x' }), session);
    assert.ok(message.kind === 'message' && message.message.length === 0);
  });

  it('takes a WalletConnect session for the asker, by its topic', () => {
    const origin = `wc:${'ab'.repeat(32)}`;
    assert.equal(readIntent(changed({ origin }), session).origin, origin);
  });

  const bad: readonly (readonly [string, { readonly [key: string]: CborValue }])[] = [
    ['v', { v: 2 }],
    ['kind', { kind: 'raw' }],
    ['kind', { kind: '__proto__' }],
    ['appId', { appId: 'other' }],
    ['origin', { origin: 'https://dapp.example/path' }],
    ['origin', { origin: 'null' }],
    ['origin', { origin: 'wc:' }],
    ['origin', { origin: `wc:${'AB'.repeat(32)}` }],
    ['origin', { origin: `wc:${'ab'.repeat(33)}` }],
    ['origin', { origin: `wc:${'ab'.repeat(32)}@shop.example` }],
    ['origin', { origin: `wc:${'ab'.repeat(32)}\n` }],
    ['requestId', { requestId: 'x' }],
    ['account', { account: new Uint8Array(19) }],
    ['accountIndex', { accountIndex: 2 ** 31 }],
    ['accountIndex', { accountIndex: -1 }],
    ['display', { display: new Uint8Array(31) }],
    ['chainId', { chainId: 0 }],
    ['nonce', { nonce: -1 }],
    ['to', { to: new Uint8Array(21) }],
    ['to', { to: null }],
    ['valueWei', { valueWei: '-1' }],
    ['valueWei', { valueWei: '01' }],
    ['valueWei', { valueWei: '0x1' }],
    ['valueWei', { valueWei: String(2n ** 256n) }],
    ['valueWei', { valueWei: 5 }],
    ['gasLimit', { gasLimit: '20999' }],
    ['gasLimit', { gasLimit: String(2n ** 64n) }],
    ['maxPriorityFeePerGasWei', { maxPriorityFeePerGasWei: '2000000001' }],
    ['authorizationList', { authorizationList: [] }],
    ['expiresAtSeconds', { expiresAtSeconds: clock.nowMs() / 1000 + 121 }],
  ];
  for (const [field, change] of bad) {
    it(`error: ${field} ${JSON.stringify(change, (_, value) => (value instanceof Uint8Array ? toHex(value) : value))}`, () => {
      assert.throws(() => readIntent(changed(change), session), invalid(field));
    });
  }

  it('error: expired', () => {
    assert.throws(() => readIntent(changed({ expiresAtSeconds: clock.nowMs() / 1000 }), session), refused({ code: 'intent_expired' }));
  });

  it('error: a missing field, a second spelling, trailing bytes, nothing', () => {
    const { nonce: _, ...short } = asMap(transactionIntent(world, ACCOUNT));
    assert.throws(() => readIntent(encodeDcbor(short), session), invalid('nonce'));
    const bytes = encodeIntent(transactionIntent(world, ACCOUNT));
    assert.throws(() => readIntent(Uint8Array.of(...bytes, 0), session), invalid('intent'));
    assert.throws(() => readIntent(bytes.slice(0, -1), session), invalid('intent'));
    assert.throws(() => readIntent(new Uint8Array(0), session), invalid('intent'));
    assert.throws(() => readIntent(encodeDcbor([1]), session), invalid('kind'));
  });

  it('property: no bytes throw anything but a sealed failure', () => {
    const bytes = encodeIntent(transactionIntent(world, ACCOUNT));
    fc.assert(
      fc.property(fc.nat({ max: bytes.length - 1 }), fc.nat({ max: 255 }), (offset, value) => {
        const spoilt = bytes.slice();
        spoilt[offset] = value;
        try {
          readIntent(spoilt, session);
        } catch (error) {
          assert.ok(error instanceof SealedFailure);
        }
      }),
      { numRuns: 2_000 },
    );
  });
});

describe('transaction bytes', () => {
  it('property: digest and signed bytes are viem’s', () => {
    const arbitrary = fc.record({
      chainId: fc.integer({ min: 1, max: 2 ** 40 }),
      nonce: fc.nat(),
      to: fc.option(fc.uint8Array({ minLength: 20, maxLength: 20 }).map((bytes) => toHex(bytes))),
      valueWei: fc.bigInt({ min: 0n, max: 2n ** 256n - 1n }),
      data: fc.uint8Array({ minLength: 1, maxLength: 300 }).map((bytes) => toHex(bytes)),
      gasLimit: fc.bigInt({ min: 21_000n, max: 2n ** 64n - 1n }),
      maxFeePerGasWei: fc.bigInt({ min: 10n ** 9n, max: 2n ** 100n }),
      maxPriorityFeePerGasWei: fc.bigInt({ min: 0n, max: 10n ** 9n }),
    });
    const scalar = fc.uint8Array({ minLength: 32, maxLength: 32 });
    fc.assert(
      fc.property(arbitrary, scalar, scalar, fc.constantFrom(0 as const, 1 as const), (fields, r, s, yParity) => {
        const intent = readIntent(encodeIntent(transactionIntent(world, ACCOUNT, fields)), session);
        assert.ok(intent.kind === 'transaction');
        const { chainId, nonce, to, data } = fields;
        const viemTransaction = {
          type: 'eip1559',
          chainId,
          nonce,
          ...(to === null ? {} : { to }),
          data,
          value: fields.valueWei,
          gas: fields.gasLimit,
          maxFeePerGas: fields.maxFeePerGasWei,
          maxPriorityFeePerGas: fields.maxPriorityFeePerGasWei,
        } as const;
        assert.equal(toHex(transactionDigest(intent)), keccak256(serializeTransaction(viemTransaction)));
        // viem refuses signatures whose numbers are zero, as secp256k1 does.
        const signature = { r: toHex(Uint8Array.of(1, ...r.slice(1))), s: toHex(Uint8Array.of(0, 1, ...s.slice(2))), yParity };
        const signed = signedTransaction(intent, { r: toBytes(signature.r), s: toBytes(signature.s), yParity });
        assert.equal(toHex(signed.raw), serializeTransaction(viemTransaction, signature));
        assert.equal(toHex(signed.hash), keccak256(signed.raw));
      }),
      { numRuns: 200 },
    );
  });
});
