import { expect } from '@open-wc/testing';
import { waitUntil } from '../../widget/src/testing/wait-until.ts';
import type { WalletError } from './contract/errors.ts';
import type { WalletStatus } from './contract/types.ts';
import './element.ts';
import type { AlcoveWalletElement } from './wallet-element.ts';

const walletUrl = `http://localhost:${location.port}/test/fixtures/bridge`;

function element(attributes: { readonly [name: string]: string } = {}): AlcoveWalletElement {
  const made = document.createElement('alcove-wallet');
  for (const [name, value] of Object.entries({ 'app-id': 'demo', 'wallet-url': walletUrl, ...attributes })) made.setAttribute(name, value);
  return made;
}

function mount(attributes?: { readonly [name: string]: string }): { readonly made: AlcoveWalletElement; readonly statuses: WalletStatus[] } {
  const made = element(attributes);
  const statuses: WalletStatus[] = [];
  made.addEventListener('alcove-status', ({ detail }) => statuses.push(detail));
  document.body.append(made);
  return { made, statuses };
}

async function refusal(promise: Promise<unknown>): Promise<WalletError> {
  return promise.then(
    () => expect.fail('nothing was refused'),
    (error: WalletError) => error,
  );
}

afterEach(() => {
  for (const made of document.querySelectorAll('alcove-wallet')) {
    made.remove();
    made.wallet.destroy();
  }
});

describe('<alcove-wallet>', () => {
  it('starts when it comes onto the page, and tells its status', async () => {
    const { made, statuses } = mount();
    await waitUntil(() => statuses.at(-1)?.phase === 'signed-out');
    expect(statuses[0]?.phase).to.equal('loading');
    expect(await made.provider.request({ method: 'test_echo', params: [1] })).to.deep.equal([1]);
    expect(made.getBoundingClientRect().height).to.equal(0);
  });

  it('announces its provider once it has started', async () => {
    const heard: unknown[] = [];
    const listener = (event: Event): void => void heard.push((event as CustomEvent<{ provider: unknown }>).detail.provider);
    addEventListener('eip6963:announceProvider', listener);
    const { made } = mount();
    await waitUntil(() => heard.length > 0);
    removeEventListener('eip6963:announceProvider', listener);
    expect(heard).to.deep.equal([made.provider]);
  });

  it('survives being moved, with its requests', async () => {
    const { made } = mount();
    await made.wallet.start();
    const { provider } = made;
    const waiting = refusal(provider.request({ method: 'wallet_wait' }));
    await provider.request({ method: 'test_echo' });
    made.remove();
    document.body.prepend(made);
    await new Promise((resolve) => setTimeout(resolve, 50));
    await made.wallet.close();
    expect((await waiting).message).to.equal('closed');
    expect(made.provider).to.equal(provider);
  });

  it('rejects what is pending when it is taken off the page, and works again when it is put back', async () => {
    const { made } = mount();
    await made.wallet.start();
    const waiting = refusal(made.provider.request({ method: 'wallet_wait' }));
    await made.provider.request({ method: 'test_echo' });
    made.remove();
    expect((await waiting).data?.reason).to.equal('stopped');
    document.body.append(made);
    expect(await made.provider.request({ method: 'test_echo', params: 2 })).to.equal(2);
  });

  it('becomes another wallet with another app id', async () => {
    const { made } = mount();
    await made.wallet.start();
    const before = made.provider;
    made.setAttribute('app-id', 'second');
    expect((await refusal(before.request({ method: 'test_echo' }))).data?.reason).to.equal('destroyed');
    expect(await made.provider.request({ method: 'test_query' })).to.include({ app_id: 'second' });
  });

  it('tells what is wrong with its attributes, as status and to whoever asks', async () => {
    const { made, statuses } = mount({ 'app-id': '' });
    expect(statuses.at(-1)).to.include({ phase: 'failed', reason: 'app_id' });
    expect((await refusal(made.provider.request({ method: 'eth_accounts' }))).data?.hint).to.equal('set app-id="YOUR-APP"');
  });

  it('has a box of its own in the inline mode, in the page’s hands', async () => {
    const { made } = mount({ mode: 'inline' });
    await made.wallet.start();
    expect(made.getBoundingClientRect().height).to.equal(640);
    expect(await made.provider.request({ method: 'test_size' })).to.deep.include({ height: 640 });
    made.style.height = '500px';
    expect(made.getBoundingClientRect().height).to.equal(500);
  });

  it('prints with `debug` what is wrong with the page and the line that mends it, and without it nothing', async () => {
    const printed: string[] = [];
    const { warn, error, info } = console;
    for (const level of ['warn', 'error', 'info'] as const) console[level] = (line: string) => void printed.push(line);
    try {
      const { statuses } = mount({ 'app-id': '' });
      await waitUntil(() => statuses.at(-1)?.phase === 'failed');
      expect(printed.some((line) => line.startsWith('Alcove:'))).to.equal(false);
      mount({ 'app-id': '', debug: '' });
      await waitUntil(() => printed.includes('Alcove: app_id: The wallet cannot start: set app-id="YOUR-APP"\n  set app-id="YOUR-APP"'));
    } finally {
      Object.assign(console, { warn, error, info });
    }
  });

  it('lets two wallets of two apps live on one page, each with its own requests', async () => {
    const [first, second] = [mount().made, mount({ 'app-id': 'second' }).made];
    const query = { method: 'test_query' };
    const [one, two] = (await Promise.all([first.provider.request(query), second.provider.request(query)])) as readonly { readonly app_id: string }[];
    expect([one?.app_id, two?.app_id]).to.deep.equal(['demo', 'second']);
    first.remove();
    await waitUntil(() => first.wallet.status().phase === 'idle');
    expect(await second.provider.request({ method: 'test_echo', params: [1] })).to.deep.equal([1]);
  });
});
