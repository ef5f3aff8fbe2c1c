import { expect, fixture, html } from '@open-wc/testing';
import type { AlcArmButton } from '../../elements/alc-arm-button/alc-arm-button.ts';
import type { ApprovalContent } from '../../state/state.ts';
import { frame, part, withTokens, words } from '../testing.mocks.ts';
import { account, approval, digestMessage, message, newToken, signIn } from '../views.mocks.ts';
import './approve-message-view.ts';
import type { AlcApproveMessageView } from './approve-message-view.ts';

withTokens();

const open = (content: ApprovalContent) =>
  fixture<AlcApproveMessageView>(
    html`<alc-approve-message-view .frame=${frame} .approval=${approval(content)} .accounts=${[account]}></alc-approve-message-view>`,
  );

describe('alc-approve-message-view', () => {
  it('shows the message whole, line by line, and what signing means', async () => {
    const view = await open(message());
    expect(part(view, '.quote').textContent).to.equal('Sign in to Tea Shop\n\nNonce: 4f9a21c7\nIssued: 2026-11-22 14:05 UTC');
    expect(words(view)).to.contain('It moves no money and costs nothing');
    await expect(view).to.be.accessible();
  });

  it('never reads markup in a message', async () => {
    const view = await open(message({ text: '<b>bold</b><img src=x onerror=alert(1)>' }));
    expect(part(view, '.quote').children).to.have.length(0);
  });

  it('marks bytes as bytes and holds back what looks like a fingerprint', async () => {
    const view = await open(digestMessage);
    expect(words(view)).to.contain('Raw bytes, not text');
    expect(part<AlcArmButton>(view, 'alc-arm-button').disabled).to.equal(true);
    part(view, 'input[name="looks_like_digest"]').click();
    await view.updateComplete;
    expect(part<AlcArmButton>(view, 'alc-arm-button').disabled).to.equal(false);
    await expect(view).to.be.accessible();
  });

  it('lets a long message scroll in its own box, reachable by key', async () => {
    const view = await open(message({ text: 'line\n'.repeat(400) }));
    const quote = part(view, '.quote');
    expect(quote.scrollHeight).to.be.above(quote.clientHeight);
    expect(quote.tabIndex).to.equal(0);
  });

  it('says a sign-in as one: where, what for, until when, and that it connects', async () => {
    const view = await open(signIn);
    expect(part(view, 'h1').textContent?.trim()).to.equal('Sign in to shop.example');
    for (const text of ['See your orders.', 'It can see your address and balance', 'https://shop.example/orders', 'Network 31337']) {
      expect(words(view)).to.contain(text);
    }
    expect(part(view, 'details .quote').textContent).to.contain('Nonce: 4f9a21c7');
    expect(part(view, 'alc-arm-button').textContent?.trim()).to.equal('Sign in');
    await expect(view).to.be.accessible();
  });

  it('shows a token to be listed, and that nothing is signed', async () => {
    const view = await open(newToken);
    expect(part(view, 'h1').textContent?.trim()).to.equal('Add DEMO to your wallet');
    expect(words(view)).to.contain('nothing is sent or signed');
    expect(view.shadowRoot?.querySelector('.quote')).to.equal(null);
    expect(part(view, 'alc-arm-button').textContent?.trim()).to.equal('Add');
    await expect(view).to.be.accessible();
  });
});
