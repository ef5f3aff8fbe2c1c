import { expect, fixture, html } from '@open-wc/testing';
import { sendKeys } from '@web/test-runner-commands';
import type { AlcAmount } from '../../elements/alc-amount/alc-amount.ts';
import type { AlcNavigateEvent } from '../../events.ts';
import { waitUntil } from '../../testing/wait-until.ts';
import { assetWords } from '../asset-words/asset-words.ts';
import { assets } from '../assets.mocks.ts';
import { frame, needsKeyboard, part, withTokens, words } from '../testing.mocks.ts';
import { account, activity, chain, wireError } from '../views.mocks.ts';
import './home-view.ts';
import type { AlcHomeView } from './home-view.ts';

withTokens();

const open = (balanceWei: bigint | null, shown: typeof activity | null) =>
  fixture<AlcHomeView>(
    html`<alc-home-view
      .frame=${frame}
      .account=${account}
      .chain=${chain}
      .chains=${[chain]}
      .balanceWei=${balanceWei}
      .activity=${shown}
    ></alc-home-view>`,
  );

describe('alc-home-view', () => {
  it('shows the balance first, the account, and the last three payments', async () => {
    const view = await open(1_240_000_000_000_000_000n, activity);
    expect(part<AlcAmount>(view, '.figure alc-amount').value).to.equal('1.24');
    expect(view.shadowRoot?.querySelectorAll('.transaction')).to.have.length(3);
    await expect(view).to.be.accessible();
  });

  it('brings accounts, network, and what else there is, after the balance; the balance then has its worth', async () => {
    await assetWords.load();
    const view = await open(1_240_000_000_000_000_000n, activity);
    view.assets = assets;
    await waitUntil(() => view.shadowRoot?.querySelector('alc-home-assets') !== null);
    await view.updateComplete;
    expect(part(view, 'alc-account-bar').shadowRoot?.textContent).to.contain('Alcove Devnet');
    expect(part(view, 'alc-home-assets').shadowRoot?.querySelectorAll('.token')).to.have.length(3);
    expect(part<AlcAmount>(view, '.figure alc-amount').money).to.equal('≈ $3,100.00');
    await expect(view).to.be.accessible();
  });

  it('leads on by keyboard, in the order of the eye', async function () {
    needsKeyboard(this);
    const view = await open(0n, []);
    const seen: string[] = [];
    view.addEventListener('alc-navigate', (event: AlcNavigateEvent) => seen.push(event.view));
    view.focusControl('receive');
    for (let step = 0; step < 3; step++) {
      await sendKeys({ press: 'Enter' });
      await sendKeys({ press: 'Tab' });
    }
    expect(seen).to.deep.equal(['receive', 'activity', 'settings']);
  });

  it('keeps its shape while figures are on their way, and says so', async () => {
    const view = await open(null, null);
    expect(view.shadowRoot?.querySelectorAll('alc-skeleton').length).to.be.above(3);
    expect(part(view, '[aria-label="Balance is loading"]')).not.to.equal(null);
    await expect(view).to.be.accessible();
  });

  it('helps where there is nothing yet', async () => {
    const view = await open(0n, []);
    expect(words(view)).to.contain('tap Receive and share your address');
    await expect(view).to.be.accessible();
  });

  it('says what does not work and that the money is where it was', async () => {
    const view = await open(5n, activity);
    view.problem = wireError(4901);
    await view.updateComplete;
    expect(part(view, 'alc-banner').textContent).to.contain('Your money is where it was');
    let proceeded = 0;
    view.addEventListener('alc-continue', () => proceeded++);
    part(view, '#retry').click();
    expect(proceeded).to.equal(1);
    await expect(view).to.be.accessible();
  });

  it('reminds calmly while there is no backup, and lets a failure go first', async () => {
    const view = await open(5n, activity);
    expect(view.shadowRoot?.querySelector('alc-banner')).to.equal(null);
    view.isBackedUp = false;
    await view.updateComplete;
    expect(part(view, 'alc-banner').getAttribute('level')).to.equal('info');
    const seen: string[] = [];
    view.addEventListener('alc-navigate', (event: AlcNavigateEvent) => seen.push(event.view));
    part(view, '#backup').click();
    expect(seen).to.deep.equal(['backup']);
    await expect(view).to.be.accessible();
    view.problem = wireError(4901);
    await view.updateComplete;
    expect(view.shadowRoot?.querySelector('#backup')).to.equal(null);
  });

  it('shows a dust balance as more than nothing', async () => {
    const view = await open(1n, []);
    expect(part<AlcAmount>(view, '.figure alc-amount').value).to.equal('<0.000001');
  });
});
