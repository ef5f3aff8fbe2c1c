import { expect, fixture, html } from '@open-wc/testing';
import { sendKeys } from '@web/test-runner-commands';
import type { AlcAddress } from '../../elements/alc-address/alc-address.ts';
import type { AlcArmButton } from '../../elements/alc-arm-button/alc-arm-button.ts';
import type { VisibilitySource } from '../../elements/alc-arm-button/visibility.ts';
import { type AlcApproveEvent, AlcArmedClickEvent } from '../../events.ts';
import { setLanguage } from '../../i18n/locale.ts';
import type { ApprovalContent } from '../../state/state.ts';
import { waitUntil } from '../../testing/wait-until.ts';
import { frame, needsKeyboard, part, rowLabels, withTokens, words } from '../testing.mocks.ts';
import { account, approval, blindCall, chain, contractAddress, payment, shortOfMoney, tokenPayment, unlimitedApproval, vaultDeposit } from '../views.mocks.ts';
import './approve-transaction-view.ts';
import type { AlcApproveTransactionView } from './approve-transaction-view.ts';

withTokens();

const open = (content: ApprovalContent) =>
  fixture<AlcApproveTransactionView>(
    html`<alc-approve-transaction-view .frame=${frame} .approval=${approval(content)} .chain=${chain} .accounts=${[account]}></alc-approve-transaction-view>`,
  );
const button = (view: AlcApproveTransactionView) => part<AlcArmButton>(view, 'alc-arm-button');
const inFullSight: VisibilitySource = {
  watch: (_targets, onChange) => {
    queueMicrotask(() => onChange('clear'));
    return { read: () => 'clear', stop: () => undefined };
  },
};

