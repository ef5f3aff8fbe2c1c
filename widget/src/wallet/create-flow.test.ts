import { aTimeout, expect } from '@open-wc/testing';
import { WalletError } from '../../../host-sdk/src/contract/errors.ts';
import { ApiError } from '../api/api-error.ts';
import { initialState } from '../state/state.ts';
import { createStore } from '../state/store.ts';
import { createCreateFlow } from './create-flow.ts';
import { SealedFailure } from './sealed-results.ts';

const account = { walletId: 'w', accountIndex: 0, address: '0x70997970C51812dc3A010C7d01b50e0d17dc79C8', name: 'Account 1' } as const;

function world(failures: unknown[] = []) {
  const store = createStore(initialState);
  const attempts: { readonly walletId: string; readonly pin: string }[] = [];
  const made = new Set<string>();
  let lists = 0;
  const flow = createCreateFlow({
    store,
    accounts: {
      isCreated: (walletId) => made.has(walletId),
      create: async (walletId, pin) => {
        attempts.push({ walletId, pin });
        const failure = failures.shift();
        if (failure === 'activation') made.add(walletId);
        if (failure !== undefined) throw failure === 'activation' ? new ApiError('enclave_unavailable') : failure;
        return account;
      },
    },
    onCreated: async () => {
      if (++lists === 1 && failures.includes('list')) throw new ApiError('network');
    },
    toError: () => new WalletError(-32083, 'down'),
    pinProblemOf: ({ error }) => (error.code === 'pin_policy' ? { code: 'pin_policy', rule: 'common' } : null),
  });
  const choose = async (pin = '902746', again = pin) => {
    flow.submitPin(pin);
    flow.submitPin(again);
    await aTimeout(0);
  };
  return { store, flow, attempts, choose, lists: () => lists };
}

describe('createCreateFlow', () => {
  it('takes the PIN twice, makes one wallet, and shows its address before it goes on', async () => {
    const { store, flow, attempts, choose, lists } = world();
    flow.submitPin('902746');
    expect(store.get().create.step).to.equal('intro');
    flow.proceed();
    await choose();
    expect(store.get().create).to.deep.equal({ step: 'done', address: account.address });
    expect([attempts.length, lists()]).to.deep.equal([1, 0]);
    flow.proceed();
    await aTimeout(0);
    expect([store.get().create.step, lists()]).to.deep.equal(['intro', 1]);
  });

  it('says which rule a PIN breaks, and that two differ', async () => {
    const { store, flow, attempts, choose } = world();
    flow.proceed();
    flow.submitPin('123456');
    expect(store.get().pinProblem).to.deep.equal({ code: 'pin_policy', rule: 'sequence' });
    await choose('902746', '902747');
    expect([store.get().create.step, store.get().pinProblem, attempts.length]).to.deep.equal(['choose', { code: 'mismatch' }, 0]);
  });

  it('tries again with the same wallet id, so that nothing is made twice', async () => {
    const { store, flow, attempts, choose } = world([new ApiError('kms_unavailable')]);
    flow.proceed();
    await choose();
    expect(store.get().create.step).to.equal('failed');
    flow.proceed();
    await choose();
    expect(store.get().create.step).to.equal('done');
    expect(attempts[0]?.walletId).to.equal(attempts[1]?.walletId);
  });

  it('asks for no PIN again when only the activation failed', async () => {
    const { store, flow, attempts, choose } = world(['activation']);
    flow.proceed();
    await choose();
    flow.proceed();
    await aTimeout(0);
    expect(store.get().create.step).to.equal('done');
    expect(attempts.map(({ pin }) => pin)).to.deep.equal(['902746', '']);
  });

  it('makes no second wallet when only the list did not come', async () => {
    const { store, flow, attempts, choose } = world([undefined, 'list']);
    flow.proceed();
    await choose();
    flow.proceed();
    await aTimeout(0);
    expect(store.get().create.step).to.equal('failed');
    flow.proceed();
    await aTimeout(0);
    expect([store.get().create.step, attempts.length]).to.deep.equal(['intro', 1]);
  });

  it('chooses again when the enclave refuses the PIN', async () => {
    const { store, flow, choose } = world([new SealedFailure({ code: 'pin_policy', rule: 'common' })]);
    flow.proceed();
    await choose();
    expect([store.get().create.step, store.get().pinProblem?.code]).to.deep.equal(['choose', 'pin_policy']);
  });

  it('forgets what was typed when the person goes back', async () => {
    const { store, flow, attempts } = world();
    flow.proceed();
    flow.submitPin('902746');
    flow.back();
    expect(store.get().create.step).to.equal('choose');
    flow.submitPin('902746');
    expect([store.get().create.step, attempts.length]).to.deep.equal(['confirm', 0]);
    flow.reset();
    expect(store.get().create.step).to.equal('intro');
  });
});
