import { expect, fixture, html } from '@open-wc/testing';
import type { AlcPinEvent } from '../../events.ts';
import { setLanguage } from '../../i18n/locale.ts';
import type { PinProblem } from '../../state/state.ts';
import { useTokens } from '../../styles/testing/use-tokens.ts';
import { waitUntil } from '../../testing/wait-until.ts';
import './alc-pin-pad.ts';
import type { AlcPinPad } from './alc-pin-pad.ts';

let dropTokens: () => void;
before(async () => {
  dropTokens = await useTokens();
});
after(() => dropTokens());

const press = (...keys: readonly string[]): void => {
  for (const key of keys) document.body.dispatchEvent(new KeyboardEvent('keydown', { key, bubbles: true, composed: true, cancelable: true }));
};
const pins = (element: AlcPinPad): string[] => {
  const seen: string[] = [];
  element.addEventListener('alc-pin', (event: AlcPinEvent) => seen.push(event.pin));
  return seen;
};
const find = (element: AlcPinPad, selector: string): HTMLElement[] => [...(element.shadowRoot?.querySelectorAll<HTMLElement>(selector) ?? [])];
const key = (element: AlcPinPad, text: string): HTMLElement => {
  const found = find(element, '.key').find((one) => one.textContent?.trim() === text);
  if (found === undefined) throw new Error(`no key ${text}`);
  return found;
};
const filled = (element: AlcPinPad): number => find(element, '.dot.filled').length;
const alert = (element: AlcPinPad): string => find(element, '[role=alert]')[0]?.textContent?.trim() ?? '';
const pad = (problem: PinProblem | null = null, now: () => number = Date.now): Promise<AlcPinPad> =>
  fixture<AlcPinPad>(html`<alc-pin-pad heading="Enter your PIN" .now=${now} .problem=${problem}></alc-pin-pad>`);

