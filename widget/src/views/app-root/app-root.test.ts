import { aTimeout, expect, fixture, html, nextFrame } from '@open-wc/testing';
import { sendKeys } from '@web/test-runner-commands';
import type { Actions } from '../../actions.ts';
import { AlcContinueEvent, AlcItemEvent, AlcPinEvent, AlcResizeEvent, AlcTaskChoiceEvent, AlcTaskEvent, AlcWordsEvent } from '../../events.ts';
import type { AppState } from '../../state/state.ts';
import { createStore } from '../../state/store.ts';
import { useTokens } from '../../styles/testing/use-tokens.ts';
import { waitUntil } from '../../testing/wait-until.ts';
import type { ScreenElement } from '../screen-element.ts';
import { needsKeyboard } from '../testing.mocks.ts';
import { account, approval, asking, message, payment, ready, savings, signedOut, task } from '../views.mocks.ts';
import './app-root.ts';
import type { AlcApp } from './app-root.ts';

/** Home asks by itself for what it has not got. */
const withAssets: AppState = { ...ready, assets: { tokens: [], nfts: [] } };

type Call = readonly [name: keyof Actions, ...values: readonly unknown[]];

let dropTokens: () => void;
before(async () => {
  dropTokens = await useTokens();
});
after(() => dropTokens());

function record(): { actions: Actions; calls: Call[] } {
  const calls: Call[] = [];
  const say =
    (name: keyof Actions) =>
    (...values: readonly unknown[]) => {
      calls.push([name, ...values]);
    };
  const actions: Actions = {
    signIn: say('signIn'),
    signOut: say('signOut'),
    submitPin: say('submitPin'),
    approve: say('approve'),
    reject: say('reject'),
    close: say('close'),
    back: say('back'),
    proceed: say('proceed'),
    navigate: say('navigate'),
    startTask: say('startTask'),
    chooseTask: say('chooseTask'),
    submitWords: say('submitWords'),
    change: say('change'),
    switchChain: say('switchChain'),
    resize: say('resize'),
  };
  return { actions, calls };
}

async function open(state: AppState) {
  const store = createStore(state);
  const { actions, calls } = record();
  const app = await fixture<AlcApp>(html`<alc-app .store=${store} .actions=${actions}></alc-app>`);
  const screen = () => app.shadowRoot?.querySelector<ScreenElement>('.screen') as ScreenElement;
  let last: ScreenElement | null = null;
  const shown = async (tag: string) => {
    await waitUntil(() => screen()?.localName === tag && screen().headingText !== '', `${tag} is shown`);
    await screen().updateComplete;
    // The focus follows a new screen, and the announcement the focus.
    if (screen() !== last) await waitUntil(() => status(app) === screen().headingText, `${tag} is announced`);
    last = screen();
    return last;
  };
  const acts = () => calls.filter(([name]) => name !== 'resize');
  return { app, store, calls, acts, screen, shown };
}

const status = (app: AlcApp) => app.shadowRoot?.querySelector('[role="status"].visually-hidden')?.textContent?.trim();

/** Whether anything inside moves that will come to an end. A root lists the animations of its own tree only, not of those inside. */
function isMoving(host: Element): boolean {
  const root = host.shadowRoot;
  if (root === null) return false;
  const own = root.getAnimations().some(({ effect, playState }) => effect?.getTiming().iterations === 1 && playState !== 'finished');
  return own || [...root.querySelectorAll('*')].some(isMoving);
}

