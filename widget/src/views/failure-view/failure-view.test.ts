import { expect, fixture, html } from '@open-wc/testing';
import { useTokens } from '../../styles/testing/use-tokens.ts';
import './failure-view.ts';
import type { AlcFailureView } from './failure-view.ts';

const frame = { origin: 'https://sh0p.example', appName: '', closable: true };
const text = (view: AlcFailureView) => view.shadowRoot?.textContent?.replace(/\s+/g, ' ') ?? '';

let dropTokens: () => void;
before(async () => {
  dropTokens = await useTokens();
});
after(() => dropTokens());

describe('alc-failure-view', () => {
  it('names the site that is not registered, and offers nothing that could not help', async () => {
    const view = await fixture<AlcFailureView>(html`<alc-failure-view .frame=${frame} reason="forbidden_origin"></alc-failure-view>`);
    expect(view.headingText).to.equal('This site may not use this wallet');
    expect(text(view)).to.contain('https://sh0p.example is not registered');
    expect(view.shadowRoot?.querySelector('#retry')).to.equal(null);
    let closed = 0;
    view.addEventListener('alc-close', () => closed++);
    view.shadowRoot?.querySelector<HTMLElement>('#close')?.click();
    expect(closed).to.equal(1);
    await expect(view).to.be.accessible();
  });

  it('offers to try again where the service is down', async () => {
    const view = await fixture<AlcFailureView>(html`<alc-failure-view .frame=${frame} reason="network"></alc-failure-view>`);
    expect(view.headingText).to.equal('The wallet cannot start right now');
    let proceeded = 0;
    view.addEventListener('alc-continue', () => proceeded++);
    view.shadowRoot?.querySelector<HTMLElement>('#retry')?.click();
    expect(proceeded).to.equal(1);
    await expect(view).to.be.accessible();
  });

  it('tells each reason apart and always says what is safe', async () => {
    const headings = new Set<string>();
    for (const reason of [
      'origin_not_allowed',
      'nested_frame',
      'app_unknown',
      'bridge_version',
      'attestation_failed',
      'no_parent',
      'network',
      'something_new',
    ]) {
      const view = await fixture<AlcFailureView>(html`<alc-failure-view .frame=${frame} .reason=${reason}></alc-failure-view>`);
      headings.add(view.headingText);
      expect(view.shadowRoot?.querySelector('.safe')?.textContent?.trim(), reason).to.have.length.above(10);
    }
    expect(headings.size).to.equal(8);
  });
});
