import { expect, fixture, html } from '@open-wc/testing';
import type { Provider } from '../../contract/api.ts';
import { frame, part, withTokens, words } from '../testing.mocks.ts';
import './redirect-view.ts';
import type { AlcRedirectView } from './redirect-view.ts';

withTokens();

const provider: Provider = { providerId: 'demo', name: 'Demo login', issuer: 'https://issuer.test', clientId: 'alcove', scope: 'openid' };
const href = 'https://issuer.test/authorize?state=s';
const open = (origin: string | null = frame.origin) =>
  fixture<AlcRedirectView>(html`<alc-redirect-view .frame=${{ ...frame, origin }} .href=${href} .provider=${provider}></alc-redirect-view>`);

describe('alc-redirect-view', () => {
  it('leads the whole page to the provider by a link, which the person presses', async () => {
    const view = await open();
    const link = part<HTMLAnchorElement>(view, '#continue');
    expect([link.target, link.href, link.rel, link.textContent?.trim()]).to.deep.equal(['_top', href, 'noreferrer', 'Continue with Demo login']);
    expect(view.headingText).to.equal('The browser opened no window');
    expect(words(view)).to.contain(`You come back to ${frame.origin} by yourself`);
    await expect(view).to.be.accessible();
  });

  it('names no page where there is none', async () => {
    expect(words(await open(null))).not.to.contain('null');
  });

  it('tries the window again inside the click', async () => {
    const view = await open();
    const tried: string[] = [];
    view.addEventListener('alc-sign-in', ({ providerId }) => tried.push(providerId));
    part(view, '#window').click();
    expect(tried).to.deep.equal(['demo']);
  });
});
