import { expect, fixture, html } from '@open-wc/testing';
import { sendKeys } from '@web/test-runner-commands';
import type { AlcItemEvent, AlcTaskEvent } from '../../events.ts';
import { waitUntil } from '../../testing/wait-until.ts';
import { frame, needsKeyboard, part, withTokens, words } from '../testing.mocks.ts';
import { account, oldAccount, savings } from '../views.mocks.ts';
import './accounts-view.ts';
import type { AlcAccountsView } from './accounts-view.ts';

withTokens();

const all = [account, savings, oldAccount];
const open = async (accounts = all) => {
  const view = await fixture<AlcAccountsView>(html`<alc-accounts-view .frame=${frame} .accounts=${accounts} .active=${account}></alc-accounts-view>`);
  const changes: AlcItemEvent['change'][] = [];
  view.addEventListener('alc-item', ({ change }) => changes.push(change));
  return { view, changes };
};

describe('alc-accounts-view', () => {
  it('lists what is shown, then what is hidden, and which one is in use', async () => {
    const { view } = await open();
    const rows = [...(view.shadowRoot?.querySelectorAll('alc-menu-row') ?? [])];
    expect(rows.map(({ heading }) => heading)).to.deep.equal(['Account 1', 'Savings', 'Old shop']);
    expect(rows.map((row) => row.textContent?.includes('In use'))).to.deep.equal([true, false, false]);
    expect(words(view)).to.contain('Hidden');
    await expect(view).to.be.accessible();
  });

  it('chooses, shows again and adds', async () => {
    const { view, changes } = await open();
    part(view, `#select-${savings.address}`).click();
    part(view, `#show-${oldAccount.address}`).click();
    expect(changes).to.deep.equal([
      { what: 'select-account', account: savings },
      { what: 'hide-account', account: oldAccount, hidden: false },
    ]);
    const tasks: string[] = [];
    view.addEventListener('alc-task', (event: AlcTaskEvent) => tasks.push(event.kind));
    part(view, '#add').click();
    expect(tasks).to.deep.equal(['account']);
  });

  it('renames in place by key, and the focus comes back', async function () {
    needsKeyboard(this);
    const { view, changes } = await open();
    view.focusControl(`edit-${savings.address}`);
    await sendKeys({ press: 'Enter' });
    await view.updateComplete;
    await waitUntil(() => view.focusedControlId === 'name', 'the focus is there');
    await expect(view).to.be.accessible();
    await sendKeys({ press: 'End' });
    await sendKeys({ type: ' 2027 ' });
    await sendKeys({ press: 'Enter' });
    await view.updateComplete;
    expect(changes).to.deep.equal([{ what: 'rename-account', account: savings, name: 'Savings 2027' }]);
    await waitUntil(() => view.focusedControlId === `edit-${savings.address}`, 'the focus is there');
  });

  it('keeps the name when the new one is empty or the same', async () => {
    const { view, changes } = await open();
    for (const name of ['   ', account.name]) {
      part(view, `#edit-${account.address}`).click();
      await view.updateComplete;
      part<HTMLInputElement>(view, '#name').value = name;
      part(view, '#save').click();
      await view.updateComplete;
    }
    expect(changes).to.deep.equal([]);
  });

  it('hides one of several, but never the last', async () => {
    const { view, changes } = await open();
    part(view, `#edit-${savings.address}`).click();
    await view.updateComplete;
    part(view, '#hide').click();
    expect(changes).to.deep.equal([{ what: 'hide-account', account: savings, hidden: true }]);
    const { view: alone } = await open([account, oldAccount]);
    part(alone, `#edit-${account.address}`).click();
    await alone.updateComplete;
    expect(alone.shadowRoot?.querySelector('#hide')).to.equal(null);
    part(alone, '#cancel').click();
    await alone.updateComplete;
    expect(alone.shadowRoot?.querySelector('#name')).to.equal(null);
  });
});
