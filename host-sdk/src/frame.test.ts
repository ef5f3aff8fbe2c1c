import { expect } from '@open-wc/testing';
import { waitUntil } from '../../widget/src/testing/wait-until.ts';
import { createFrame, type Frame, type FrameOptions } from './frame.ts';

const origin = `http://localhost:${location.port}`;
const src = `${origin}/test/fixtures/bridge/w/?app_id=silent`;

/** The frame's shadow root is closed; the test listens in on its making. */
let root: ShadowRoot;
const attachShadow = Element.prototype.attachShadow;
const frames: Frame[] = [];

beforeEach(() => {
  Element.prototype.attachShadow = function (init) {
    root = attachShadow.call(this, init);
    return root;
  };
});
afterEach(() => {
  Element.prototype.attachShadow = attachShadow;
  for (const frame of frames.splice(0)) frame.remove();
});

function setUp(options: Partial<FrameOptions> = {}) {
  const told: string[] = [];
  const frame = createFrame({
    src,
    origin,
    mode: 'dialog',
    container: undefined,
    onLoad() {},
    onDismiss: () => told.push('dismiss'),
    onRemoved: () => told.push('removed'),
    ...options,
  });
  frames.push(frame);
  const iframe = root.querySelector('iframe') as HTMLIFrameElement;
  const dialog = root.querySelector('dialog') as HTMLDialogElement;
  return { frame, told, iframe, dialog, host: root.host as HTMLElement };
}

