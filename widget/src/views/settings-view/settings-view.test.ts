import { expect, fixture, html } from '@open-wc/testing';
import { sendKeys } from '@web/test-runner-commands';
import type { AlcChainEvent, AlcLanguageEvent, AlcNavigateEvent, AlcTaskEvent } from '../../events.ts';
import type { EnclaveCheck } from '../../state/state.ts';
import { frame, needsKeyboard, part, rowLabels, withTokens, words } from '../testing.mocks.ts';
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

describe('alc-settings-view', () => {
  it('shows who is signed in, the wallet, and what was checked', async () => {
    const view = await open();
    expect(words(view)).to.contain('mina@example.com');
    expect(words(view)).to.contain('In a development enclave');
    expect(rowLabels(view)).to.include.members(['Address', 'Network', 'Checked', 'Release']);
    expect(part(view, '.measurement code').textContent).to.match(/^[0-9a-f]{96}$/);
    await expect(view).to.be.accessible();
  });

  it('changes the language by key', async function () {
    needsKeyboard(this);
    const view = await open();
    const seen: string[] = [];
    view.addEventListener('alc-language', (event: AlcLanguageEvent) => seen.push(event.language));
    part(view, 'input[value="en"]').focus();
    await sendKeys({ press: 'ArrowRight' });
    await sendKeys({ press: 'ArrowRight' });
    expect(seen).to.deep.equal(['ko', 'ja']);
  });

  it('offers other networks where there are any', async () => {
    const view = await open(ready.enclave, [chain, other]);
    const seen: number[] = [];
    view.addEventListener('alc-chain', (event: AlcChainEvent) => seen.push(event.chainId));
    part(view, 'input[name="network"][value="1"]').click();
    expect(seen).to.deep.equal([1]);
    await expect(view).to.be.accessible();
  });

  it('says plainly when the check was refused, and when there was none yet', async () => {
    const refused = await open({ state: 'refused', reason: 'root_mismatch' });
    expect(part(refused, 'alc-banner').getAttribute('level')).to.equal('danger');
    expect(words(refused)).to.contain('Your PIN was not sent');
    await expect(refused).to.be.accessible();
    expect(words(await open({ state: 'unchecked' }))).to.contain('each time before your PIN is sent');
  });

  it('says how each thing about the keys stands, and leads to it by key, in the order of the eye', async function () {
    needsKeyboard(this);
    const view = await open();
    view.accountCount = 2;
    await view.updateComplete;
    expect(part(view, '#accounts').textContent).to.equal('2');
    expect(part(view, '#backup .caution').textContent).to.contain('No backup yet');
    const seen: string[] = [];
    view.addEventListener('alc-navigate', (event: AlcNavigateEvent) => seen.push(event.view));
    view.addEventListener('alc-task', (event: AlcTaskEvent) => seen.push(event.kind));
    view.focusControl('accounts');
    for (let step = 0; step < 5; step++) {
      await sendKeys({ press: 'Enter' });
      await sendKeys({ press: 'Tab' });
    }
    expect(seen).to.deep.equal(['accounts', 'backup', 'devices', 'pin-change', 'export']);
    view.backups = [kitBackup];
    await view.updateComplete;
    expect(part(view, '#backup').textContent).to.contain('Recovery kit, ');
    await expect(view).to.be.accessible();
  });

  it('signs out', async () => {
    const view = await open();
    let count = 0;
    view.addEventListener('alc-sign-out', () => count++);
    part(view, '#sign-out').click();
    expect(count).to.equal(1);
  });
});
