import { aTimeout, expect } from '@open-wc/testing';
import { WalletError } from '../../../host-sdk/src/contract/errors.ts';
import { createMemoryDatabase } from '../state/database.ts';
import type { AppState, PinProblem } from '../state/state.ts';
import { initialState } from '../state/state.ts';
import { createStore } from '../state/store.ts';
import { createIdleLock } from './idle-lock.ts';

const account = { walletId: 'w', accountIndex: 0, address: '0x1', name: 'Account 1' } as const;
const ready: Partial<AppState> = { status: { phase: 'locked' }, accounts: [account], activeAccount: account, visible: true };
const MINUTE = 60_000;

/** @param kept what an earlier page has left. */
function open(kept: unknown, state: Partial<AppState> = {}) {
  const store = createStore<AppState>({ ...initialState, status: { phase: 'loading' }, visible: true, ...state });
  const values = new Map<string, unknown>(kept === undefined ? [] : [['lock', kept]]);
  const told: boolean[] = [];
  let nowMs = 100 * MINUTE;
  let answer: unknown = null;
  let destroyed = 0;
  const lock = createIdleLock({
    store,
    database: createMemoryDatabase(values),
    nowMs: () => nowMs,
    isFramed: true,
    checkPin: async () => {
      if (answer !== null) throw answer;
    },
    pinProblemOf: (cause) => (cause instanceof Error ? null : (cause as PinProblem)),
    toError: () => new WalletError(-32083, '', { reason: 'ledger_unavailable' }),
    onDestroyed: () => destroyed++,
    onLock: (isLocked) => told.push(isLocked),
    onUse: () => {},
  });
  return {
    store,
    values,
    told,
    lock,
    isLocked: () => store.get().lock !== null,
    destroyed: () => destroyed,
    pass: (ms: number) => {
      nowMs += ms;
      document.dispatchEvent(new Event('visibilitychange'));
    },
    answers: (next: unknown) => {
      answer = next;
    },
    begin: async () => {
      store.set(ready);
      await aTimeout(0);
    },
  };
}

describe('createIdleLock', () => {
  it('locks after as many idle minutes as the person chose, and tells the other tabs once', async () => {
    const wallet = open(undefined, { autoLock: '5' });
    await wallet.begin();
    wallet.pass(4 * MINUTE);
    window.dispatchEvent(new Event('pointerdown'));
    wallet.pass(4 * MINUTE);
    expect(wallet.isLocked()).to.equal(false);
    wallet.pass(MINUTE);
    wallet.pass(MINUTE);
    expect(wallet.isLocked()).to.equal(true);
    expect(wallet.told).to.deep.equal([true]);
    expect(wallet.values.get('lock')).to.equal('locked');
  });

  it('is at once as locked as it would have become while the machine slept', async () => {
    const wallet = open(undefined, { autoLock: '1' });
    await wallet.begin();
    wallet.pass(0);
    const { lock } = wallet;
    lock.used();
    wallet.pass(10 * MINUTE);
    window.dispatchEvent(new Event('keydown'));
    expect(wallet.isLocked()).to.equal(true);
  });

  it('locks as soon as it is out of sight where that was chosen', async () => {
    const wallet = open(undefined, { autoLock: 'hidden' });
    await wallet.begin();
    expect(wallet.isLocked()).to.equal(false);
    wallet.store.set({ visible: false });
    expect(wallet.isLocked()).to.equal(true);
  });

  for (const [name, kept, autoLock, isLocked] of [
    ['was locked', 'locked', '15', true],
    ['was used long ago', 70 * MINUTE, '15', true],
    ['was used just now', 99 * MINUTE, '15', false],
    ['was out of sight meanwhile', 99 * MINUTE, 'hidden', true],
    ['kept nothing', undefined, '15', false],
    ['kept what nobody wrote', { locked: false }, '15', false],
  ] as const) {
    it(`${isLocked ? 'is locked' : 'is open'} after a reload when it ${name}`, async () => {
      const wallet = open(kept, { autoLock });
      await wallet.begin();
      expect(wallet.isLocked()).to.equal(isLocked);
      expect(wallet.told).to.deep.equal([]);
    });
  }

  it('is open after a login of this moment, whatever was before', async () => {
    const wallet = open('locked');
    wallet.store.set({ status: { phase: 'signed-out' } });
    await wallet.begin();
    expect(wallet.isLocked()).to.equal(false);
  });

  it('forgets its lock when somebody signs out', async () => {
    const wallet = open(undefined);
    await wallet.begin();
    wallet.lock.lock();
    wallet.store.set({ status: { phase: 'signed-out' } });
    expect(wallet.isLocked()).to.equal(false);
    expect(wallet.values.has('lock')).to.equal(false);
  });

  it('opens with the right PIN only, and says of a wrong one how many tries are left', async () => {
    const wallet = open('locked');
    await wallet.begin();
    wallet.answers({ code: 'pin_wrong', remaining: 9, retryAtMs: null });
    await wallet.lock.unlock('111111');
    expect(wallet.store.get().lock).to.deep.equal({ step: 'asking', problem: null });
    expect(wallet.store.get().pinProblem).to.deep.equal({ code: 'pin_wrong', remaining: 9, retryAtMs: null });
    wallet.answers(new Error('no witnesses'));
    await wallet.lock.unlock('111111');
    expect(wallet.store.get().lock?.problem?.code).to.equal(-32083);
    wallet.answers({ code: 'pin_locked' });
    await wallet.lock.unlock('111111');
    expect(wallet.destroyed()).to.equal(1);
    wallet.answers(null);
    await wallet.lock.unlock('493817');
    expect(wallet.isLocked()).to.equal(false);
    expect(wallet.told).to.deep.equal([false]);
    expect([...wallet.values.values()].join()).not.to.contain('493817');
  });

  it('asks the enclave once where a PIN is entered twice', async () => {
    const wallet = open('locked');
    await wallet.begin();
    await Promise.all([wallet.lock.unlock('493817'), wallet.lock.unlock('493817')]);
    expect(wallet.told).to.deep.equal([false]);
  });

  it('is opened by the PIN that signed', async () => {
    const wallet = open('locked');
    await wallet.begin();
    wallet.store.set({ progress: { step: 'working', what: 'signing' } });
    expect(wallet.isLocked()).to.equal(true);
    wallet.store.set({ progress: { step: 'done', transaction: null } });
    expect(wallet.isLocked()).to.equal(false);
  });

  it('follows the other tabs without answering them', async () => {
    const wallet = open(undefined);
    await wallet.begin();
    wallet.lock.close();
    expect(wallet.isLocked()).to.equal(true);
    wallet.lock.open();
    expect(wallet.isLocked()).to.equal(false);
    expect(wallet.told).to.deep.equal([]);
  });
});
