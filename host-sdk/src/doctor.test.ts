import { expect } from '@open-wc/testing';
import type { WalletStatus } from './contract/types.ts';
import type { Examine, Finding } from './diagnosis.ts';
import type { WalletOptions } from './options.ts';

/*
 * The doctor runs in pages of its own, since a policy cannot be taken back: frames of this page's origin, each with the policy
 * of the test. What the wallet's server would say is put in the place of `fetch`; the frames it puts up are real, and on another site.
 */

const walletOrigin = `http://localhost:${location.port}`;
const walletUrl = `${walletOrigin}/test/fixtures/bridge`;

type Setting = {
  readonly policy?: string;
  /** What `/sdk/v1/embed` answers; `null`: nothing is there; `undefined`: it is asked for real. */
  readonly embed?: object | null | 'real';
  /** The frame's `allow` attribute. */
  readonly allow?: string;
  readonly headers?: { readonly [name: string]: string };
  /** Whether the page knows that it is in a frame. Default: it takes itself for a page of its own. */
  readonly nested?: boolean;
};
type Page = Window & { examine: Examine; console: Console; ready?: boolean };

const pages: HTMLIFrameElement[] = [];
after(() => {
  for (const page of pages.splice(0)) page.remove();
});

async function open({
  policy = '',
  embed = { reason: null },
  allow = '',
  headers = {},
  nested = false,
}: Setting = {}): Promise<{ readonly page: Page; readonly printed: string[] }> {
  const frame = document.createElement('iframe');
  frame.allow = allow;
  frame.srcdoc =
    `<!doctype html><base href="${location.origin}/"><script>${nested ? '' : 'window.parent = window;'}</script><script type="module">` +
    `import { examine } from '${location.origin}/host-sdk/src/doctor.ts'; window.examine = examine;` +
    // Modules are here: from now on the page's policy holds.
    `const meta = document.createElement('meta'); meta.httpEquiv = 'Content-Security-Policy'; meta.content = ${JSON.stringify(policy)}; document.head.append(meta); window.ready = true;` +
    '</script>';
  document.body.append(frame);
  pages.push(frame);
  const page = frame.contentWindow as Page;
  while (!(frame.contentWindow as Page).ready) await new Promise((resolve) => setTimeout(resolve, 10));
  const printed: string[] = [];
  for (const level of ['info', 'warn', 'error'] as const) page.console[level] = (line: string) => void printed.push(`${level}: ${line}`);
  const { fetch } = page;
  page.fetch = async (input, init) => {
    if (init?.method === 'HEAD') return new Response(null, { headers });
    if (embed === 'real') return fetch(input, init);
    if (embed === null) throw new TypeError('nothing is there');
    return Response.json(embed);
  };
  return { page, printed };
}

const idle: WalletStatus = { phase: 'idle' };

async function examine(setting: Setting, options: Partial<WalletOptions> = {}, status = idle, isBrief = false): Promise<readonly Finding[]> {
  const { page } = await open(setting);
  return page.examine({ options: { appId: 'demo', walletUrl, ...options }, status }, isBrief);
}

const of = (findings: readonly Finding[], level: Finding['level']): readonly (readonly [reason: string, fix: string])[] =>
  findings.filter((finding) => finding.level === level).map(({ reason, fix }) => [reason, fix]);

