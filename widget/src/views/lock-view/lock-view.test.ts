import { expect, fixture, html } from '@open-wc/testing';
import { sendKeys } from '@web/test-runner-commands';
import type { Change } from '../../actions.ts';
import type { AlcPinPad } from '../../elements/alc-pin-pad/alc-pin-pad.ts';
import type { AlcItemEvent } from '../../events.ts';
import type { Lock } from '../../state/settings.ts';
import { locked, lockedAndFailing } from '../settings.mocks.ts';
import { frame, needsKeyboard, part, withTokens, words } from '../testing.mocks.ts';
import './lock-view.ts';
import type { AlcLockView } from './lock-view.ts';

withTokens();

const open = (lock: Lock | null = locked.lock) => fixture<AlcLockView>(html`<alc-lock-view .frame=${frame} .lock=${lock}></alc-lock-view>`);

describe('alc-lock-view', () => {
  it('takes the PIN for opening, and it goes to nobody who signs', async function () {
    needsKeyboard(this);
    const view = await open();
    const changes: Change[] = [];
    let pins = 0;
    view.addEventListener('alc-item', (event: AlcItemEvent) => changes.push(event.change));
    view.addEventListener('alc-pin', () => pins++);
    await sendKeys({ type: '493817' });
    await sendKeys({ press: 'Enter' });
    expect(changes).to.deep.equal([{ what: 'unlock', pin: '493817' }]);
    expect(pins).to.equal(0);
    await expect(view).to.be.accessible();
  });

  it('names the site that waits and not what it asks', async () => {
    const view = await open();
    view.waitingOrigin = 'https://shop.example';
    await view.updateComplete;
    expect(words(view)).to.contain('https://shop.example is waiting for you');
  });

  it('says that it checks, and why it could not', async () => {
    const view = await open({ step: 'checking', problem: null });
    expect(part<AlcPinPad>(view, 'alc-pin-pad').busy).to.equal(true);
    expect(part(view, '[role="status"]').textContent).to.equal('Checking your PIN');
    view.lock = lockedAndFailing.lock;
    await view.updateComplete;
    expect(part(view, '[role="status"]').textContent).to.contain('PIN checks are paused');
    await expect(view).to.be.accessible();
  });

  it('has ways out for somebody who forgot the PIN, and for somebody else', async () => {
    const view = await open();
    const seen: string[] = [];
    for (const type of ['alc-task', 'alc-sign-out']) view.addEventListener(type, () => seen.push(type));
    part(view, '#forgotten').click();
    part(view, '#sign-out').click();
    expect(seen).to.deep.equal(['alc-task', 'alc-sign-out']);
  });
});
