import { expect, fixture, html } from '@open-wc/testing';
import type { ApprovalContent, ApprovalProgress } from '../../state/state.ts';
import { frame, part, withTokens, words } from '../testing.mocks.ts';
import { account, approval, chain, message, payment, transaction, wireError } from '../views.mocks.ts';
import './progress-view.ts';
import type { AlcProgressView } from './progress-view.ts';

withTokens();

const open = (progress: ApprovalProgress, content: ApprovalContent = payment()) =>
  fixture<AlcProgressView>(html`<alc-progress-view .frame=${frame} .approval=${approval(content)} .chain=${chain} .progress=${progress}></alc-progress-view>`);

describe('alc-progress-view', () => {
  it('moves and says what is being done', async () => {
    const view = await open({ step: 'working', what: 'verifying' });
    const headings = [view.headingText];
    for (const what of ['signing', 'sending'] as const) {
      view.progress = { step: 'working', what };
      await view.updateComplete;
      headings.push(view.headingText);
    }
    expect(headings).to.deep.equal(['Checking your PIN', 'Signing', 'Sending']);
    expect(part(view, 'alc-spinner')).not.to.equal(null);
    await expect(view).to.be.accessible();
  });

  it('tells what is sent from what is confirmed', async () => {
    const view = await open({ step: 'done', transaction: transaction({ status: 'sent' }) });
    expect(view.headingText).to.equal('Sent');
    expect(words(view)).to.contain('0.01 ETH to 0x3C44…93BC');
    await expect(view).to.be.accessible();
    view.progress = { step: 'done', transaction: transaction() };
    await view.updateComplete;
    expect(view.headingText).to.equal('Confirmed');
  });

  it('never calls done what the network did not carry out', async () => {
    const view = await open({ step: 'done', transaction: transaction({ status: 'failed' }) });
    expect(view.headingText).to.equal('Failed');
    expect(view.shadowRoot?.querySelector('alc-tick')).to.equal(null);
    await expect(view).to.be.accessible();
  });

  it('says how much of several calls was sent, and goes on with the rest', async () => {
    const data = { reason: 'calls_partial', sent: 1, calls: 3 };
    const view = await open({ step: 'failed', error: { code: -32003, message: '', data } });
    expect(words(view)).to.contain('1 of 3 calls are on their way');
    expect(part(view, '#retry')).not.to.equal(null);
  });

  it('shows the hash of a transaction and goes on with Done, so that what waits behind it is not rejected', async () => {
    const view = await open({ step: 'done', transaction: transaction() });
    expect(part(view, 'alc-transaction-hash').shadowRoot?.textContent).to.contain('0x8f1b…b1c0');
    let proceeded = 0;
    let closed = 0;
    view.addEventListener('alc-continue', () => proceeded++);
    view.addEventListener('alc-close', () => closed++);
    part(view, '#done').click();
    expect([proceeded, closed]).to.deep.equal([1, 0]);
  });

  it('says what was signed or connected where no money moved', async () => {
    expect((await open({ step: 'done', transaction: null }, message())).headingText).to.equal('Signed');
    expect((await open({ step: 'done', transaction: null }, { kind: 'connect', accounts: [account] })).headingText).to.equal('Connected');
  });

  it('says what failed, what was not lost, and the one next step', async () => {
    const view = await open({ step: 'failed', error: wireError(-32083, 'kms_unavailable') });
    expect(words(view)).to.contain('Nothing was signed, and your key is safe.');
    let proceeded = 0;
    view.addEventListener('alc-continue', () => proceeded++);
    part(view, '#retry').click();
    expect(proceeded).to.equal(1);
    await expect(view).to.be.accessible();
  });

  it('offers no second try for a request that expired', async () => {
    const view = await open({ step: 'failed', error: wireError(-32084) });
    expect(view.headingText).to.equal('This request expired');
    expect(view.shadowRoot?.querySelector('#retry')).to.equal(null);
    expect(part(view, '#close')).not.to.equal(null);
  });

  it('leads to signing in when the session is over', async () => {
    const view = await open({ step: 'failed', error: wireError(4100, 'session_expired') });
    expect(part(view, '#retry').textContent).to.contain('Sign in again');
  });
});
