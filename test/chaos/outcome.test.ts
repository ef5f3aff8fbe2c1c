import assert from 'node:assert/strict';
import { it } from 'node:test';
import { WalletError } from '../../host-sdk/src/contract/errors.ts';
import { ApiError } from '../../widget/src/api/api-error.ts';
import { SealedFailure } from '../../widget/src/wallet/sealed-results.ts';
import { outcomeOf } from './outcome.ts';

it('what the enclave says of a PIN is an answer', () => {
  assert.deepEqual(outcomeOf(new SealedFailure({ code: 'pin_wrong', remaining: 7 }), 1), { type: 'ok', answer: { pin: 'wrong', remaining: 7 } });
  assert.deepEqual(outcomeOf(new SealedFailure({ code: 'intent_expired' }), 1), { type: 'fail', code: 'intent_expired' });
});

it('nothing was done when nothing was sent, or when it was refused before; else nobody can say', () => {
  assert.equal(outcomeOf(new ApiError('network'), 0)?.type, 'fail');
  assert.equal(outcomeOf(new ApiError('kms_unavailable'), 1)?.type, 'fail');
  assert.equal(outcomeOf(new ApiError('kms_unavailable'), 2)?.type, 'info');
  assert.equal(outcomeOf(new ApiError('network'), 1)?.type, 'info');
  assert.equal(outcomeOf(new ApiError('ledger_unavailable'), 1)?.type, 'info');
  assert.equal(outcomeOf(new WalletError(-32082, 'not proven'), 0)?.type, 'fail');
});

it('another error is not explained', () => {
  assert.equal(outcomeOf(new TypeError('undefined is not a function'), 1), null);
  assert.equal(outcomeOf(new WalletError(-32603, 'another address'), 1), null);
});
