import { expect, fixture, html } from '@open-wc/testing';
import { sendKeys } from '@web/test-runner-commands';
import type { AlcSignInEvent } from '../../events.ts';
import { useTokens } from '../../styles/testing/use-tokens.ts';
import { waitUntil } from '../../testing/wait-until.ts';
import { needsKeyboard } from '../testing.mocks.ts';
import { app, hostOrigin, wireError } from '../views.mocks.ts';
import './sign-in-view.ts';
import type { AlcSignInView } from './sign-in-view.ts';

const frame = { origin: hostOrigin, appName: 'Tea Shop', closable: true };
const text = (view: AlcSignInView) => view.shadowRoot?.textContent?.replace(/\s+/g, ' ') ?? '';

let dropTokens: () => void;
before(async () => {
  dropTokens = await useTokens();
});
after(() => dropTokens());

describe('alc-sign-in-view', () => {
  it('offers the providers and says what the site will see', async () => {
    const view = await fixture<AlcSignInView>(html`<alc-sign-in-view .frame=${frame} .providers=${app.providers} ready></alc-sign-in-view>`);
    expect(view.headingText).to.equal('Sign in to your wallet');
    expect(text(view)).to.contain('Continue with Demo account');
    expect(text(view)).to.contain('https://shop.example sees your wallet address only if you connect');
    await expect(view).to.be.accessible();
  });

  it('fires inside the click, by key too', async function () {
    needsKeyboard(this);
    const view = await fixture<AlcSignInView>(html`<alc-sign-in-view .frame=${frame} .providers=${app.providers} ready></alc-sign-in-view>`);
    const seen: string[] = [];
    let insideClick = false;
    let clicking = false;
    view.addEventListener('alc-sign-in', (event: AlcSignInEvent) => {
      seen.push(event.providerId);
      insideClick = clicking;
    });
    view.shadowRoot?.addEventListener(
      'click',
      () => {
        clicking = true;
      },
      { capture: true },
    );
    view.focusControl('provider-demo');
    await sendKeys({ press: 'Enter' });
    expect(seen).to.deep.equal(['demo']);
    expect(insideClick).to.equal(true);
  });

  it('takes no tap until the login code is there, and moves while it waits', async () => {
    const view = await fixture<AlcSignInView>(html`<alc-sign-in-view .frame=${frame} .providers=${app.providers}></alc-sign-in-view>`);
    let count = 0;
    view.addEventListener('alc-sign-in', () => count++);
    const button = view.shadowRoot?.querySelector('alc-button');
    button?.click();
    expect(button?.busy).to.equal(true);
    expect(count).to.equal(0);
    view.ready = true;
    await view.updateComplete;
    button?.click();
    expect(count).to.equal(1);
  });

  it('waits for the window and lets the person stop waiting', async () => {
    const view = await fixture<AlcSignInView>(
      html`<alc-sign-in-view .frame=${frame} .providers=${app.providers} ready signing-in-with="demo"></alc-sign-in-view>`,
    );
    expect(view.headingText).to.equal('Finish in the window that opened');
    expect(text(view)).to.contain('Sign in with Demo account there');
    let back = 0;
    view.addEventListener('alc-back', () => back++);
    view.shadowRoot?.querySelector<HTMLElement>('#cancel')?.click();
    expect(back).to.equal(1);
    await expect(view).to.be.accessible();
  });

  it('says what blocked the window and what to do, but not what the person did on purpose', async () => {
    const view = await fixture<AlcSignInView>(
      html`<alc-sign-in-view .frame=${frame} .providers=${app.providers} ready .problem=${wireError(-32081, 'popup_blocked')}></alc-sign-in-view>`,
    );
    await waitUntil(() => view.shadowRoot?.querySelector('alc-banner'), 'the words for the problem have come');
    const banner = view.shadowRoot?.querySelector('alc-banner');
    expect(banner?.heading).to.equal('The window was blocked');
    expect(banner?.textContent).to.contain('Allow pop-ups for this page');
    await expect(view).to.be.accessible();
    view.problem = wireError(4001, 'cancelled');
    await view.updateComplete;
    expect(view.shadowRoot?.querySelector('alc-banner')).to.equal(null);
  });
});
