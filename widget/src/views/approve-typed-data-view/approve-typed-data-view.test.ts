import { expect, fixture, html } from '@open-wc/testing';
import type { AlcArmButton } from '../../elements/alc-arm-button/alc-arm-button.ts';
import type { ApprovalContent } from '../../state/state.ts';
import { frame, part, rowLabels, withTokens, words } from '../testing.mocks.ts';
import { account, approval, describedPermit, mail, permit } from '../views.mocks.ts';
import './approve-typed-data-view.ts';
import type { AlcApproveTypedDataView } from './approve-typed-data-view.ts';

withTokens();

const open = (content: ApprovalContent) =>
  fixture<AlcApproveTypedDataView>(
    html`<alc-approve-typed-data-view .frame=${frame} .approval=${approval(content)} .accounts=${[account]}></alc-approve-typed-data-view>`,
  );

describe('alc-approve-typed-data-view', () => {
  it('shows for whom, of what kind, and every value', async () => {
    const view = await open(mail);
    expect(view.headingText).to.equal('Sign a letter');
    expect(rowLabels(view)).to.deep.equal(['For', 'Kind', 'from.name', 'from.wallet', 'to.name', 'to.wallet', 'contents', 'Account']);
    expect(words(view)).to.contain('Hello, Bob!');
    await expect(view).to.be.accessible();
  });

  it('says what a permit gives away and holds it back until that is ticked', async () => {
    const view = await open(permit());
    expect(view.headingText).to.equal('Give permission to spend');
    expect(words(view)).to.contain('the other side can take tokens from your account');
    expect(words(view)).not.to.contain('It moves no money');
    expect(part<AlcArmButton>(view, 'alc-arm-button').disabled).to.equal(true);
    part(view, 'input[name="permit"]').click();
    await view.updateComplete;
    expect(part<AlcArmButton>(view, 'alc-arm-button').disabled).to.equal(false);
    await expect(view).to.be.accessible();
  });

  it('says it in words, and shows all that is signed besides', async () => {
    const view = await open(describedPermit);
    expect(view.headingText).to.equal('Allow spending');
    expect(words(view)).to.contain('Exactly what is signed');
    const labels = rowLabels(view);
    expect(labels.slice(0, 2)).to.deep.equal(['Amount', 'Who may spend']);
    expect(labels).to.include.members(['For', 'Kind', 'owner', 'spender', 'value', 'nonce', 'deadline']);
    await expect(view).to.be.accessible();
  });

  it('shows the exact name of a kind it has no words for', async () => {
    const view = await open(permit({ primaryType: 'Zeppelin', domainName: null, warnings: [] }));
    expect(view.headingText).to.equal('Sign a request');
    expect(words(view)).to.contain('Zeppelin');
    expect(rowLabels(view)).not.to.contain('For');
  });
});
