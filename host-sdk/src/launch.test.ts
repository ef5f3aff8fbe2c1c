import { expect } from '@open-wc/testing';
import { waitUntil } from '../../widget/src/testing/wait-until.ts';
import type { ThemeReport } from './contract/types.ts';
import './element.ts';
import type { AlcoveWalletElement } from './wallet-element.ts';

const walletUrl = `http://localhost:${location.port}/test/fixtures/bridge`;
const account = '0x70997970C51812dc3A010C7d01b50e0d17dc79C8';

/** The element's shadow root is closed; the test listens in on its making. */
const roots = new WeakMap<Element, ShadowRoot>();
const attachShadow = Element.prototype.attachShadow;
let sheet: HTMLStyleElement;

beforeEach(() => {
  Element.prototype.attachShadow = function (init) {
    const root = attachShadow.call(this, init);
    roots.set(this, root);
    return root;
  };
  sheet = document.head.appendChild(document.createElement('style'));
});
afterEach(() => {
  Element.prototype.attachShadow = attachShadow;
  sheet.remove();
  for (const made of document.querySelectorAll('alcove-wallet')) {
    made.remove();
    made.wallet.destroy();
  }
});

type Calls = readonly (readonly [string, { readonly [token: string]: string }])[];

function mount(attributes: { readonly [name: string]: string } = {}, content = ''): AlcoveWalletElement {
  const made = document.createElement('alcove-wallet');
  for (const [name, value] of Object.entries({ 'app-id': 'account', 'wallet-url': walletUrl, ...attributes })) made.setAttribute(name, value);
  made.textContent = content;
  document.body.append(made);
  return made;
}

async function themesOf(made: AlcoveWalletElement): Promise<readonly { readonly [token: string]: string }[]> {
  const calls = (await made.provider.request({ method: 'test_calls' })) as unknown as Calls;
  return calls.filter(([name]) => name === 'setTheme').map(([, tokens]) => tokens);
}

const lastTheme = async (made: AlcoveWalletElement) => (await themesOf(made)).at(-1);
const frames = (count: number): Promise<void> =>
  new Promise((resolve) => {
    const next = (left: number): unknown => (left === 0 ? resolve() : requestAnimationFrame(() => next(left - 1)));
    next(count);
  });

const find = <Found extends HTMLElement>(made: AlcoveWalletElement, selector: string): Found => roots.get(made)?.querySelector(selector) as Found;

async function launched(made: AlcoveWalletElement): Promise<HTMLButtonElement> {
  await waitUntil(() => find(made, 'button') !== null);
  return find<HTMLButtonElement>(made, 'button');
}

