import { expect } from '@open-wc/testing';
import type { AppState } from '../../state/state.ts';
import { initialState } from '../../state/state.ts';
import { account, approval, asking, mail, message, payment, ready, signedOut, wireError } from '../views.mocks.ts';
import { chooseScreen } from './screen.ts';

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

  it('follows the view, and leads from sending, which starts at the sites, to home', () => {
    expect(name({ ...ready, view: 'receive' })).to.equal('receive');
    expect(name({ ...ready, view: 'activity' })).to.equal('activity');
    expect(name({ ...ready, view: 'settings' })).to.equal('settings');
    expect(name({ ...ready, view: 'send' })).to.equal('home');
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