describe('alc-pin-pad', () => {
  it('has keys of 64 px and more, and is accessible', async () => {
    const element = await pad();
    for (const one of find(element, '.key')) {
      const { width, height } = one.getBoundingClientRect();
      expect(Math.min(width, height)).to.be.at.least(64);
    }
    expect(find(element, '.key').length).to.equal(12);
    await expect(element).to.be.accessible();
  });

  it('takes six digits by tap and confirms with OK', async () => {
    const element = await pad();
    const seen = pins(element);
    for (const digit of '173920') key(element, digit).click();
    await element.updateComplete;
    expect(filled(element)).to.equal(6);
    key(element, 'OK').click();
    await element.updateComplete;
    expect(seen).to.deep.equal(['173920']);
    expect(filled(element)).to.equal(0);
  });

  it('takes digits, Backspace and Enter from a keyboard', async () => {
    const element = await pad();
    const seen = pins(element);
    press('1', '7', '3', '9', '2', '9', 'Backspace', '0', 'Enter');
    expect(seen).to.deep.equal(['173920']);
  });

  it('confirms nothing shorter than six digits, and takes no thirteenth', async () => {
    const element = await pad();
    const seen = pins(element);
    press('1', '2', '3', '4', '5', 'Enter');
    expect(seen).to.deep.equal([]);
    press(...'67890123456', 'Enter');
    expect(seen).to.deep.equal(['123456789012']);
  });

  it('leaves alone what is no digit, shortcuts, and other fields', async () => {
    const element = await pad();
    press('a', '١', '½', 'Tab', ' ');
    document.body.dispatchEvent(new KeyboardEvent('keydown', { key: '1', ctrlKey: true, bubbles: true }));
    const input = await fixture<HTMLInputElement>(html`<input aria-label="amount" />`);
    input.dispatchEvent(new KeyboardEvent('keydown', { key: '1', bubbles: true, composed: true }));
    await element.updateComplete;
    expect(filled(element)).to.equal(0);
  });

  it('never puts a typed digit into the document', async () => {
    const element = await pad();
    press('7', '7', '7', '7', '7', '7', '7');
    await element.updateComplete;
    for (const one of find(element, '.key')) one.remove();
    expect(element.shadowRoot?.innerHTML.replace(/\d+ (of \d+ )?digits entered/, '')).to.not.match(/7777|>\s*7\s*</);
    expect(Object.values(element).join()).to.not.contain('7777777');
    expect(find(element, '[role=status]')[0]?.textContent).to.equal('7 digits entered');
  });

  it('says how many digits there are, in the language of the person', async () => {
    const element = await pad();
    press('1', '2', '3');
    await element.updateComplete;
    expect(find(element, '[role=status]')[0]?.textContent).to.equal('3 of 6 digits entered');
    await setLanguage('ko');
    await element.updateComplete;
    expect(find(element, '[role=status]')[0]?.textContent).to.equal('6자리 중 3자리를 입력했어요');
    await setLanguage('en');
  });

  it('forgets what was typed when it leaves the page', async () => {
    const element = await pad();
    press('1', '2', '3', '4', '5', '6');
    const parent = element.parentElement as HTMLElement;
    element.remove();
    const seen = pins(element);
    parent.append(element);
    press('Enter');
    await element.updateComplete;
    expect([seen, filled(element)]).to.deep.equal([[], 0]);
  });

  for (const [problem, text] of [
    [{ code: 'pin_wrong', remaining: 3, retryAtMs: null }, 'Wrong PIN. 3 tries left.'],
    [{ code: 'pin_wrong', remaining: 1, retryAtMs: null }, 'Wrong PIN. One try left.'],
    [{ code: 'pin_wrong', remaining: 0, retryAtMs: null }, 'Wrong PIN. No tries left.'],
    [{ code: 'pin_locked' }, 'Too many wrong PINs. The wallet is locked; your recovery method opens it again.'],
    [{ code: 'mismatch' }, 'The two PINs differ. Choose again.'],
    [{ code: 'pin_policy', rule: 'length' }, 'Use 6 to 12 digits.'],
    [{ code: 'pin_policy', rule: 'date' }, 'This looks like a date. Choose one that is harder to guess.'],
  ] as readonly (readonly [PinProblem, string])[]) {
    it(`says: ${text}`, async () => {
      const element = await pad(problem);
      expect(alert(element)).to.equal(text);
      await expect(element).to.be.accessible();
    });
  }

  it('shakes once for a new wrong PIN, not again for the same', async () => {
    const element = await pad();
    const problem: PinProblem = { code: 'pin_wrong', remaining: 4, retryAtMs: null };
    element.problem = problem;
    await element.updateComplete;
    const [dots] = find(element, '.dots');
    expect(dots?.classList.contains('shake')).to.equal(true);
    await waitUntil(() => dots?.classList.contains('shake') === false, 'the shake ends');
    element.problem = problem;
    await element.updateComplete;
    expect(dots?.classList.contains('shake')).to.equal(false);
    element.problem = { ...problem, remaining: 3 };
    await element.updateComplete;
    expect(dots?.classList.contains('shake')).to.equal(true);
  });

  it('waits with the person: counts down, takes no key, then takes them again', async () => {
    let nowMs = 1_000_000;
    const element = await pad({ code: 'pin_delayed', remaining: 2, retryAtMs: nowMs + 90_000 }, () => nowMs);
    const seen = pins(element);
    expect(find(element, '.wait')[0]?.textContent).to.equal('Try again in 1 min 30 s.');
    press(...'123456', 'Enter');
    key(element, '5').click();
    await element.updateComplete;
    expect([seen, filled(element)]).to.deep.equal([[], 0]);
    nowMs += 89_500;
    await waitUntil(() => find(element, '.wait')[0]?.textContent === 'Try again in 1 s.');
    nowMs += 500;
    await waitUntil(() => find(element, '.wait').length === 0);
    press(...'173920', 'Enter');
    expect(seen).to.deep.equal(['173920']);
  });

  it('takes no key while the PIN is checked, after the last try, or locked', async () => {
    const states: readonly Partial<Pick<AlcPinPad, 'busy' | 'problem'>>[] = [
      { busy: true },
      { problem: { code: 'pin_locked' } },
      { problem: { code: 'pin_wrong', remaining: 0, retryAtMs: null } },
    ];
    for (const state of states) {
      const element = await pad();
      Object.assign(element, state);
      await element.updateComplete;
      const seen = pins(element);
      press(...'173920', 'Enter');
      expect([seen, filled(element)]).to.deep.equal([[], 0]);
      await expect(element).to.be.accessible();
      element.remove();
    }
  });

  it('draws each of eight patterns, and none for 0 or nonsense', async () => {
    const element = await pad();
    const images = new Set<string>();
    for (let pattern = 1; pattern <= 8; pattern++) {
      element.pattern = pattern;
      await element.updateComplete;
      images.add(getComputedStyle(find(element, '.pad')[0] as HTMLElement, '::before').backgroundImage);
      await expect(element).to.be.accessible();
    }
    expect(images.size).to.equal(8);
    expect(images.has('none')).to.equal(false);
    for (const pattern of [0, -1, 1.5, Number.NaN]) {
      element.pattern = pattern;
      await element.updateComplete;
      expect(getComputedStyle(find(element, '.pad')[0] as HTMLElement, '::before').backgroundImage).to.equal('none');
    }
  });
});
