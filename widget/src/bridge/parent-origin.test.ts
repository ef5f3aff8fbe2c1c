import { expect } from '@open-wc/testing';
import type { WalletError } from '../../../host-sdk/src/contract/errors.ts';
import { type ManualClock, manualClock } from '../session/testing/manual-clock.ts';
import { parentOrigin } from './parent-origin.ts';

const page = 'https://shop.test';

type Setting = {
  readonly ancestors?: readonly string[];
  readonly referrer?: string;
  /** Whether there is a window between the wallet's and the top one. */
  readonly isNested?: boolean;
};

/** A wallet's window, and what the browser tells it. */
function embedded({ ancestors, referrer = '', isNested = false }: Setting = {}) {
  const parent = {};
  const events = new EventTarget();
  const win = Object.assign(events, {
    parent,
    top: isNested ? {} : parent,
    location: ancestors === undefined ? {} : { ancestorOrigins: ancestors },
    document: { referrer },
  }) as unknown as Window;
  let result: unknown = 'waiting';
  const asking = parentOrigin(win).then(
    (origin) => {
      result = origin;
    },
    ({ code, data }: WalletError) => {
      result = [code, data?.reason];
    },
  );
  return {
    /** A message comes; from the parent, unless said otherwise. */
    say: (origin: string, source: unknown = parent) => void events.dispatchEvent(Object.assign(new Event('message'), { origin, source })),
    parent,
    asking,
    /** What is known once all that is due has run. */
    async result() {
      for (let turn = 0; turn < 5; turn++) await Promise.resolve();
      return result;
    },
  };
}

let clock: ManualClock;
beforeEach(() => {
  clock = manualClock();
});
afterEach(() => clock.restore());

describe('who embeds the wallet', () => {
  const told: readonly (readonly [name: string, setting: Setting, expected: unknown])[] = [
    ['is its one ancestor', { ancestors: [page] }, page],
    ['is its one ancestor, whatever the referrer says', { ancestors: [page], referrer: 'https://evil.test/' }, page],
    ['may not be a page around another page', { ancestors: [page, 'https://around.test'] }, [-32080, 'nested_frame']],
    ['may not be a page around a page of its own', { ancestors: [page, page] }, [-32080, 'nested_frame']],
    ['may not be a frame, where browsers name no ancestors', { isNested: true }, [-32080, 'nested_frame']],
    ['may not be a frame, whatever is said of its ancestors', { isNested: true, ancestors: [page] }, [-32080, 'nested_frame']],
    ['is not known yet where browsers name no ancestors', {}, 'waiting'],
    ['is not known yet while there are none', { ancestors: [] }, 'waiting'],
    ['is not the opaque origin', { ancestors: ['null'] }, 'waiting'],
    ['is not an empty name', { ancestors: [''] }, 'waiting'],
    ['is not taken from the referrer at once', { referrer: `${page}/` }, 'waiting'],
  ];
  for (const [name, setting, expected] of told) {
    it(name, async () => {
      expect(await embedded(setting).result()).to.deep.equal(expected);
    });
  }

  it('is whoever the parent’s first message came from', async () => {
    const { say, result } = embedded({ referrer: 'https://evil.test/' });
    say(page);
    say('https://later.test');
    expect(await result()).to.equal(page);
    expect(clock.pending()).to.equal(0);
  });

  it('is not another window that speaks first', async () => {
    const { say, result } = embedded();
    say('https://sibling.test', {});
    say('https://sibling.test', null);
    say('https://sibling.test', window);
    expect(await result()).to.equal('waiting');
    say(page);
    expect(await result()).to.equal(page);
  });

  it('is the referrer’s origin when the parent stays silent, with its port and without its path', async () => {
    const { result } = embedded({ referrer: 'https://shop.test:8443/cart?token=1' });
    clock.pass(1_499);
    expect(await result()).to.equal('waiting');
    clock.pass(1);
    expect(await result()).to.equal('https://shop.test:8443');
    expect(clock.pending()).to.equal(0);
  });

  for (const referrer of ['', 'not an address']) {
    it(`is nobody when nobody speaks and the referrer is ${JSON.stringify(referrer)}`, async () => {
      const { say, result } = embedded({ referrer });
      clock.pass(9_999);
      expect(await result()).to.equal('waiting');
      clock.pass(1);
      expect(await result()).to.deep.equal([-32080, 'no_parent']);
      say(page);
      expect([await result(), clock.pending()]).to.deep.equal([[-32080, 'no_parent'], 0]);
    });
  }
});

describe('in a browser', () => {
  const wallet = `http://localhost:${location.port}`;
  const src = `${wallet}/test/fixtures/bridge/widget-end.html?${new URLSearchParams({ ask: 'parent-origin', page: location.origin })}`;

  /** What the wallet in `frame` tells the page at the top. */
  async function toldIn(root: Document): Promise<unknown> {
    clock.restore();
    const iframe = root.createElement('iframe');
    const heard = new Promise<MessageEvent>((resolve) =>
      window.addEventListener('message', (event) => event.source === iframe.contentWindow && resolve(event)),
    );
    iframe.onload = () => iframe.contentWindow?.postMessage('hello', wallet);
    iframe.src = src;
    root.body.append(iframe);
    const { data } = await heard;
    iframe.remove();
    return data.told;
  }

  it('the page is told by the browser', async () => {
    expect(await toldIn(document)).to.deep.equal(['origin', location.origin]);
  });

  it('a wallet in a frame of the page is refused, also when that frame is the page’s own', async () => {
    const between = document.createElement('iframe');
    const loaded = new Promise((resolve) => between.addEventListener('load', resolve));
    between.srcdoc = '<!doctype html><body></body>';
    document.body.append(between);
    await loaded;
    const told = await toldIn(between.contentDocument as Document);
    between.remove();
    expect(told).to.deep.equal(['refused', [-32080, 'nested_frame']]);
  });
});
