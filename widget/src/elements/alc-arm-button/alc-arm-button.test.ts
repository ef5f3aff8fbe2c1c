import { aTimeout, expect, fixture, html } from '@open-wc/testing';
import { sendKeys, sendMouse } from '@web/test-runner-commands';
import { useTokens } from '../../styles/testing/use-tokens.ts';
import { waitUntil } from '../../testing/wait-until.ts';
import './alc-arm-button.ts';
import { type AlcArmButton, ARM_AFTER_MS } from './alc-arm-button.ts';
import type { Sight, VisibilitySource } from './visibility.ts';

let dropTokens: () => void;
before(async () => {
  dropTokens = await useTokens();
});
after(() => dropTokens());

/** A screen whose visibility the test decides. */
const stage = (first: Sight) => {
  let sight = first;
  const listeners = new Set<(sight: Sight) => void>();
  const source: VisibilitySource = {
    watch(_targets, onChange) {
      listeners.add(onChange);
      queueMicrotask(() => onChange(sight));
      return { read: () => sight, stop: () => listeners.delete(onChange) };
    },
  };
  const become = (next: Sight): void => {
    sight = next;
    for (const listener of listeners) listener(next);
  };
  const secretly = (next: Sight): void => {
    sight = next;
  };
  return { source, become, listeners, secretly };
};

const inner = (element: AlcArmButton): HTMLButtonElement => element.shadowRoot?.querySelector('button') as HTMLButtonElement;
const words = (element: AlcArmButton): string => element.shadowRoot?.querySelector('.label')?.textContent?.trim() ?? '';
const presses = (element: AlcArmButton): { count: number } => {
  const seen = { count: 0 };
  element.addEventListener('alc-armed-click', () => {
    seen.count += 1;
  });
  return seen;
};
const centre = (element: Element): [number, number] => {
  const box = element.getBoundingClientRect();
  return [Math.round(box.left + box.width / 2), Math.round(box.top + box.height / 2)];
};
const arm = async (element: AlcArmButton): Promise<void> => {
  await waitUntil(() => element.armed, 'armed');
  await element.updateComplete;
  // The colours cross over in 120 ms; measure them after.
  await Promise.all(
    inner(element)
      .getAnimations({ subtree: true })
      .map((animation) => animation.finished),
  );
};

/** Only a real press is trusted, and the test runner can make none in Firefox. */
const needsRealPress = (test: Mocha.Context): void => {
  if (!navigator.userAgent.includes('Firefox')) return;
  console.log(`arm button: "${test.test?.title ?? ''}" skipped, the test runner cannot press a mouse button in Firefox`);
  test.skip();
};

describe('alc-arm-button', () => {
  it('starts disarmed and arms after 600 ms in full sight, not before', async () => {
    const { source } = stage('clear');
    const element = await fixture<AlcArmButton>(html`<alc-arm-button .visibilitySource=${source}>Approve</alc-arm-button>`);
    const started = performance.now();
    expect(element.armed).to.equal(false);
    expect(inner(element).getAttribute('aria-disabled')).to.equal('true');
    await arm(element);
    expect(performance.now() - started).to.be.at.least(ARM_AFTER_MS - 50);
    expect(inner(element).hasAttribute('aria-disabled')).to.equal(false);
    await expect(element).to.be.accessible();
  });

  it('starts its wait anew at every change of what can be seen', async () => {
    const { source, become } = stage('clear');
    const element = await fixture<AlcArmButton>(html`<alc-arm-button .visibilitySource=${source}>Approve</alc-arm-button>`);
    await aTimeout(400);
    become('clear');
    await aTimeout(400);
    expect(element.armed).to.equal(false);
    await arm(element);
    become('hidden');
    expect(element.armed).to.equal(false);
  });

  for (const [sight, text] of [
    ['hidden', 'This button must be fully visible'],
    ['unfocused', 'Tap here to continue'],
    ['too-small', 'Make the window larger'],
  ] as const) {
    it(`stays disarmed and says why: ${sight}`, async () => {
      const { source } = stage(sight);
      const element = await fixture<AlcArmButton>(html`<alc-arm-button .visibilitySource=${source}>Approve</alc-arm-button>`);
      await aTimeout(ARM_AFTER_MS + 100);
      expect(element.armed).to.equal(false);
      expect(words(element)).to.contain(text);
      await expect(element).to.be.accessible();
    });
  }

  it('shows the reason of the screen while it is held back', async () => {
    const { source } = stage('clear');
    const element = await fixture<AlcArmButton>(
      html`<alc-arm-button .visibilitySource=${source} disabled reason="Confirm the warning first">Approve</alc-arm-button>`,
    );
    await aTimeout(ARM_AFTER_MS + 100);
    expect(element.armed).to.equal(false);
    expect(words(element)).to.contain('Confirm the warning first');
    element.disabled = false;
    await arm(element);
  });

  it('takes no click made by a script', async () => {
    const { source } = stage('clear');
    const element = await fixture<AlcArmButton>(html`<alc-arm-button .visibilitySource=${source}>Approve</alc-arm-button>`);
    const seen = presses(element);
    await arm(element);
    inner(element).click();
    inner(element).dispatchEvent(new MouseEvent('click', { bubbles: true, composed: true }));
    element.click();
    expect(seen.count).to.equal(0);
  });

  it('takes a real press by pointer and by key', async function () {
    needsRealPress(this);
    const { source } = stage('clear');
    const element = await fixture<AlcArmButton>(html`<alc-arm-button .visibilitySource=${source}>Approve</alc-arm-button>`);
    const seen = presses(element);
    await arm(element);
    await sendMouse({ type: 'click', position: centre(element) });
    expect(seen.count).to.equal(1);
    element.focus();
    await sendKeys({ press: 'Enter' });
    expect(seen.count).to.equal(2);
  });

  it('takes no press that began before it was armed', async function () {
    needsRealPress(this);
    const { source, become } = stage('hidden');
    const element = await fixture<AlcArmButton>(html`<alc-arm-button .visibilitySource=${source}>Approve</alc-arm-button>`);
    const seen = presses(element);
    await sendMouse({ type: 'move', position: centre(element) });
    await sendMouse({ type: 'down' });
    become('clear');
    await arm(element);
    await sendMouse({ type: 'up' });
    expect(seen.count).to.equal(0);
    await sendMouse({ type: 'click', position: centre(element) });
    expect(seen.count).to.equal(1);
  });

  it('looks once more at the press itself', async function () {
    needsRealPress(this);
    const { source, secretly } = stage('clear');
    const element = await fixture<AlcArmButton>(html`<alc-arm-button .visibilitySource=${source}>Approve</alc-arm-button>`);
    const seen = presses(element);
    await arm(element);
    secretly('hidden');
    await sendMouse({ type: 'click', position: centre(element) });
    expect(seen.count).to.equal(0);
    expect(element.armed).to.equal(false);
  });

  it('stops watching when it leaves the page, and starts again when it returns', async () => {
    const { source, listeners } = stage('clear');
    const element = await fixture<AlcArmButton>(html`<alc-arm-button .visibilitySource=${source}>Approve</alc-arm-button>`);
    await arm(element);
    const parent = element.parentElement as HTMLElement;
    element.remove();
    expect([element.armed, listeners.size]).to.deep.equal([false, 0]);
    parent.append(element);
    expect(listeners.size).to.equal(1);
    await arm(element);
  });
});
