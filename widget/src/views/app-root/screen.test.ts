import { expect } from '@open-wc/testing';
import type { AppState } from '../../state/state.ts';
import { initialState } from '../../state/state.ts';
import type { TaskStep } from '../../state/task.ts';
import { account, approval, asking, destroyed, kitStep, mail, message, payment, ready, signedOut, task, wireError } from '../views.mocks.ts';
import { chooseScreen, parentView, stepsWithBack } from './screen.ts';

const name = (state: AppState) => chooseScreen(state, null).name;

describe('chooseScreen', () => {
  it('follows the phase while nobody asks', () => {
    expect(name(initialState)).to.equal('loading');
    expect(name({ ...initialState, status: { phase: 'idle' } })).to.equal('loading');
    expect(name(signedOut)).to.equal('sign-in');
    expect(name({ ...signedOut, status: { phase: 'signing-in' } })).to.equal('sign-in');
    expect(name({ ...signedOut, status: { phase: 'needs-wallet' } })).to.equal('create');
    expect(name(ready)).to.equal('home');
    expect(name({ ...ready, status: { phase: 'unlocked' } })).to.equal('home');
    expect(name({ ...ready, status: { phase: 'failed', reason: 'forbidden_origin', message: '' } })).to.equal('failure');
  });

  it('follows the view', () => {
    expect(name({ ...ready, view: 'receive' })).to.equal('receive');
    expect(name({ ...ready, view: 'activity' })).to.equal('activity');
    expect(name({ ...ready, view: 'settings' })).to.equal('settings');
    expect(name({ ...ready, view: 'send' })).to.equal('send');
    expect(name({ ...ready, view: 'transaction' })).to.equal('transaction');
    expect([parentView('transaction'), parentView('send')]).to.deep.equal(['activity', null]);
  });

  it('has views behind the settings', () => {
    for (const view of ['accounts', 'backup', 'devices'] as const) {
      expect(name({ ...ready, view })).to.equal(view);
      expect(parentView(view)).to.equal('settings');
    }
    expect([parentView('settings'), parentView('home'), parentView('pin')]).to.deep.equal(['home', null, null]);
  });

  it('gives a task the screen, except over an approval, and to nobody who is signed out', () => {
    const work = task('kit', { name: 'intro' });
    expect(name({ ...ready, view: 'settings', task: work })).to.equal('task');
    expect(name({ ...asking(payment()), task: work })).to.equal('approve-transaction');
    expect(name({ ...signedOut, task: work })).to.equal('sign-in');
    expect(name({ ...signedOut, status: { phase: 'needs-wallet' }, task: task('import', { name: 'intro' }) })).to.equal('task');
  });

  it('shows nothing but the way back once the PIN is destroyed', () => {
    expect(chooseScreen(destroyed, null)).to.include({ name: 'task', key: 'destroyed' });
    expect(name({ ...destroyed, view: 'settings' })).to.equal('task');
    expect(chooseScreen({ ...destroyed, approvals: [approval(payment())] }, null).key).to.equal('destroyed');
    expect(chooseScreen({ ...destroyed, task: task('recover', { name: 'intro' }), approvals: [approval(payment())] }, null).key).to.contain('task:recover');
    const failed: AppState = { ...destroyed, approvals: [approval(payment())], progress: { step: 'failed', error: wireError(-32085) } };
    expect(name(failed)).to.equal('progress');
  });

  it('makes a screen of each step of a task, and knows from which one can go back', () => {
    const steps: readonly (readonly [TaskStep, boolean])[] = [
      [{ name: 'intro' }, true],
      [{ name: 'window' }, true],
      [{ name: 'sign-in' }, true],
      [{ name: 'pin', which: 'current' }, true],
      [{ name: 'pin', which: 'new' }, true],
      [{ name: 'pin', which: 'repeat' }, true],
      [{ name: 'enter-words', problem: null }, true],
      [{ name: 'check', positions: [1, 2, 3], problem: null }, true],
      [{ name: 'working' }, false],
      [kitStep, false],
      [{ name: 'words', words: [] }, false],
      [{ name: 'done', holdUntilMs: null }, false],
      [{ name: 'failed', error: wireError(-32603) }, false],
    ];
    const keys = steps.map(([step]) => chooseScreen({ ...ready, task: task('pin-change', step) }, null).key);
    expect(new Set(keys).size).to.equal(keys.length);
    expect(keys.map((key) => stepsWithBack.test(key))).to.deep.equal(steps.map(([, back]) => back));
  });

  it('puts an approval before every view', () => {
    expect(name({ ...asking({ kind: 'connect', accounts: [account] }), view: 'settings' })).to.equal('connect');
    expect(name(asking(payment()))).to.equal('approve-transaction');
    expect(name(asking(message()))).to.equal('approve-message');
    expect(name(asking(mail))).to.equal('approve-typed-data');
  });

  it('asks someone who is signed out to sign in before an approval', () => {
    expect(name({ ...asking(payment()), status: { phase: 'signed-out' } })).to.equal('sign-in');
    expect(name({ ...asking(payment()), status: { phase: 'needs-wallet' } })).to.equal('create');
  });

  it('goes from the review to the PIN to what became of it', () => {
    const state = asking(payment());
    expect(name({ ...state, progress: { step: 'pin' } })).to.equal('pin');
    expect(name({ ...state, progress: { step: 'working', what: 'signing' } })).to.equal('progress');
    expect(name({ ...state, progress: { step: 'failed', error: wireError(4901) } })).to.equal('progress');
  });

  it('keeps the result of an approval that has left the queue, also while the next one waits', () => {
    const shown = approval(payment(), 'first');
    const done: AppState = { ...ready, progress: { step: 'done', transaction: null } };
    expect(chooseScreen(done, shown).approval?.id).to.equal('first');
    expect(chooseScreen({ ...done, approvals: [approval(message(), 'second')] }, shown).approval?.id).to.equal('first');
    expect(chooseScreen(done, null).name).to.equal('home');
  });

  it('makes a screen of its own of each approval, step and wait', () => {
    const keys = [
      chooseScreen({ ...ready, approvals: [approval(payment(), 'a')] }, null).key,
      chooseScreen({ ...ready, approvals: [approval(payment(), 'b')] }, null).key,
      chooseScreen({ ...ready, approvals: [approval(payment(), 'b')], progress: { step: 'pin' } }, null).key,
      chooseScreen({ ...signedOut, status: { phase: 'needs-wallet' }, create: { step: 'choose' } }, null).key,
      chooseScreen({ ...signedOut, status: { phase: 'needs-wallet' }, create: { step: 'confirm' } }, null).key,
      chooseScreen(signedOut, null).key,
      chooseScreen({ ...signedOut, status: { phase: 'signing-in' }, signingInWith: 'demo' }, null).key,
    ];
    expect(new Set(keys).size).to.equal(keys.length);
  });

  it('stays on one screen while a request is verified, signed and sent', () => {
    const shown = approval(payment());
    const key = (what: 'verifying' | 'signing' | 'sending') => chooseScreen({ ...ready, approvals: [shown], progress: { step: 'working', what } }, shown).key;
    expect(key('verifying')).to.equal(key('sending'));
  });
});
