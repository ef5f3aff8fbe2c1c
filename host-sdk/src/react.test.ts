import { expect } from '@open-wc/testing';
import { createElement, type ReactNode, StrictMode } from 'react';
import { createRoot, hydrateRoot, type Root } from 'react-dom/client';
import { renderToString } from 'react-dom/server.browser';
import { waitUntil } from '../../widget/src/testing/wait-until.ts';
import { createWallet } from './create-wallet.ts';
import { AlcoveButton, AlcoveProvider, type AlcoveProviderProps, useAccounts, useStatus, useWallet } from './react.ts';
import type { Wallet } from './wallet.ts';

const walletUrl = `http://localhost:${location.port}/test/fixtures/bridge`;

const made: Wallet[] = [];
const roots: Root[] = [];
const boxes: Element[] = [];
afterEach(() => {
  for (const root of roots.splice(0)) root.unmount();
  for (const wallet of made.splice(0)) wallet.destroy();
  for (const box of boxes.splice(0)) box.remove();
});

function newWallet(appId = 'demo'): Wallet {
  const wallet = createWallet({ appId, walletUrl });
  made.push(wallet);
  return wallet;
}

function box(html = ''): HTMLElement {
  const element = document.createElement('div');
  element.append(...new DOMParser().parseFromString(html, 'text/html').body.childNodes);
  document.body.append(element);
  boxes.push(element);
  return element;
}

/** Frames are in closed shadow roots: empty boxes at the end of the body. */
const frames = (): number => [...document.body.querySelectorAll(':scope > div')].filter((div) => !boxes.includes(div) && div.childElementCount === 0).length;

function Shown(): ReactNode {
  const { phase } = useStatus();
  const accounts = useAccounts();
  return createElement('p', null, `${phase}: ${accounts.join()}`);
}

function Look({ seen }: { readonly seen: Set<Wallet> }): ReactNode {
  seen.add(useWallet());
  return null;
}

const tree = (props: AlcoveProviderProps, ...children: ReactNode[]): ReactNode => createElement(AlcoveProvider, props, ...children);

function mount(node: ReactNode): { readonly root: Root; readonly element: HTMLElement } {
  const element = box();
  const root = createRoot(element);
  roots.push(root);
  root.render(node);
  return { root, element };
}

const event = (wallet: Wallet, name: string, data: unknown): Promise<unknown> =>
  wallet.provider.request({ method: 'test_event', params: { name, data } as never });

