import { expect, fixture, html } from '@open-wc/testing';
import type { EnclaveCheck } from '../../state/state.ts';
import { production } from '../settings.mocks.ts';
import { frame, part, rowLabels, withTokens, words } from '../testing.mocks.ts';
import { ready } from '../views.mocks.ts';
import './about-view.ts';
import type { AlcAboutView } from './about-view.ts';

withTokens();

const open = (enclave: EnclaveCheck) => fixture<AlcAboutView>(html`<alc-about-view .frame=${frame} .enclave=${enclave}></alc-about-view>`);

describe('alc-about-view', () => {
  it('says in plain words where the key is, and has every figure for an expert', async () => {
    const view = await open(ready.enclave);
    expect(words(view)).to.contain('In a development enclave');
    expect(rowLabels(view)).to.deep.equal(['Version', 'Enclave release', 'Checked']);
    part<HTMLDetailsElement>(view, 'details').open = true;
    const [pcr0, root, manifest] = [...(view.shadowRoot?.querySelectorAll('.measurement code') ?? [])].map(({ textContent }) => textContent);
    expect([pcr0?.length, root?.length, manifest?.length]).to.deep.equal([96, 64, 64]);
    expect(words(view)).to.contain('vouches for nobody else');
    await expect(view).to.be.accessible();
  });

  it('says of real hardware that it proved itself', async () => {
    const view = await open(production);
    expect(words(view)).to.contain('It has proved that it runs the program');
    expect(words(view)).not.to.contain('vouches for nobody else');
  });

  it('says plainly when the check was refused, and when there was none yet', async () => {
    const refused = await open({ state: 'refused', reason: 'root_mismatch' });
    expect(part(refused, 'alc-banner').getAttribute('level')).to.equal('danger');
    expect(words(refused)).to.contain('Your PIN was not sent');
    await expect(refused).to.be.accessible();
    expect(words(await open({ state: 'unchecked' }))).to.contain('each time before your PIN is sent');
  });
});
