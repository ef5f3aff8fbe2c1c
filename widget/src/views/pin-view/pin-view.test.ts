import { expect, fixture, html } from '@open-wc/testing';
import { sendKeys } from '@web/test-runner-commands';
import type { AlcPinPad } from '../../elements/alc-pin-pad/alc-pin-pad.ts';
import type { AlcPinEvent, AlcTaskEvent } from '../../events.ts';
import { frame, needsKeyboard, part, withTokens, words } from '../testing.mocks.ts';
import { approval, chain, payment } from '../views.mocks.ts';
import './pin-view.ts';
import type { AlcPinView } from './pin-view.ts';

withTokens();

const open = () => fixture<AlcPinView>(html`<alc-pin-view .frame=${frame} .approval=${approval(payment())} .chain=${chain}></alc-pin-view>`);

describe('alc-pin-view', () => {
  it('keeps in sight what is confirmed', async () => {
    const view = await open();
    expect(view.headingText).to.equal('Confirm with PIN');
    expect(words(view)).to.contain('Send 0.01 ETH');
    await expect(view).to.be.accessible();
  });

  it('takes a PIN from the keyboard and never shows it', async function () {
    needsKeyboard(this);
    const view = await open();
    const pins: string[] = [];
    view.addEventListener('alc-pin', (event: AlcPinEvent) => pins.push(event.pin));
    await sendKeys({ type: '493817' });
    const pad = part<AlcPinPad>(view, 'alc-pin-pad');
    expect(pad.outerHTML + pad.shadowRoot?.innerHTML).not.to.contain('493817');
    await sendKeys({ press: 'Enter' });
    expect(pins).to.deep.equal(['493817']);
  });

  it('leads on when the PIN is forgotten', async () => {
    const view = await open();
    const kinds: string[] = [];
    view.addEventListener('alc-task', (event: AlcTaskEvent) => kinds.push(event.kind));
    part(view, '#forgotten').click();
    expect(kinds).to.deep.equal(['recover']);
  });

  it('shows why a PIN was refused', async () => {
    const view = await open();
    view.problem = { code: 'pin_wrong', remaining: 7, retryAtMs: null };
    await view.updateComplete;
    const pad = part<AlcPinPad>(view, 'alc-pin-pad');
    await pad.updateComplete;
    expect(pad.shadowRoot?.querySelector('[role="alert"]')?.textContent).to.contain('7');
  });
});
