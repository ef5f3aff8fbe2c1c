import { expect, fixture, html } from '@open-wc/testing';
import { sendKeys } from '@web/test-runner-commands';
import type { Change } from '../../actions.ts';
import type { AlcChainEvent, AlcItemEvent, AlcNavigateEvent, AlcTaskEvent } from '../../events.ts';
import type { EnclaveCheck } from '../../state/state.ts';
import { waitUntil } from '../../testing/wait-until.ts';
import { frame, needsKeyboard, part, withTokens, words } from '../testing.mocks.ts';
import { account, chain, kitBackup, ready } from '../views.mocks.ts';
import './settings-view.ts';
import type { AlcSettingsView } from './settings-view.ts';

withTokens();

const other = { ...chain, chainId: 1, name: 'Ethereum', testnet: false };
const open = (enclave: EnclaveCheck = ready.enclave, chains = [chain]) =>
  fixture<AlcSettingsView>(
    html`<alc-settings-view
      .frame=${frame}
      .user=${ready.user}
      .account=${account}
      .chain=${chain}
      .chains=${chains}
      .enclave=${enclave}
    ></alc-settings-view>`,
  );
const changesOf = (view: AlcSettingsView): Change[] => {
  const seen: Change[] = [];
  view.addEventListener('alc-item', (event: AlcItemEvent) => seen.push(event.change));
  return seen;
};

describe('alc-settings-view', () => {
  it('shows who is signed in, how the keys stand, and what was checked', async () => {
    const view = await open();
    expect(words(view)).to.contain('mina@example.com');
    expect(part(view, '#about').textContent).to.contain('Verified');
    await expect(view).to.be.accessible();
  });

  it('says at a glance that the check was refused', async () => {
    const view = await open({ state: 'refused', reason: 'root_not_pinned' });
    expect(part(view, '#about').textContent).to.contain('Danger');
    await expect(view).to.be.accessible();
  });

  it('changes language, currency, appearance and the time to lock by key', async function () {
    needsKeyboard(this);
    const view = await open();
    const seen = changesOf(view);
    for (const [index, chosen] of ['language"][value="en', 'currency"][value="USD', 'scheme"][value="light dark', 'auto-lock"][value="15'].entries()) {
      part(view, `input[name="${chosen}"]`).focus();
      // The last of them: not every engine goes round from there.
      await sendKeys({ press: chosen.endsWith('15') ? 'ArrowLeft' : 'ArrowRight' });
      await waitUntil(() => seen.length > index, 'the key is heard');
    }
    expect(seen).to.deep.equal([
      { what: 'language', language: 'ko' },
      { what: 'currency', currency: 'KRW' },
      { what: 'scheme', scheme: 'light' },
      { what: 'auto-lock', autoLock: '5' },
    ]);
  });

  it('shows as appearance what the page asked for until the person chooses', async () => {
    const chosenOf = (view: AlcSettingsView) => part<HTMLInputElement>(view, 'input[name="scheme"]:checked').value;
    document.documentElement.dataset.scheme = 'dark';
    const view = await open();
    expect(chosenOf(view)).to.equal('dark');
    view.scheme = 'light dark';
    await view.updateComplete;
    expect(chosenOf(view)).to.equal('light dark');
    delete document.documentElement.dataset.scheme;
  });

  it('locks now', async () => {
    const view = await open();
    const seen = changesOf(view);
    part(view, '#lock').click();
    expect(seen).to.deep.equal([{ what: 'lock' }]);
  });

  it('offers other networks where there are any', async () => {
    const view = await open(ready.enclave, [chain, other]);
    const seen: number[] = [];
    view.addEventListener('alc-chain', (event: AlcChainEvent) => seen.push(event.chainId));
    part(view, 'input[name="network"][value="1"]').click();
    expect(seen).to.deep.equal([1]);
    await expect(view).to.be.accessible();
  });

  it('says how each thing stands, and leads to it by key, in the order of the eye', async function () {
    needsKeyboard(this);
    const view = await open();
    view.accountCount = 2;
    view.siteCount = 3;
    await view.updateComplete;
    expect(part(view, '#accounts').textContent).to.equal('2');
    expect(part(view, '#sites').textContent).to.equal('3');
    expect(part(view, '#backup .caution').textContent).to.contain('No backup yet');
    const seen: string[] = [];
    view.addEventListener('alc-navigate', (event: AlcNavigateEvent) => seen.push(event.view));
    view.addEventListener('alc-task', (event: AlcTaskEvent) => seen.push(event.kind));
    view.focusControl('accounts');
    for (let step = 0; step < 6; step++) {
      await sendKeys({ press: 'Enter' });
      await sendKeys({ press: 'Tab' });
    }
    expect(seen).to.deep.equal(['accounts', 'sites', 'backup', 'pin-change', 'devices', 'export']);
    view.backups = [kitBackup];
    await view.updateComplete;
    expect(part(view, '#backup').textContent).to.contain('Recovery kit · ');
    await expect(view).to.be.accessible();
  });

  it('has nothing smaller than a finger', async () => {
    const view = await open();
    for (const target of view.shadowRoot?.querySelectorAll<HTMLElement>('alc-menu-row, .choices label') ?? []) {
      expect(target.getBoundingClientRect().height, target.id || target.textContent?.trim()).to.be.at.least(44);
    }
  });

  it('signs out', async () => {
    const view = await open();
    let count = 0;
    view.addEventListener('alc-sign-out', () => count++);
    part(view, '#sign-out').click();
    expect(count).to.equal(1);
  });
});
