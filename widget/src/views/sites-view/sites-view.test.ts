import { aTimeout, expect, fixture, html } from '@open-wc/testing';
import { sendKeys } from '@web/test-runner-commands';
import type { Change } from '../../actions.ts';
import type { AlcItemEvent } from '../../events.ts';
import { setLanguage } from '../../i18n/locale.ts';
import type { Site } from '../../state/settings.ts';
import { sites } from '../settings.mocks.ts';
import { loadSettingsWords } from '../settings-words/settings-words.ts';
import { frame, needsKeyboard, part, withTokens, words } from '../testing.mocks.ts';
import { account, nowMs } from '../views.mocks.ts';
import './sites-view.ts';
import type { AlcSitesView } from './sites-view.ts';

withTokens();

const open = (shown: readonly Site[] | null = sites) =>
  fixture<AlcSitesView>(html`<alc-sites-view .frame=${frame} .sites=${shown} .account=${account} .now=${() => nowMs}></alc-sites-view>`);

describe('alc-sites-view', () => {
  it('says of each site when it was used, since when it is connected, and what it may do', async () => {
    const view = await open();
    expect(words(view)).to.contain('swap.example Last used 2 days ago');
    const [, second] = view.shadowRoot?.querySelectorAll('details') ?? [];
    if (second !== undefined) second.open = true;
    expect(words(view)).to.contain('eth_sendTransaction, personal_sign');
    expect(words(view)).to.contain('Account 1 · 0x7099…79C8');
    expect(words(view)).to.contain('Connected since');
    await expect(view).to.be.accessible();
  });

  it('ends one after a question, says so, and gives the focus a place', async function () {
    needsKeyboard(this);
    const view = await open();
    const seen: Change[] = [];
    view.addEventListener('alc-item', (event: AlcItemEvent) => seen.push(event.change));
    view.focusControl('ask-https://swap.example');
    await sendKeys({ press: 'Enter' });
    await aTimeout(20);
    expect(view.focusedControlId).to.equal('confirm');
    await sendKeys({ press: 'Enter' });
    expect(seen).to.deep.equal([{ what: 'revoke-site', origin: 'https://swap.example' }]);
    view.sites = sites.filter(({ origin }) => origin !== 'https://swap.example');
    await view.updateComplete;
    await aTimeout(20);
    expect(part(view, '[role="status"]').textContent).to.equal('https://swap.example is disconnected');
    expect(view.shadowRoot?.activeElement?.localName).to.equal('h1');
  });

  it('keeps the question where another site is ended in another tab', async () => {
    const view = await open();
    part(view, '#ask-https\\:\\/\\/swap\\.example').click();
    await view.updateComplete;
    view.sites = sites.slice(0, 2);
    await view.updateComplete;
    expect(view.shadowRoot?.querySelector('#confirm')).not.to.equal(null);
  });

  it('ends all of them where there are several', async () => {
    const view = await open();
    const seen: Change[] = [];
    view.addEventListener('alc-item', (event: AlcItemEvent) => seen.push(event.change));
    part(view, '#ask-all').click();
    await view.updateComplete;
    part(view, '#confirm').click();
    expect(seen).to.deep.equal([{ what: 'revoke-site', origin: null }]);
    expect((await open(sites.slice(0, 1))).shadowRoot?.querySelector('#ask-all')).to.equal(null);
  });

  it('helps where there is none, and has a shape while they are read', async () => {
    const none = await open([]);
    expect(words(none)).to.contain('No site is connected');
    await expect(none).to.be.accessible();
    expect((await open(null)).shadowRoot?.querySelectorAll('alc-skeleton')).to.have.length(2);
  });

  it('speaks the language of the moment', async () => {
    await setLanguage('ko');
    await loadSettingsWords();
    const view = await open();
    expect(view.headingText).to.equal('연결된 사이트');
    await setLanguage('en');
    await loadSettingsWords();
    await view.updateComplete;
    expect(view.headingText).to.equal('Connected sites');
  });
});