describe('alc-approve-transaction-view', () => {
  it('shows amount, to whom, from where, network, fee, total and balance after', async () => {
    const view = await open(payment());
    expect(view.headingText).to.equal('Send 0.01 ETH');
    expect(rowLabels(view)).to.deep.equal(['To', 'From', 'Network', 'Network fee', 'Total', 'Balance after']);
    expect(words(view)).to.contain('≈ 0.000031 ETH');
    expect(words(view)).to.contain('about 12 s');
    expect(words(view)).to.contain('≈ 0.010031 ETH');
    expect(words(view)).to.contain('≈ 1.229968 ETH');
    await expect(view).to.be.accessible();
  });

  it('makes the amount the largest thing on the screen', async () => {
    const view = await open(payment());
    const amount = part(view, 'h1 alc-amount').shadowRoot?.querySelector('.amount') as Element;
    const size = (element: Element) => Number.parseFloat(getComputedStyle(element).fontSize);
    for (const other of view.shadowRoot?.querySelectorAll('.verb, .value, alc-row, .lead') ?? []) expect(size(amount)).to.be.above(size(other));
  });

  it('approves by keyboard once armed, with the id of what is on the screen', async function () {
    needsKeyboard(this);
    const view = await open(payment());
    button(view).visibilitySource = inFullSight;
    const approved: string[] = [];
    view.addEventListener('alc-approve', (event: AlcApproveEvent) => approved.push(event.approvalId));
    button(view).focus();
    await sendKeys({ press: 'Enter' });
    expect(approved).to.deep.equal([]);
    await waitUntil(() => button(view).armed, 'armed');
    await button(view).updateComplete;
    await sendKeys({ press: 'Enter' });
    expect(approved).to.deep.equal(['a1']);
  });

  it('shows a token payment by its decoded values, each once', async () => {
    const view = await open(tokenPayment());
    expect(view.headingText).to.equal('Send 25 USDC');
    expect(rowLabels(view)).to.deep.equal(['To', 'Token', 'From', 'Network', 'Network fee', 'Total', 'Balance after']);
    expect(part(view, 'details code').textContent).to.match(/^0xa9059cbb/);
    await expect(view).to.be.accessible();
  });

  it('holds a danger back until its name is ticked', async function () {
    needsKeyboard(this);
    const view = await open(unlimitedApproval);
    expect(button(view).disabled).to.equal(true);
    expect(button(view).reason).to.equal('Tick the box first');
    const box = part<HTMLInputElement>(view, 'input[name="unlimited_approval"]');
    expect(box.closest('label')?.textContent).to.contain('I allow unlimited spending of this token');
    box.focus();
    await sendKeys({ press: 'Space' });
    await view.updateComplete;
    expect(button(view).disabled).to.equal(false);
    await sendKeys({ press: 'Space' });
    await view.updateComplete;
    expect(button(view).disabled).to.equal(true);
    await expect(view).to.be.accessible();
  });

  it('puts the danger before the caution', async () => {
    const view = await open(unlimitedApproval);
    expect([...(view.shadowRoot?.querySelectorAll('alc-banner') ?? [])].map((banner) => banner.level)).to.deep.equal(['danger', 'caution']);
  });

  it('forgets what was ticked when another approval comes', async () => {
    const view = await open(blindCall);
    const field = part<HTMLInputElement>(view, 'input[name="blind_data"]');
    expect(button(view).reason).to.equal('Type the characters first');
    for (const [text, disabled] of [
      ['0aa', true],
      ['0aa4', true],
      [' 0AA3', false],
      ['0aa', true],
      ['0aa3', false],
    ] as const) {
      field.value = text;
      field.dispatchEvent(new Event('input'));
      await view.updateComplete;
      expect(button(view).disabled, text).to.equal(disabled);
    }
    view.approval = approval(blindCall, 'another');
    await view.updateComplete;
    expect(button(view).disabled).to.equal(true);
    expect(field.value).to.equal('');
  });

  it('says what a call means, whose contract it is, and what a test run moves', async () => {
    const view = await open(vaultDeposit);
    expect(view.headingText).to.equal('Deposit into a vault');
    expect(words(view)).to.contain('What a test run moves');
    expect(rowLabels(view).slice(0, 4)).to.deep.equal(['You send', 'Token', 'You receive', 'Token']);
    expect(part<AlcAddress>(view, `alc-address[address="${contractAddress}"][name="Tea Vault"]`).name).to.equal('Tea Vault');
    await expect(view).to.be.accessible();
  });

  it('says that nothing moves, and that nothing is known', async () => {
    expect(words(await open({ ...vaultDeposit, changes: [] }))).to.contain('Nothing of yours.');
    expect(words(await open({ ...vaultDeposit, changes: null }))).to.contain('It could not be tried out');
    expect(words(await open(payment()))).not.to.contain('test run');
  });

  it('speaks of calls in the language of the person', async () => {
    await setLanguage('ko');
    try {
      const view = await open(vaultDeposit);
      await waitUntil(() => view.headingText === '볼트에 예치', 'the words came');
      expect(rowLabels(view)).to.include.members(['보내는 것', '받는 것', '지분을 받는 주소']);
    } finally {
      await setLanguage('en');
    }
  });

  it('waits anew when a figure changes under the finger', async () => {
    const view = await open(payment());
    const before = button(view);
    view.approval = approval(payment({ valueWei: 9n * 10n ** 18n }));
    await view.updateComplete;
    expect(button(view)).not.to.equal(before);
    expect(button(view).armed).to.equal(false);
  });

  it('says how much is missing, rounded up, and cannot be approved', async () => {
    const view = await open(shortOfMoney);
    expect(words(view)).to.contain('This account holds 1.24 ETH. Add at least 0.760032 ETH');
    expect(button(view).disabled).to.equal(true);
    expect(button(view).reason).to.equal('Not enough money');
    expect(rowLabels(view)).not.to.contain('Balance after');
    await expect(view).to.be.accessible();
  });

  it('shows long calldata whole, in a box of its own that scrolls by key', async () => {
    const data = `0x1cff79cd${'ab'.repeat(4000)}` as const;
    const view = await open({ ...blindCall, data, rows: [{ kind: 'data', label: 'Data', text: data }] });
    const box = part(view, 'alc-row code');
    expect(box.textContent).to.equal(data);
    expect(box.scrollHeight).to.be.above(box.clientHeight);
    expect(box.tabIndex).to.equal(0);
    expect(view.shadowRoot?.querySelector('details')).to.equal(null);
    await expect(view).to.be.accessible();
  });

  it('never lets the approval of one be taken for another', async () => {
    const view = await open(payment());
    const approved: string[] = [];
    view.addEventListener('alc-approve', (event: AlcApproveEvent) => approved.push(event.approvalId));
    view.approval = approval(payment(), 'second');
    await view.updateComplete;
    button(view).dispatchEvent(new AlcArmedClickEvent());
    expect(approved).to.deep.equal(['second']);
  });

  it('says the number of a network it has no name for', async () => {
    const view = await open(payment({ chainId: 10 }));
    view.chain = null;
    await view.updateComplete;
    expect(words(view)).to.contain('Network 10');
  });
});
