import { aTimeout, expect } from '@open-wc/testing';
import type { WalletError } from '../../../host-sdk/src/contract/errors.ts';
import { ApiError } from '../api/api-error.ts';
import { initialState } from '../state/state.ts';
import { createStore } from '../state/store.ts';
import { SealedFailure } from '../wallet/sealed-results.ts';
import { createApprovalFlow } from './approval-flow.ts';
import { type ApprovedWork, createApprovalQueue } from './queue.ts';

function world() {
  const store = createStore(initialState);
  const seen: string[] = [];
  const queue = createApprovalQueue({ nowMs: () => Date.now(), onChange: () => flow.sync() });
  const flow = createApprovalFlow({
    store,
    queue,
    onShown: () => seen.push('shown'),
    onEmpty: () => seen.push('empty'),
    onDone: () => seen.push('done'),
    onLocked: () => seen.push('locked'),
  });
  function ask(id: string, work: Partial<ApprovedWork>) {
    const content = { kind: 'message', account: '0x00', text: 'hi', bytes: '0x6869', warnings: [] } as const;
    const approval = { id, origin: 'https://a.example', method: 'personal_sign', createdAtMs: Date.now(), expiresAtMs: Date.now() + 60_000, content };
    const answer = queue.add(
      approval,
      { needsPin: () => true, run: async () => ({ value: 'signed', transaction: null }), ...work },
      new AbortController().signal,
    );
    return answer.then(
      (value) => ({ value }),
      (error: WalletError) => ({ code: error.code, reason: error.data?.reason }),
    );
  }
  return { store, queue, flow, seen, ask };
}

describe('createApprovalFlow', () => {
  it('goes from review over the PIN to done, and answers once', async () => {
    const { store, flow, seen, ask } = world();
    const pins: (string | null)[] = [];
    const answer = ask('a', {
      run: async (pin) => {
        pins.push(pin);
        return { value: 'signed', transaction: null };
      },
    });
    expect(store.get().approvals.map(({ id }) => id)).to.deep.equal(['a']);
    flow.submitPin('902746');
    expect(pins).to.deep.equal([]);
    flow.approve('b');
    expect(store.get().progress.step).to.equal('review');
    flow.approve('a');
    expect(store.get().progress.step).to.equal('pin');
    flow.submitPin('902746');
    flow.submitPin('902746');
    expect(await answer).to.deep.equal({ value: 'signed' });
    expect(pins).to.deep.equal(['902746']);
    await aTimeout(0);
    expect(store.get().progress).to.deep.equal({ step: 'done', transaction: null });
    flow.proceed();
    expect(store.get().approvals).to.deep.equal([]);
    expect(seen).to.deep.equal(['shown', 'done', 'empty']);
  });

  it('asks again after a wrong PIN and says how many tries are left', async () => {
    const { store, flow, ask } = world();
    let tries = 0;
    const answer = ask('a', {
      run: async () => {
        if (++tries === 1) throw new SealedFailure({ code: 'pin_wrong', remaining: 9 });
        return { value: 'signed', transaction: null };
      },
    });
    flow.approve('a');
    flow.submitPin('111111');
    await aTimeout(0);
    expect(store.get().progress.step).to.equal('pin');
    expect(store.get().pinProblem).to.deep.equal({ code: 'pin_wrong', remaining: 9, retryAtMs: null });
    flow.submitPin('902746');
    expect(await answer).to.deep.equal({ value: 'signed' });
  });

  it('offers the same button again after a part was down, without a PIN once it has done its part', async () => {
    const { store, flow, ask } = world();
    let signed = false;
    let down = true;
    const answer = ask('a', {
      needsPin: () => !signed,
      run: async () => {
        signed = true;
        if (down) throw new ApiError('chain_unavailable');
        return { value: '0xhash', transaction: null };
      },
    });
    flow.approve('a');
    flow.submitPin('902746');
    await aTimeout(0);
    const { progress } = store.get();
    expect(progress.step === 'failed' && progress.error.code).to.equal(4901);
    down = false;
    flow.proceed();
    expect(await answer).to.deep.equal({ value: '0xhash' });
  });

  it('tells the page what failed when the person gives up after a failure, and 4001 otherwise', async () => {
    const { flow, ask } = world();
    const failing = ask('a', {
      run: async () => {
        throw new ApiError('kms_unavailable');
      },
    });
    const next = ask('b', {});
    flow.approve('a');
    flow.submitPin('902746');
    await aTimeout(0);
    flow.reject('a');
    expect(await failing).to.deep.equal({ code: -32083, reason: 'kms_unavailable' });
    flow.reject('b');
    expect((await next) as object).to.deep.include({ code: 4001 });
  });

  it('closing rejects all that wait, and leaves what runs alone', async () => {
    const { flow, queue, ask } = world();
    let finish = () => {};
    const running = ask('a', { run: () => new Promise((resolve) => (finish = () => resolve({ value: 'sent', transaction: null }))) });
    const waiting = ask('b', {});
    flow.approve('a');
    flow.submitPin('902746');
    flow.close();
    expect((await waiting) as object).to.deep.include({ code: 4001 });
    expect(queue.first()?.state).to.equal('running');
    finish();
    expect(await running).to.deep.equal({ value: 'sent' });
  });
});