describe('a theme by style sheets', () => {
  it('is told with colours and lengths worked out, and nothing else', async () => {
    sheet.textContent = `
      :root { --brand: hsl(160 100% 30%); }
      alcove-wallet {
        --alcove-color-accent: var(--brand); --alcove-color-surface: light-dark(white, oklch(0 0 0)); --alcove-radius: calc(2px * 3);
        --alcove-text-m: 1rem; --alcove-font: Georgia, serif; --alcove-density: 0.9; --alcove-focus: rgb(0 0 0 / 50%); --other: 1px;
      }`;
    const made = mount();
    await made.wallet.start();
    await waitUntil(async () => (await themesOf(made)).length > 0);
    expect(await lastTheme(made)).to.deep.equal({
      '--alcove-color-accent': '#009966',
      '--alcove-color-surface': 'light-dark(#ffffff, #000000)',
      '--alcove-radius': '6px',
      '--alcove-text-m': '16px',
      '--alcove-font': 'Georgia, serif',
      '--alcove-density': '0.9',
      '--alcove-focus': 'rgb(0 0 0 / 50%)',
    });
  });

  it('costs nothing where there is none: the wallet is told nothing', async () => {
    const made = mount();
    await made.wallet.start();
    await launched(made);
    await frames(5);
    expect(await themesOf(made)).to.deep.equal([]);
    expect(made.getBoundingClientRect().height).to.equal(0);
  });

  const changes: readonly (readonly [string, (made: AlcoveWalletElement) => void])[] = [
    ['a style of its own', (made) => made.style.setProperty('--alcove-color-accent', '#00ff00')],
    ['a class', (made) => made.classList.add('green')],
    ['an attribute of the page', () => document.documentElement.setAttribute('data-brand', 'green')],
    ['a rule that is added', () => sheet.sheet?.insertRule('alcove-wallet { --alcove-color-accent: lime !important }')],
    ['a value that is inherited', () => document.body.style.setProperty('--brand', 'lime')],
  ];
  for (const [what, change] of changes) {
    it(`follows ${what}`, async () => {
      sheet.textContent = 'alcove-wallet { --alcove-color-accent: var(--brand, #ff0000) } .green, [data-brand] alcove-wallet { --alcove-color-accent: lime }';
      const made = mount();
      const reports: ThemeReport[] = [];
      made.addEventListener('alcove-theme', ({ detail }) => reports.push(detail));
      await waitUntil(() => reports.length === 1);
      await new Promise((resolve) => setTimeout(resolve, 150));
      change(made);
      await waitUntil(() => reports.length === 2, 'the wallet hears of it');
      expect(reports[1]?.applied['--alcove-color-accent']).to.equal('#00ff00');
      await new Promise((resolve) => setTimeout(resolve, 250));
      expect(reports.length, 'told once').to.equal(2);
      document.documentElement.removeAttribute('data-brand');
      document.body.removeAttribute('style');
    });
  }

  it('takes the page’s own scheme along, and follows it', async () => {
    sheet.textContent = ':root { color-scheme: dark }';
    const made = mount();
    await waitUntil(async () => (await lastTheme(made))?.['--alcove-scheme'] === 'dark');
    sheet.textContent = ':root { color-scheme: light }';
    await waitUntil(async () => (await lastTheme(made))?.['--alcove-scheme'] === 'light');
  });

  it('tells an animated value at most ten times a second, and its end', async () => {
    const made = mount();
    await made.wallet.start();
    await launched(made);
    const beganMs = performance.now();
    for (let step = 0; step < 30; step++) {
      made.style.setProperty('--alcove-radius', `${step % 24}px`);
      await frames(1);
    }
    made.style.setProperty('--alcove-radius', '17px');
    await waitUntil(async () => (await lastTheme(made))?.['--alcove-radius'] === '17px');
    expect((await themesOf(made)).length).to.be.at.most(Math.ceil((performance.now() - beganMs) / 100) + 2);
  });
});

describe('two wallets on one page', () => {
  it('have a look of their own each, and hear of their own changes alone', async () => {
    sheet.textContent = '.left { --alcove-color-accent: #ff0000 } .right { --alcove-color-accent: #00ff00; --alcove-radius: 3px }';
    const left = mount({ class: 'left' });
    const right = mount({ class: 'right', 'app-id': 'second', theme: '{ "density": 0.9 }' });
    await waitUntil(async () => (await lastTheme(left)) !== undefined && (await lastTheme(right)) !== undefined);
    expect(await lastTheme(left)).to.deep.equal({ '--alcove-color-accent': '#ff0000' });
    expect(await lastTheme(right)).to.deep.equal({ '--alcove-density': '0.9', '--alcove-color-accent': '#00ff00', '--alcove-radius': '3px' });
    const told = (await themesOf(right)).length;
    left.style.setProperty('--alcove-color-accent', '#0000ff');
    await waitUntil(async () => (await lastTheme(left))?.['--alcove-color-accent'] === '#0000ff');
    expect((await themesOf(right)).length).to.equal(told);
  });
});

describe('a theme by attribute and property', () => {
  it('is a preset’s name, or tokens; style sheets win over it', async () => {
    sheet.textContent = 'alcove-wallet { --alcove-radius: 2px }';
    const made = mount({ theme: 'paper' });
    await waitUntil(async () => (await lastTheme(made))?.['--alcove-preset'] === 'paper');
    made.setAttribute('theme', '{ "color-accent": "#123456", "radius": "9px" }');
    await waitUntil(async () => (await lastTheme(made))?.['--alcove-color-accent'] === '#123456');
    expect(await lastTheme(made)).to.deep.equal({ '--alcove-color-accent': '#123456', '--alcove-radius': '2px' });
    made.theme = { '--alcove-density': 1.1 };
    await waitUntil(async () => (await lastTheme(made))?.['--alcove-density'] === '1.1');
    made.theme = undefined;
    await waitUntil(async () => (await lastTheme(made))?.['--alcove-color-accent'] === '#123456');
  });

  it('counts when the property was set before the script came', async () => {
    const made = document.createElement('alcove-wallet');
    made.setAttribute('app-id', 'account');
    made.setAttribute('wallet-url', walletUrl);
    made.theme = 'dusk';
    document.body.append(made);
    await waitUntil(async () => (await lastTheme(made))?.['--alcove-preset'] === 'dusk');
    expect(made.theme).to.equal('dusk');
  });
});

