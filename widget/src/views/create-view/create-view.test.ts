import { expect, fixture, html } from '@open-wc/testing';
import { sendKeys } from '@web/test-runner-commands';
import type { AlcPinPad } from '../../elements/alc-pin-pad/alc-pin-pad.ts';
import type { AlcPinEvent, AlcTaskEvent } from '../../events.ts';
import type { CreateProgress, PinProblem } from '../../state/state.ts';
import { frame, needsKeyboard, part, withTokens, words } from '../testing.mocks.ts';
import { ownAddress, wireError } from '../views.mocks.ts';
import './create-view.ts';
import type { AlcCreateView } from './create-view.ts';

withTokens();

const user = { name: 'Mina Park', email: 'mina@example.com' };
const open = (progress: CreateProgress, problem: PinProblem | null = null) =>
  fixture<AlcCreateView>(html`<alc-create-view .frame=${frame} .user=${user} .progress=${progress} .problem=${problem}></alc-create-view>`);

describe('alc-create-view', () => {
  it('says why a PIN matters and what happens when it is forgotten, before it asks for one', async () => {
    const view = await open({ step: 'intro' });
    expect(words(view)).to.contain('Your PIN is what approves payments');
    expect(words(view)).to.contain('If you forget it, nobody can look it up for you');
    let proceeded = 0;
    view.addEventListener('alc-continue', () => proceeded++);
    part(view, '#start').click();
    expect(proceeded).to.equal(1);
    await expect(view).to.be.accessible();
  });

  it('lets someone with the wrong account out', async () => {
    const view = await open({ step: 'intro' });
    expect(words(view)).to.contain('mina@example.com');
    let signedOut = 0;
    view.addEventListener('alc-sign-out', () => signedOut++);
    part(view, '#sign-out').click();
    expect(signedOut).to.equal(1);
  });

  it('lets somebody bring a wallet from elsewhere', async () => {
    const view = await open({ step: 'intro' });
    const kinds: string[] = [];
    view.addEventListener('alc-task', (event: AlcTaskEvent) => kinds.push(event.kind));
    part(view, '#import').click();
    expect(kinds).to.deep.equal(['import']);
  });

  it('takes the PIN from the keyboard, twice, with a way back', async function () {
    needsKeyboard(this);
    const pins: string[] = [];
    let back = 0;
    const listen = (view: AlcCreateView) => {
      view.addEventListener('alc-pin', (event: AlcPinEvent) => pins.push(event.pin));
      view.addEventListener('alc-back', () => back++);
    };
    const choose = await open({ step: 'choose' });
    listen(choose);
    expect(choose.headingText).to.equal('Choose a PIN');
    await sendKeys({ type: '493817' });
    await sendKeys({ press: 'Enter' });
    expect(pins).to.deep.equal(['493817']);
    await expect(choose).to.be.accessible();
    choose.remove();
    const confirm = await open({ step: 'confirm' });
    listen(confirm);
    expect(confirm.headingText).to.equal('Enter your PIN again');
    confirm.shadowRoot?.querySelector('alc-header')?.shadowRoot?.querySelector<HTMLElement>('.back')?.click();
    expect(back).to.equal(1);
  });

  it('hands the reason a PIN was not taken to the pad', async () => {
    const view = await open({ step: 'choose' }, { code: 'mismatch' });
    expect(part<AlcPinPad>(view, 'alc-pin-pad').problem).to.deep.equal({ code: 'mismatch' });
  });

  it('moves while it works', async () => {
    const working = await open({ step: 'working' });
    expect(working.shadowRoot?.querySelector('alc-spinner')).not.to.equal(null);
    await expect(working).to.be.accessible();
  });

  it('shows the address when it is done', async () => {
    const done = await open({ step: 'done', address: ownAddress });
    expect(done.headingText).to.equal('Your wallet is ready');
    expect(part(done, 'alc-address').getAttribute('address')).to.equal(ownAddress);
    let proceeded = 0;
    done.addEventListener('alc-continue', () => proceeded++);
    part(done, '#continue').click();
    expect(proceeded).to.equal(1);
    await expect(done).to.be.accessible();
  });

  it('says what failed, that nothing is lost, and offers to go on', async () => {
    const view = await open({ step: 'failed', error: wireError(-32083, 'kms_unavailable') });
    expect(view.headingText).to.equal('The key service is not answering');
    expect(words(view)).to.contain('No wallet was lost');
    let proceeded = 0;
    view.addEventListener('alc-continue', () => proceeded++);
    part(view, '#retry').click();
    expect(proceeded).to.equal(1);
    await expect(view).to.be.accessible();
  });
});