describe('React', () => {
  it('loads the wallet when it is mounted, and shows where it is', async () => {
    const { element } = mount(tree({ wallet: newWallet() }, createElement(Shown)));
    await waitUntil(() => element.textContent?.startsWith('signed-out'), 'the wallet has come up');
  });

  it('loads nothing until it is asked to, when lazy', async () => {
    const wallet = newWallet();
    const { element } = mount(tree({ wallet, lazy: true }, createElement(Shown)));
    await waitUntil(() => element.textContent === 'idle: ');
    expect(frames()).to.equal(0);
    expect(await wallet.provider.request({ method: 'test_echo', params: [1] })).to.deep.equal([1]);
  });

  it('makes one frame in strict mode, which mounts everything twice', async () => {
    const wallet = newWallet();
    const { element } = mount(createElement(StrictMode, null, tree({ wallet }, createElement(Shown))));
    await waitUntil(() => element.textContent?.startsWith('signed-out'), 'the wallet has come up');
    expect(frames()).to.equal(1);
    expect(await wallet.provider.request({ method: 'test_echo', params: [2] })).to.deep.equal([2]);
  });

  it('takes the frame away when it is unmounted, and brings it back when it is mounted again', async () => {
    const wallet = newWallet();
    const { root, element } = mount(tree({ wallet }, createElement(Shown)));
    await waitUntil(() => element.textContent?.startsWith('signed-out'), 'the wallet has come up');
    root.render(null);
    await waitUntil(() => wallet.status().phase === 'idle');
    expect(frames()).to.equal(0);
    root.render(tree({ wallet }, createElement(Shown)));
    await waitUntil(() => element.textContent?.startsWith('signed-out'), 'the wallet has come up');
  });

  it('makes another wallet for another app, and keeps the one it has on every other render', async () => {
    const seen = new Set<Wallet>();
    const { root } = mount(tree({ appId: 'first', walletUrl, lazy: true }, createElement(Look, { seen })));
    await waitUntil(() => seen.size === 1);
    root.render(tree({ appId: 'first', walletUrl, lazy: true }, createElement(Look, { seen }), 'again'));
    root.render(tree({ appId: 'second', walletUrl, lazy: true }, createElement(Look, { seen })));
    await waitUntil(() => seen.size === 2);
  });

  it('follows accounts and status', async () => {
    const wallet = newWallet();
    const { element } = mount(tree({ wallet }, createElement(Shown)));
    await waitUntil(() => element.textContent?.startsWith('signed-out'), 'the wallet has come up');
    await event(wallet, 'status', { phase: 'unlocked' });
    await event(wallet, 'accountsChanged', ['0xabc']);
    await waitUntil(() => element.textContent === 'unlocked: 0xabc');
    await event(wallet, 'status', { phase: 'signed-out' });
    await waitUntil(() => element.textContent === 'signed-out: ');
  });

  it('renders on a server without touching anything', () => {
    const wallet = newWallet();
    const html = renderToString(tree({ wallet }, createElement(Shown), createElement(AlcoveButton)));
    expect(html).to.contain('<p>idle: </p>').and.to.contain('Connect wallet');
    expect([wallet.status().phase, frames()]).to.deep.equal(['idle', 0]);
  });

  it('hydrates what the server rendered, without a complaint', async () => {
    const wallet = newWallet();
    const node = tree({ wallet }, createElement(Shown), createElement(AlcoveButton));
    const element = box(renderToString(node));
    const complaints: unknown[] = [];
    roots.push(hydrateRoot(element, node, { onRecoverableError: (error) => complaints.push(error) }));
    await waitUntil(() => element.textContent?.startsWith('signed-out'), 'the wallet has come up');
    expect(complaints).to.deep.equal([]);
  });

  it('survives that the framework throws the frame out', async () => {
    const wallet = newWallet();
    const { element } = mount(tree({ wallet }, createElement(Shown)));
    await waitUntil(() => element.textContent?.startsWith('signed-out'), 'the wallet has come up');
    for (const div of document.body.querySelectorAll(':scope > div')) if (!boxes.includes(div) && div.childElementCount === 0) div.remove();
    await waitUntil(() => element.textContent?.startsWith('idle'));
    expect(await wallet.provider.request({ method: 'test_echo', params: [3] })).to.deep.equal([3]);
    expect(frames()).to.equal(1);
  });

  it('says where hooks belong', () => {
    expect(() => renderToString(createElement(Shown))).to.throw('outside of <AlcoveProvider>');
  });
});

describe('<AlcoveButton>', () => {
  const button = (element: Element): HTMLButtonElement => element.querySelector('button') as HTMLButtonElement;

  it('connects with a click, then opens the wallet', async () => {
    const wallet = newWallet();
    const { element } = mount(tree({ wallet }, createElement(AlcoveButton, { className: 'primary' })));
    await waitUntil(() => element.textContent === 'Connect wallet');
    expect([button(element).type, button(element).className]).to.deep.equal(['button', 'primary']);
    button(element).click();
    await waitUntil(() => button(element).ariaBusy === 'true');
    await waitUntil(() => button(element).ariaBusy === 'false');
    await event(wallet, 'status', { phase: 'unlocked' });
    await event(wallet, 'accountsChanged', ['0x70997970C51812dc3A010C7d01b50e0d17dc79C8']);
    await waitUntil(() => element.textContent === '0x7099…79C8');
    expect(button(element).hasAttribute('data-connected')).to.equal(true);
    button(element).click();
    await waitUntil(async () => JSON.stringify(await wallet.provider.request({ method: 'test_calls' })).includes('["open","home"]'));
  });

  it('tells what went wrong, and can be pressed again', async () => {
    const errors: unknown[] = [];
    const { element } = mount(tree({ wallet: newWallet('bad app id') }, createElement(AlcoveButton, { onError: (error) => errors.push(error) }, 'Pay')));
    await waitUntil(() => element.textContent === 'Pay');
    button(element).click();
    await waitUntil(() => errors.length === 1);
    expect((errors[0] as { code: number }).code).to.equal(-32080);
    await waitUntil(() => !button(element).disabled);
  });
});