describe('the launcher', () => {
  it('is there when it is asked for: a named button of 44 px or more', async () => {
    const made = mount({ launcher: '', lang: 'en' });
    const button = await launched(made);
    await waitUntil(() => button.checkVisibility());
    expect(button.textContent).to.equal('Connect wallet');
    expect(button.getBoundingClientRect().height).to.be.at.least(44);
    made.setAttribute('launcher', 'none');
    expect(button.checkVisibility()).to.equal(false);
    made.setAttribute('lang', 'ko');
    made.setAttribute('launcher', 'button');
    await waitUntil(() => button.textContent === '지갑 연결');
    made.setAttribute('label', 'Pay');
    await waitUntil(() => button.textContent === 'Pay');
  });

  it('connects, shows who is connected and what they hold, and opens the wallet then', async () => {
    const made = mount({ launcher: '', lang: 'en' });
    const button = await launched(made);
    await made.wallet.start();
    button.click();
    expect(button.ariaBusy).to.equal('true');
    await waitUntil(() => button.part.contains('connected'));
    expect(button.ariaLabel).to.equal('Open wallet, 0x7099…79C8 0.1 ETH');
    expect(find(made, '.address').textContent).to.equal(`${account.slice(0, 6)}…${account.slice(-4)}`);
    expect(button.ariaBusy).to.equal('false');
    button.click();
    await waitUntil(async () => ((await made.provider.request({ method: 'test_calls' })) as unknown as Calls).some(([name]) => name === 'open'));
  });

  it('says why the wallet is not there, and tries again when pressed', async () => {
    const made = mount({ launcher: '', 'app-id': 'bad id', lang: 'en' });
    const button = await launched(made);
    await waitUntil(() => button.part.contains('failed'));
    expect(find(made, '.reason').textContent).to.contain('set app-id="YOUR-APP"');
    expect(button.textContent).to.equal('Wallet not available. Try again');
    made.setAttribute('app-id', 'account');
    await waitUntil(() => button.part.contains('ready'));
    expect(find(made, '.reason').textContent).to.equal('');
  });

  it('stands in a corner, clear of the edges', async () => {
    const made = mount({ launcher: 'floating' });
    const button = await launched(made);
    await waitUntil(() => button.checkVisibility());
    const { right, bottom } = button.getBoundingClientRect();
    expect([innerWidth - right, innerHeight - bottom].map((gap) => Math.round(gap))).to.deep.equal([16, 16]);
    made.setAttribute('corner', 'top-start');
    const { left, top } = button.getBoundingClientRect();
    expect([left, top]).to.deep.equal([16, 16]);
    expect(made.getBoundingClientRect().height).to.equal(0);
  });

  it('can be replaced by a button of the page’s own', async () => {
    const made = mount({ launcher: '' });
    const own = document.createElement('button');
    own.slot = 'launcher';
    own.textContent = 'Mine';
    made.append(own);
    const button = await launched(made);
    await waitUntil(() => own.checkVisibility());
    await made.wallet.start();
    expect(button.checkVisibility()).to.equal(false);
    own.click();
    await waitUntil(async () => ((await made.provider.request({ method: 'eth_accounts' })) as readonly string[]).length === 1);
  });

  it('takes the colours that the wallet made of the theme', async () => {
    sheet.textContent = 'alcove-wallet { --alcove-accent-fill-loud: #0a5c36 }';
    const made = mount({ launcher: '' });
    const button = await launched(made);
    await waitUntil(() => getComputedStyle(button).backgroundColor === 'rgb(10, 92, 54)');
  });
});