describe('alc-app', () => {
  it('shows one screen at a time, moves the focus to its heading and says its name', async () => {
    const { app, store, shown } = await open(signedOut);
    const signIn = await shown('alc-sign-in-view');
    expect(app.shadowRoot?.querySelectorAll('.screen')).to.have.length(1);
    expect(signIn.shadowRoot?.activeElement?.localName).to.equal('h1');
    store.set({ ...ready });
    const home = await shown('alc-home-view');
    expect(app.shadowRoot?.querySelectorAll('.screen')).to.have.length(1);
    expect(home.shadowRoot?.activeElement?.localName).to.equal('h1');
    await waitUntil(() => status(app) === 'Balance', 'the change is announced');
    // Contrast counts on the screen that has arrived, not on the way in.
    await nextFrame();
    await waitUntil(() => !isMoving(app), 'the screen has arrived');
    await expect(app).to.be.accessible();
  });

  it('draws nothing for nobody: until it is first seen there is only the shape of what comes', async () => {
    const { store, screen, shown } = await open({ ...withAssets, visible: false });
    store.set({ balanceWei: 5n });
    await aTimeout(20);
    expect(screen().localName).to.equal('alc-loading-view');
    store.set({ visible: true });
    await shown('alc-home-view');
    store.set({ visible: false });
    await aTimeout(20);
    expect(screen().localName).to.equal('alc-home-view');
  });

  it('leaves the focus where it is while the same screen changes', async () => {
    const { store, shown } = await open(ready);
    const home = await shown('alc-home-view');
    home.focusControl('settings');
    store.set({ balanceWei: 5n });
    await aTimeout(20);
    expect(home.focusedControlId).to.equal('settings');
  });

  it('gives the focus back to the control that led away', async function () {
    needsKeyboard(this);
    const { store, shown, acts } = await open(withAssets);
    const home = await shown('alc-home-view');
    home.focusControl('settings');
    await sendKeys({ press: 'Enter' });
    expect(acts()).to.deep.equal([['navigate', 'settings']]);
    store.set({ view: 'settings' });
    await shown('alc-settings-view');
    store.set({ view: 'home' });
    const back = await shown('alc-home-view');
    expect(back.focusedControlId).to.equal('settings');
  });

  it('puts an approval in front and shows who asks', async () => {
    const { store, shown } = await open({ ...ready, hostOrigin: 'https://other.example' });
    await shown('alc-home-view');
    store.set({ approvals: [approval(payment())] });
    const view = await shown('alc-approve-transaction-view');
    expect(view.frame.origin).to.equal('https://shop.example');
    expect(view.headingText).to.equal('Send 0.01 ETH');
  });

  it('takes a step for the screen that is drawn, and never for an approval that is not on the screen yet', async () => {
    const { store, shown, acts } = await open(withAssets);
    const home = await shown('alc-home-view');
    const goOn = () => home.dispatchEvent(new AlcContinueEvent());
    goOn();
    expect(acts()).to.deep.equal([['proceed']]);
    store.set({ approvals: [approval(payment())] });
    goOn();
    expect(acts()).to.have.length(1);
    await shown('alc-approve-transaction-view');
  });

  it('makes a new screen for the next approval of the same kind', async () => {
    const { store, shown } = await open(asking(message()));
    const first = await shown('alc-approve-message-view');
    store.set({ approvals: [approval(message({ text: 'another' }), 'a2')] });
    await waitUntil(() => !first.isConnected, 'the first one is gone');
    const second = await shown('alc-approve-message-view');
    expect(second).not.to.equal(first);
  });

  it('keeps the result on the screen after the queue let the approval go', async () => {
    const { store, shown } = await open(asking(payment()));
    await shown('alc-approve-transaction-view');
    store.set({ progress: { step: 'working', what: 'signing' } });
    await shown('alc-progress-view');
    store.set({ approvals: [], progress: { step: 'done', transaction: null } });
    const done = await shown('alc-progress-view');
    await waitUntil(() => done.headingText === 'Sent', 'the result is shown');
    expect(done.shadowRoot?.textContent).to.contain('0.01\u00a0ETH');
  });

  it('turns Esc into one step back inside a flow and into close elsewhere', async function () {
    needsKeyboard(this);
    const { store, shown, acts } = await open(withAssets);
    await shown('alc-home-view');
    await sendKeys({ press: 'Escape' });
    store.set({ view: 'activity' });
    await shown('alc-activity-view');
    await sendKeys({ press: 'Escape' });
    store.set({ view: 'home', approvals: [approval(payment())], progress: { step: 'pin' } });
    await shown('alc-pin-view');
    await sendKeys({ press: 'Escape' });
    store.set({ progress: { step: 'review' } });
    await shown('alc-approve-transaction-view');
    await sendKeys({ press: 'Escape' });
    expect(acts()).to.deep.equal([['close'], ['navigate', 'home'], ['back'], ['close']]);
  });

  it('hands events to actions with their values', async () => {
    const { screen, shown, calls } = await open({ ...asking(payment()), progress: { step: 'pin' } });
    await shown('alc-pin-view');
    screen().dispatchEvent(new AlcPinEvent('493817'));
    screen().dispatchEvent(new AlcResizeEvent(512));
    expect(calls).to.deep.include(['submitPin', '493817']);
    expect(calls).to.deep.include(['resize', 512]);
  });

  it('hands over what a person does with the keys', async () => {
    const { screen, shown, acts } = await open({ ...ready, task: task('kit', { name: 'intro' }) });
    await shown('alc-task-view');
    const changes: readonly AlcItemEvent['change'][] = [
      { what: 'remove-backup', id: 'w1' },
      { what: 'revoke-device', id: 'd1' },
      { what: 'select-account', account: savings },
      { what: 'rename-account', account: savings, name: 'Rent' },
      { what: 'hide-account', account: savings, hidden: true },
    ];
    screen().dispatchEvent(new AlcTaskEvent('recover'));
    screen().dispatchEvent(new AlcTaskChoiceEvent({ factor: 'passkey' }));
    screen().dispatchEvent(new AlcWordsEvent('one two', 'blue'));
    for (const change of changes) screen().dispatchEvent(new AlcItemEvent(change));
    expect(acts()).to.deep.equal([
      ['startTask', 'recover'],
      ['chooseTask', { factor: 'passkey' }],
      ['submitWords', 'one two', 'blue'],
      ...changes.map((change) => ['change', change]),
    ]);
  });

  it('goes back from the lists to the settings, and one step back inside a task', async function () {
    needsKeyboard(this);
    const { store, screen, shown, acts } = await open({ ...ready, view: 'backup' });
    await shown('alc-backup-view');
    await sendKeys({ press: 'Escape' });
    store.set({ task: task('kit', { name: 'intro' }) });
    await shown('alc-task-view');
    await sendKeys({ press: 'Escape' });
    store.set({ task: task('kit', { name: 'done', holdUntilMs: null }) });
    await waitUntil(() => screen().headingText === 'Your wallet is backed up', 'the end is shown');
    await sendKeys({ press: 'Escape' });
    expect(acts()).to.deep.equal([['navigate', 'settings'], ['back'], ['close']]);
  });

  it('tells the development enclave and being offline on every screen', async () => {
    const { store, screen, shown } = await open(ready);
    await shown('alc-home-view');
    expect(screen().querySelector('alc-dev-banner')).not.to.equal(null);
    expect(screen().querySelector('.offline')).to.equal(null);
    store.set({ online: false, approvals: [approval({ kind: 'connect', accounts: [account] })] });
    await shown('alc-connect-view');
    expect(screen().querySelector('alc-dev-banner')).not.to.equal(null);
    expect(screen().querySelector('.offline')?.textContent).to.contain('You are offline');
  });

  it('has nothing to close in inline mode', async () => {
    const { shown } = await open({ ...ready, mode: 'inline' });
    const home = await shown('alc-home-view');
    expect(home.frame.closable).to.equal(false);
  });
});
