import { expect } from '@open-wc/testing';
import { hurry } from '../../widget/src/testing/hurry.ts';
import type { WalletError } from './contract/errors.ts';
import type { createWallet } from './create-wallet.ts';

/* What a page is told when the browser refuses the wallet's frame, which neither of them hears of. Each page is a frame of its own, with its policy. */

type Page = Window & { createWallet?: typeof createWallet };

const walletOrigin = `http://localhost:${location.port}`;
const walletUrl = `${walletOrigin}/test/fixtures/bridge`;
const pages: HTMLIFrameElement[] = [];
after(() => {
  for (const page of pages.splice(0)) page.remove();
});

async function open(policy: string): Promise<Page> {
  const frame = document.createElement('iframe');
  frame.srcdoc =
    `<!doctype html><meta http-equiv="Content-Security-Policy" content="${policy}"><script type="module">` +
    `import { createWallet } from '${location.origin}/host-sdk/src/create-wallet.ts'; window.createWallet = createWallet;</script>`;
  document.body.append(frame);
  pages.push(frame);
  while (!(frame.contentWindow as Page).createWallet) await new Promise((resolve) => setTimeout(resolve, 10));
  return frame.contentWindow as Page;
}

async function refusalOf(policy: string, { appId = 'demo', isHurried = false } = {}): Promise<WalletError> {
  const page = await open(policy);
  if (isHurried) hurry(page);
  const wallet = (page.createWallet as typeof createWallet)({ appId, walletUrl });
  return wallet.provider.request({ method: 'eth_accounts' }).then(
    () => expect.fail('nothing was refused'),
    (error: WalletError) => error,
  );
}

describe('a frame that is refused', () => {
  const policies = ["frame-src 'none'", "child-src 'self'", 'frame-src https://wallet.example'];
  // Refusals take their time: all of them begin here.
  let refusals: readonly Promise<WalletError>[];
  let unanswered: Promise<WalletError>;
  before(() => {
    refusals = policies.map((policy) => refusalOf(policy));
    unanswered = refusalOf("connect-src 'none'", { appId: 'silent', isHurried: true });
  });

  for (const [index, policy] of policies.entries()) {
    it(`by the page’s own ${policy} is explained, with the line that mends it, and never hangs`, async () => {
      const error = await refusals[index];
      expect([error?.code, error?.data?.reason, error?.data?.hint]).to.deep.equal([-32080, 'csp_frame_src', `allow frame-src ${walletOrigin}`]);
    });
  }

  it('with a page that forbids every question ends by the deadline of the handshake', async () => {
    const error = await unanswered;
    expect([error.code, error.data?.reason]).to.deep.equal([-32080, 'handshake_timeout']);
  });
});