describe('doctor', () => {
  it('finds nothing wrong with a page that is in order', async () => {
    const findings = await examine({});
    expect(of(findings, 'error')).to.deep.equal([]);
    expect(findings.filter(({ level }) => level === 'ok').map(({ reason }) => reason)).to.include.members([
      'options',
      'registered',
      'frame',
      'storage',
      'coop',
    ]);
  });

  const list = `list ${location.origin} at app`;
  const errors: readonly (readonly [name: string, setting: Setting, options: Partial<WalletOptions>, reason: string, fix: string])[] = [
    ['an unregistered origin', { embed: { reason: 'origin_not_allowed' } }, {}, 'origin_not_allowed', `${list} demo`],
    ['an unknown app', { embed: { reason: 'app_unknown' } }, {}, 'app_unknown', `${list} demo`],
    ['a wallet that is not there', { embed: null }, {}, 'wallet_unreachable', `start the wallet at ${walletOrigin}, or mend wallet-url`],
    ['frame-src', { policy: "frame-src 'self'" }, {}, 'csp_frame_src', `allow frame-src ${walletOrigin}`],
    ['child-src', { policy: "child-src 'self'" }, {}, 'csp_frame_src', `allow frame-src ${walletOrigin}`],
    ['a frame that the browser keeps away', {}, { appId: 'mute' }, 'frame_refused', `${list} mute, allow frame-src ${walletOrigin}`],
    ['a frame that says something else', {}, { appId: 'forger' }, 'frame_refused', `${list} forger, allow frame-src ${walletOrigin}`],
    ['an app id that cannot be', {}, { appId: 'a b' }, 'app_id', 'set app-id="YOUR-APP"'],
    ['a wallet over plain http', {}, { walletUrl: 'http://wallet.example' }, 'wallet_url', 'set wallet-url="https://YOUR-WALLET"'],
    ['a page in a frame', { nested: true }, {}, 'nested_frame', 'open the page by itself'],
    ['a wallet on the page’s own origin', {}, { walletUrl: location.origin }, 'wallet_same_origin', 'serve page and wallet from different origins'],
  ];
  // What a browser refuses is known only after a while: all of them wait together.
  let examined: readonly ReturnType<typeof examine>[];
  before(() => {
    examined = errors.map(([, setting, options]) => examine(setting, options));
  });
  for (const [index, [name, , , reason, fix]] of errors.entries()) {
    it(`names ${name}, and the line that mends it`, async () => {
      expect(of((await examined[index]) ?? [], 'error')).to.deep.equal([[reason, fix]]);
    });
  }

  const warnings: readonly (readonly [name: string, setting: Setting, appId: string, reason: string, fix: string])[] = [
    ['connect-src', { policy: "connect-src 'self'", embed: 'real' }, 'demo', 'csp_connect_src', `connect-src ${walletOrigin}`],
    ['blocked storage', {}, 'no-storage', 'storage_blocked', `allow site data for ${walletOrigin} in the browser’s settings`],
    [
      'an opener policy',
      { headers: { 'cross-origin-opener-policy': 'same-origin; report-to="x"' } },
      'demo',
      'coop',
      'Cross-Origin-Opener-Policy: same-origin-allow-popups',
    ],
    [
      'a permissions policy',
      { headers: { 'permissions-policy': 'clipboard-write=(self), storage-access=*' } },
      'demo',
      'permissions_policy',
      `Permissions-Policy: clipboard-write=(self "${walletOrigin}")`,
    ],
  ];
  for (const [name, setting, appId, reason, fix] of warnings) {
    it(`warns of ${name}, and does not call it an error`, async () => {
      const findings = await examine(setting, { appId });
      expect(of(findings, 'error')).to.deep.equal([]);
      expect(of(findings, 'warning')).to.deep.include([reason, fix]);
    });
  }

  it('hears from the frame itself what the page keeps from it, where browsers tell', async function () {
    if (!('featurePolicy' in document)) this.skip();
    const findings = await examine({ allow: "publickey-credentials-get 'none'" });
    expect(of(findings, 'warning')).to.deep.include(['permissions_policy', `Permissions-Policy: publickey-credentials-get=(self "${walletOrigin}")`]);
  });

  it('puts what failed first, once, with its remedy', async () => {
    const failed: WalletStatus = { phase: 'failed', reason: 'origin_not_allowed', message: 'The wallet cannot start' };
    const [first, ...rest] = await examine({ embed: { reason: 'origin_not_allowed' } }, {}, failed);
    expect([first?.reason, first?.fix]).to.deep.equal(['origin_not_allowed', `${list} demo`]);
    expect(rest.some(({ level }) => level === 'error')).to.equal(false);
  });

  it('keeps a failure that it cannot explain', async () => {
    const failed: WalletStatus = { phase: 'failed', reason: 'handshake_timeout', message: 'The wallet cannot start' };
    expect(of(await examine({}, {}, failed), 'error')).to.deep.equal([['handshake_timeout', '']]);
  });

  it('prints each thing by its level, with the line that mends it', async () => {
    const { page, printed } = await open({ embed: { reason: 'origin_not_allowed' } });
    await page.examine({ options: { appId: 'demo', walletUrl }, status: idle });
    expect(printed[0]).to.equal(`error: Alcove: origin_not_allowed: This page’s origin is not registered.\n  ${list} demo`);
    expect(printed.some((line) => line.startsWith('info: Alcove: options: '))).to.equal(true);
  });

  it('leaves nothing on the page', async () => {
    const { page } = await open();
    const before = page.document.documentElement.outerHTML.length;
    await page.examine({ options: { appId: 'demo', walletUrl }, status: idle });
    expect(page.document.documentElement.outerHTML.length).to.equal(before);
  });

  describe('in brief', () => {
    const rows: readonly (readonly [name: string, setting: Setting, appId: string, reasons: readonly string[]])[] = [
      ['says why the server refuses', { embed: { reason: 'app_unknown' } }, 'demo', ['app_unknown']],
      ['says what the page’s policy forbids', { policy: "frame-src 'none'" }, 'demo', ['csp_frame_src']],
      ['says that a registered page is in a frame', { nested: true }, 'demo', ['nested_frame']],
      ['says nothing when all is well', {}, 'demo', []],
      ['does not take slowness for refusal', { embed: null }, 'mute', []],
    ];
    for (const [name, setting, appId, reasons] of rows) {
      it(name, async () => {
        const { page, printed } = await open(setting);
        const findings = await page.examine({ options: { appId, walletUrl }, status: { phase: 'loading' } }, true);
        expect(findings.map(({ reason }) => reason)).to.deep.equal(reasons);
        expect(printed).to.deep.equal([]);
      });
    }
  });
});