describe('frame', () => {
  it('gives the widget these powers and no others', () => {
    const { iframe } = setUp();
    expect(iframe.getAttribute('sandbox')).to.equal(
      'allow-scripts allow-same-origin allow-forms allow-popups allow-popups-to-escape-sandbox allow-downloads allow-storage-access-by-user-activation allow-top-navigation-by-user-activation',
    );
    expect(
      iframe.allow
        .split(';')
        .map((feature) => feature.trim())
        .filter(Boolean),
    ).to.deep.equal(
      ['publickey-credentials-get', 'publickey-credentials-create', 'clipboard-write', 'storage-access'].map((feature) => `${feature} ${origin}`),
    );
    expect([iframe.referrerPolicy, iframe.title]).to.deep.equal(['strict-origin', 'Wallet']);
  });

  it('keeps its insides from the page', () => {
    const { host } = setUp();
    expect(host.shadowRoot).to.equal(null);
    expect(host.hasAttribute('style')).to.equal(false);
  });

  it('is laid out while hidden, and cannot be reached', () => {
    const { dialog, iframe } = setUp();
    expect(iframe.getBoundingClientRect().width).to.equal(Math.min(384, innerWidth));
    expect(getComputedStyle(dialog).visibility).to.equal('hidden');
    iframe.focus();
    expect(root.activeElement).to.equal(null);
  });

  it('comes up in the size that the widget asks for, and takes the focus', () => {
    const { frame, dialog, iframe } = setUp();
    frame.show({ heightPx: 300 });
    expect(dialog.matches(':modal')).to.equal(true);
    expect(iframe.getBoundingClientRect().height).to.equal(300);
    expect(root.activeElement).to.equal(iframe);
    frame.show({ heightPx: 350, widthPx: 400 });
    expect(iframe.getBoundingClientRect().height).to.equal(350);
    frame.hide();
    expect(dialog.open).to.equal(false);
  });

  it('is a sheet from the bottom edge, as wide as the window up to 560 px, in that mode', async () => {
    const { frame, dialog, iframe } = setUp({ mode: 'sheet' });
    expect(dialog.getBoundingClientRect().top, 'waits below the edge').to.be.at.least(innerHeight);
    frame.show({ heightPx: 300, widthPx: 300 });
    await Promise.all(dialog.getAnimations().map(({ finished }) => finished));
    const { left, right, bottom, width } = iframe.getBoundingClientRect();
    expect([width, bottom]).to.deep.equal([Math.min(560, innerWidth), innerHeight]);
    expect(Math.abs(left - (innerWidth - right))).to.be.at.most(1);
    const style = getComputedStyle(dialog);
    expect([style.borderStartStartRadius, style.borderEndEndRadius]).to.deep.equal(['20px', '0px']);
  });

  it('never grows out of the window', async () => {
    const { frame, dialog } = setUp();
    frame.show({ heightPx: 100_000, widthPx: 100_000 });
    await Promise.all(dialog.getAnimations().map(({ finished }) => finished));
    const { width, height } = dialog.getBoundingClientRect();
    expect([width <= innerWidth, height <= innerHeight]).to.deep.equal([true, true]);
  });

  it('keeps its size when asked for nonsense', () => {
    const { frame, iframe } = setUp();
    for (const heightPx of [0, -5, Number.NaN, 'x', '1px;color:red']) frame.show({ heightPx } as never);
    expect(iframe.getBoundingClientRect().height).to.equal(Math.min(420, innerHeight - 32));
  });

  it('asks the widget instead of closing on Esc', () => {
    const { frame, told, dialog } = setUp();
    frame.show({ heightPx: 300 });
    const cancel = new Event('cancel', { cancelable: true });
    dialog.dispatchEvent(cancel);
    expect([cancel.defaultPrevented, dialog.open, told]).to.deep.equal([true, true, ['dismiss']]);
  });

  it('tells the widget when the browser closed the dialog by itself, and only then', () => {
    const { frame, told, dialog } = setUp();
    // Chromium tells of it with the next painted frame, and a test in a hidden tab has none.
    const closed = (): boolean => dialog.dispatchEvent(new Event('close'));
    frame.show({ heightPx: 300 });
    dialog.close();
    closed();
    frame.show({ heightPx: 300 });
    frame.hide();
    closed();
    expect(told).to.deep.equal(['dismiss']);
  });

  it('stays, and asks nothing, when it came up again before the browser told of the last time', () => {
    const { frame, told, dialog } = setUp();
    frame.show({ heightPx: 300 });
    frame.hide();
    frame.show({ heightPx: 300 });
    dialog.dispatchEvent(new Event('close'));
    expect([dialog.open, told]).to.deep.equal([true, []]);
    dialog.close();
    dialog.dispatchEvent(new Event('close'));
    expect(told, 'and hears of the next').to.deep.equal(['dismiss']);
  });

  it('asks the widget when the page behind is touched', () => {
    const { frame, told, dialog } = setUp();
    frame.show({ heightPx: 300 });
    dialog.click();
    expect(told).to.deep.equal(['dismiss']);
  });

  it('waits, turning, until there is something to show', () => {
    const { frame, dialog } = setUp();
    frame.show();
    expect([dialog.open, dialog.className]).to.deep.equal([true, 'wait']);
    frame.show({ heightPx: 300 });
    frame.settle();
    expect([dialog.open, dialog.className]).to.deep.equal([true, '']);
    frame.hide();
    frame.show();
    frame.settle();
    expect(dialog.open).to.equal(false);
  });

  it('does not stay inert when an extension makes it so', async () => {
    const { host } = setUp();
    host.inert = true;
    await waitUntil(() => !host.inert);
  });

  it('tells when the page throws it out', async () => {
    const { told, host } = setUp();
    host.remove();
    await waitUntil(() => told.length === 1);
    expect(told).to.deep.equal(['removed']);
  });

  it('fills its container in the inline mode, always', () => {
    const container = document.createElement('div');
    container.style.cssText = 'width:500px;height:300px';
    document.body.append(container);
    const { frame, iframe } = setUp({ mode: 'inline', container });
    frame.show({ heightPx: 900 });
    frame.hide();
    const { width, height } = iframe.getBoundingClientRect();
    container.remove();
    expect([width, height]).to.deep.equal([500, 300]);
  });

  it('keeps out what the page’s own styles say', () => {
    const sheet = new CSSStyleSheet();
    sheet.replaceSync('div,dialog,iframe{display:none!important;border:9px solid red}');
    document.adoptedStyleSheets = [sheet];
    const { frame, dialog, iframe, host } = setUp();
    host.style.setProperty('display', 'block', 'important');
    frame.show({ heightPx: 300 });
    const seen = [getComputedStyle(dialog).display, getComputedStyle(iframe).borderTopWidth];
    document.adoptedStyleSheets = [];
    expect(seen).to.deep.equal(['block', '0px']);
  });
});
