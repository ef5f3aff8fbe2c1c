import { expect, fixture, html } from '@open-wc/testing';
import type { AlcChainEvent, AlcItemEvent, AlcNavigateEvent } from '../../events.ts';
import { assetWords } from '../asset-words/asset-words.ts';
import { withTokens } from '../testing.mocks.ts';
import { account, chain, oldAccount, savings } from '../views.mocks.ts';
import './account-bar.ts';
import type { AlcAccountBar } from './account-bar.ts';

withTokens();

const second = { ...chain, chainId: 31338, name: 'Second Devnet' };
const open = (chains = [chain, second]) =>
  fixture<AlcAccountBar>(
    html`<alc-account-bar .account=${account} .accounts=${[account, savings, oldAccount]} .chain=${chain} .chains=${chains}></alc-account-bar>`,
  );
const find = (bar: AlcAccountBar, selector: string) => bar.shadowRoot?.querySelector<HTMLElement>(selector) ?? null;

async function press(bar: AlcAccountBar, selector: string): Promise<void> {
  find(bar, selector)?.click();
  await bar.updateComplete;
  await bar.updateComplete;
}

describe('alc-account-bar', () => {
  before(() => assetWords.load());

  it('changes the account in two taps; hidden ones are not offered', async () => {
    const bar = await open();
    const seen: AlcItemEvent['change'][] = [];
    bar.addEventListener('alc-item', (event: AlcItemEvent) => seen.push(event.change));
    await press(bar, '#accounts');
    expect(bar.shadowRoot?.querySelectorAll('alc-menu-row')).to.have.length(3);
    await expect(bar).to.be.accessible();
    await press(bar, `#account-${savings.address}`);
    expect(seen).to.deep.equal([{ what: 'select-account', account: savings }]);
    expect([find(bar, '#panel'), bar.shadowRoot?.activeElement?.id]).to.deep.equal([null, 'accounts']);
  });

  it('renames one, by button or by the enter key of its form', async () => {
    const bar = await open();
    const names: string[] = [];
    bar.addEventListener('alc-item', ({ change }: AlcItemEvent) => {
      if (change.what === 'rename-account') names.push(change.name);
    });
    await press(bar, '#accounts');
    for (const name of [' Rent ', '', savings.name, 'Trip']) {
      await press(bar, `#rename-${savings.address}`);
      const input = find(bar, 'input') as HTMLInputElement;
      input.value = name;
      if (name === 'Trip') find(bar, 'form')?.dispatchEvent(new SubmitEvent('submit', { cancelable: true }));
      else find(bar, '#save')?.click();
      await bar.updateComplete;
    }
    expect(names).to.deep.equal(['Rent', 'Trip']);
    await expect(bar).to.be.accessible();
  });

  it('changes the network where there are several, and names it where there is one', async () => {
    const bar = await open();
    const seen: number[] = [];
    bar.addEventListener('alc-chain', (event: AlcChainEvent) => seen.push(event.chainId));
    await press(bar, '#networks');
    await press(bar, '#chain-31338');
    expect(seen).to.deep.equal([31338]);
    const alone = await open([chain]);
    expect([find(alone, '#networks'), find(alone, '.network')?.textContent?.trim()]).to.deep.equal([null, 'Alcove Devnet']);
  });

  it('leads to all accounts; Escape closes the list and not the wallet', async () => {
    const bar = await open();
    const views: string[] = [];
    bar.addEventListener('alc-navigate', (event: AlcNavigateEvent) => views.push(event.view));
    await press(bar, '#accounts');
    find(bar, '#manage')?.click();
    expect(views).to.deep.equal(['accounts']);
    let heard = 0;
    const onKey = () => heard++;
    window.addEventListener('keydown', onKey);
    find(bar, '#accounts')?.dispatchEvent(new KeyboardEvent('keydown', { key: 'Escape', bubbles: true, composed: true, cancelable: true }));
    window.removeEventListener('keydown', onKey);
    await bar.updateComplete;
    expect([heard, find(bar, '#panel')]).to.deep.equal([0, null]);
  });
});
